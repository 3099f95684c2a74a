"""No secret is ever on the disk in the clear, on the screen, in a log or in a file, whatever the login method."""

import base64
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from resilience.cli_runner import CliRunner
from seatwise.bootstrap import Services, services
from seatwise.sandbox.accounts import ADMIN_USERNAME, CLIENT_ID, CLIENT_SECRET, PASSWORD, SECURITY_TOKEN
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox


@pytest.fixture
def secrets(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every secret of every login method, by the variable that holds it."""
    found = {
        "SW_PASSWORD": PASSWORD,
        "SW_TOKEN": SECURITY_TOKEN,
        "SW_CLIENT_SECRET": CLIENT_SECRET,
        "SW_ACCESS_TOKEN": sandbox.sessions.open(ADMIN_USERNAME),
        "SW_SF_TOKEN": sandbox.sessions.open(ADMIN_USERNAME),
        "SW_JWT_KEY": sandbox.jwt_key.decode(),
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SEATWISE_LOG", str(tmp_path / "home" / "log.jsonl"))
    return found


@pytest.fixture
def sf(sandbox: Sandbox, secrets: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An `sf` on the path that has a login, and shows it as the real one does."""
    shown = {
        "status": 0,
        "result": {"accessToken": secrets["SW_SF_TOKEN"], "instanceUrl": sandbox.url, "username": ADMIN_USERNAME},
    }
    program = tmp_path / "bin" / "sf"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nprint({json.dumps(shown)!r})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A person who says yes to whatever page opens; the real log-in waits for them on a free port."""

    from seatwise.salesforce.auth.browser import log_in_by_browser

    def open_and_allow(address: str) -> None:
        with httpx2.Client(follow_redirects=True) as person:
            asked = dict(httpx2.URL(address).params)
            person.post(address.partition("?")[0], data={**asked, "decision": "allow"})

    monkeypatch.setattr(
        Services,
        "log_in_by_browser",
        lambda self, *given, show: log_in_by_browser(*given, open_browser=open_and_allow, port=0),
    )
    return iter(())


AUTH_METHODS = {
    "by-password": ("--username", ADMIN_USERNAME, "--password", "env:SW_PASSWORD", "--token", "env:SW_TOKEN"),
    "by-client": ("--client-id", CLIENT_ID, "--client-secret", "env:SW_CLIENT_SECRET"),
    "by-jwt": ("--client-id", CLIENT_ID, "--username", ADMIN_USERNAME, "--jwt-key", "env:SW_JWT_KEY"),
    "by-web": ("--web", "--client-id", CLIENT_ID, "--client-secret", "env:SW_CLIENT_SECRET"),
    "by-sf": ("--sf-alias", "box"),
    "by-token": ("--access-token", "env:SW_ACCESS_TOKEN"),
}


FAILURES = (Kind.UNAVAILABLE, Kind.HTML, Kind.REDIRECT, Kind.TRUNCATED, Kind.RESET)


@pytest.mark.slow
@pytest.mark.usefixtures("sf", "browser")
def test_after_every_login_method_and_every_failure_no_secret_is_anywhere(
    cli: CliRunner, sandbox: Sandbox, secrets: dict[str, str]
) -> None:
    said: list[bytes] = []

    def type_in(*args: str) -> int:
        answer = cli(*args, code=None)
        said.extend((answer.out, answer.err.encode()))
        return answer.code

    for name, options in AUTH_METHODS.items():
        url = {"by-token": ("--instance-url", sandbox.url), "by-sf": ()}.get(name, ("--login-url", sandbox.url))
        assert type_in("org", "add", name, *options, *url) == 0, (name, said[-1])
    for minute, name in enumerate(AUTH_METHODS):
        for command in (("org", "show", name), ("org", "test", name), ("org", "show", name, "--format", "json")):
            assert type_in(*command) == 0
        assert type_in("refresh", name, "--as-of", f"2026-11-20T08:{minute:02}:00Z") == 0
    for form in ("table", "json", "csv", "xlsx", "html"):
        assert type_in("licenses", "--org", "by-password", "--format", form) == 0
    for kind in FAILURES:
        sandbox.faults.add(Fault(kind, times=None))
        assert [type_in("refresh", name) for name in AUTH_METHODS] == [3] * len(AUTH_METHODS)
        sandbox.faults.clear()
    secrets.update(given_and_granted(sandbox))
    kept = {str(path): path.read_bytes() for path in cli.home.rglob("*") if path.is_file()}
    assert len(secrets) > 20
    assert len(kept) > 13
    for what, secret in secrets.items():
        for written in forms(secret):
            assert not any(written in text for text in said), what
            assert [path for path, content in kept.items() if written in content] == [], what


def given_and_granted(sandbox: Sandbox) -> dict[str, str]:
    """What is kept for each org, and every session that the org has opened."""
    kept = {
        f"{name} {key}": value
        for name in AUTH_METHODS
        for key, value in services().connections.secrets(services().connections.get(name)).items()
    }
    assert "by-web refresh_token" in kept
    return kept | {f"session {number}": session for number, session in enumerate(sandbox.sessions._live)}


def forms(secret: str) -> Iterator[bytes]:
    """A secret as it may be written: plain, in the lines of a key, within base64 wherever it begins."""
    for line in secret.splitlines():
        plain = line.strip().encode()
        if len(plain) < 12 or plain.startswith(b"-----"):
            continue
        yield plain
        for shift in range(3):
            whole = base64.b64encode(b"x" * shift + plain)
            yield whole[4 if shift else 0 : -4]
            yield base64.urlsafe_b64encode(b"x" * shift + plain)[4 if shift else 0 : -4]


def test_the_log_tells_what_was_requested_and_no_secret(
    box: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "seatwise.log"
    said = box.in_process("refresh", "box", env={"SEATWISE_LOG": str(log)})
    assert said.code == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("UserLicense" in json.dumps(line) for line in lines)
    text = log.read_text()
    assert PASSWORD not in text
    assert SECURITY_TOKEN not in text
    assert "Bearer" not in text


@pytest.mark.slow
def test_the_home_is_for_its_owners_eyes_only(box: CliRunner) -> None:
    box("refresh", "box")
    assert stat.S_IMODE(box.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((box.home / "state.db").stat().st_mode) == 0o600
