"""Refresh: against a bare client with 100,000 users, against itself with 1,000,000, and its API calls with 1,000."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_org import BenchOrg
from bench.command import PYTHON, CommandRun, run
from bench.stats import Figure, in_turns, megabytes, ratio, seconds

MOST_TIMES_BARE = 1.5
MOST_TIMES_LARGER = 12
MOST_MEMORY = 600e6
MOST_CALLS = 25
_COUNT = """import duckdb, sys
found = duckdb.connect().execute("SELECT count(DISTINCT Id) FROM read_parquet(?)", [sys.argv[1]])
print(found.fetchone()[0])"""
_KINDS = (
    ("log in", r"/services/(Soap|oauth2)/"),
    ("list versions", r"/services/data/?$"),
    ("count records", r"/limits/recordCount"),
    ("describe", r"/describe"),
    ("profile", r"/tooling/query\?.*Metadata"),
    ("next page", r"/query/01"),
    ("query", r"/query\?"),
    ("job page", r"/jobs/query/[^/]+/results"),
    ("job state", r"/jobs/query/"),
    ("job", r"/jobs/query$"),
)


def against_bare(org: BenchOrg, folder: Path, times: int) -> list[Figure]:
    """The refresh alone, and the whole process, each against the same of a bare client."""
    org.refresh()  # fills the caches of both sides
    licenses = _against(org, folder, "licenses", org.refresh_licenses, times)
    everything = _against(org, folder, "everything", org.refresh, max(1, times // 3))
    return [*licenses, *everything, _stored(org)]


def _against(org: BenchOrg, folder: Path, what: str, refresh: Callable[[], CommandRun], times: int) -> list[Figure]:
    """A refresh of the tables of the Licenses panel, which has a target, or of everything."""
    bare = [PYTHON, "-m", "bench.bare_client", str(recorded(org, folder, what))]
    inside, refreshes, floor = in_turns(times, lambda: org.refresh_inside(what), refresh, lambda: run(bare))
    size = int(floor[-1].output.split()[0])
    whole, fetching = [took.seconds for took in floor], [float(took.output.split()[1]) for took in floor]
    own_seconds = [float(took.output) for took in inside]
    scope = "what the Licenses panel needs" if what == "licenses" else "everything"
    label = f"refresh of {scope}, {org.users:,} users, {_rows(org):,} rows"
    most = MOST_TIMES_BARE if what == "licenses" else None
    return [
        ratio(f"{label}: login to commit", own_seconds, f"bare client, same {megabytes(size)}", fetching, most=most),
        ratio(f"{label}: whole process", [took.seconds for took in refreshes], "bare client, whole process", whole),
        Figure(f"{label}: peak memory", megabytes(_peak(refreshes))),
    ]


def larger(small: BenchOrg, large: BenchOrg, times: int) -> list[Figure]:
    """Ten times the users: how many times the seconds, and the memory of the reading process."""
    small_ones, large_ones = in_turns(times, small.refresh, large.refresh)
    return [
        ratio(
            f"refresh of {large.users:,} users",
            [took.seconds for took in large_ones],
            f"{small.users:,} users",
            [took.seconds for took in small_ones],
            most=MOST_TIMES_LARGER,
        ),
        Figure(
            f"peak memory of it, {large.users:,} users",
            megabytes(_peak(large_ones)),
            value=_peak(large_ones) / 1e6,
            most=MOST_MEMORY / 1e6,
        ),
        _stored(large),
    ]


def calls(org: BenchOrg) -> list[Figure]:
    """The requests of one refresh by kind, with the login."""
    users = f"{org.users:,} users"
    return [
        calls_of(org, org.refresh_licenses, f"API calls, {users}, what the Licenses panel needs", MOST_CALLS),
        calls_of(org, org.refresh, f"API calls, {users}, everything, the first time"),
        calls_of(org, org.refresh_again, f"API calls, {users}, everything, the second time"),
    ]


def calls_of(org: BenchOrg, refresh: Callable[[], CommandRun], what: str, most: int | None = None) -> Figure:
    """The requests of a refresh."""
    org.clear_calls()
    refresh()
    made = org.calls()
    kinds = Counter(kind_of(call) for call in made)
    listed = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    return Figure(what, f"{len(made)}: {listed}", value=len(made), most=most)


def kind_of(call: dict[str, Any]) -> str:
    """What a request was for."""
    return next((kind for kind, path in _KINDS if re.search(path, call["path"])), "other")


def recorded(org: BenchOrg, folder: Path, what: str) -> Path:
    """Record the requests of a refresh of this org; returns the plan."""
    plan = folder / f"plan-{what}-{org.users}.json"
    login = [org.credentials[name] for name in ("username", "password", "security_token")]
    run([PYTHON, "-m", "bench.record", org.url, *login, str(plan), what])
    return plan


def query_of(plan: Path, sobject: str) -> str:
    """The SOQL of the job that read an object."""
    steps = json.loads(plan.read_text())["steps"]
    return next(str(step["job"]) for step in steps if step.get("job", "").endswith(f" FROM {sobject}"))


def _stored(org: BenchOrg) -> Figure:
    """Whether the snapshot has every user, counted in the Parquet file, not in the manifest; and its size."""
    folder = org.snapshot_folder()
    rows = int(run([PYTHON, "-c", _COUNT, str(folder / "user.parquet")]).output)
    size = sum(file.stat().st_size for file in folder.iterdir())
    return Figure(
        f"users missing in the snapshot of {org.users:,}",
        f"{rows:,} users in {megabytes(size)}",
        value=abs(org.users - rows),
        most=0,
    )


def _rows(org: BenchOrg) -> int:
    return sum(table["rows"] for table in org.manifest()["tables"])


def _peak(runs: list[CommandRun]) -> float:
    return median(took.peak for took in runs)


def started(org: BenchOrg) -> Figure:
    """How long the sandbox org took to start."""
    return Figure(f"sandbox org of {org.users:,} users is ready after", seconds(org.started_in))
