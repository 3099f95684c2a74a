"""Refreshing: against a bare client on 100,000 users, against itself on 1,000,000, and its API calls on 1,000."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_org import Box
from bench.command import PYTHON, Took, run
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


def against_bare(box: Box, folder: Path, times: int) -> list[Figure]:
    """The refresh alone, and the whole process, each against the same of a bare client."""
    box.refresh()  # fills the caches of both sides
    licenses = _against(box, folder, "licenses", box.refresh_licenses, times)
    everything = _against(box, folder, "everything", box.refresh, max(1, times // 3))
    return [*licenses, *everything, _kept(box)]


def _against(box: Box, folder: Path, what: str, refresh: Callable[[], Took], times: int) -> list[Figure]:
    """A refresh of the tables of the Licenses panel, for which there is a target, or of everything."""
    bare = [PYTHON, "-m", "bench.bare_client", str(recorded(box, folder, what))]
    inside, refreshes, floor = in_turns(times, lambda: box.refresh_inside(what), refresh, lambda: run(bare))
    size = int(floor[-1].output.split()[0])
    whole, fetching = [took.seconds for took in floor], [float(took.output.split()[1]) for took in floor]
    told = "what the Licenses panel needs" if what == "licenses" else "everything"
    told = f"refresh of {told}, {box.users:,} users, {_rows(box):,} rows"
    most = MOST_TIMES_BARE if what == "licenses" else None
    return [
        ratio(f"{told}: login to commit", inside, f"bare client, same {megabytes(size)}", fetching, most=most),
        ratio(f"{told}: whole process", [took.seconds for took in refreshes], "bare client, whole process", whole),
        Figure(f"{told}: peak memory", megabytes(_peak(refreshes))),
    ]


def larger(small: Box, large: Box, times: int) -> list[Figure]:
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
        _kept(large),
    ]


def calls(box: Box) -> list[Figure]:
    """The requests of one refresh, by kind; logging in is counted, too."""
    users = f"{box.users:,} users"
    return [
        calls_of(box, box.refresh_licenses, f"API calls, {users}, what the Licenses panel needs", MOST_CALLS),
        calls_of(box, box.refresh, f"API calls, {users}, everything, the first time"),
        calls_of(box, box.refresh_again, f"API calls, {users}, everything, the second time"),
    ]


def calls_of(box: Box, refresh: Callable[[], Took], what: str, most: int | None = None) -> Figure:
    """The requests of a refresh."""
    box.forget_calls()
    refresh()
    made = box.calls()
    kinds = Counter(kind_of(call) for call in made)
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    return Figure(what, f"{len(made)}: {told}", value=len(made), most=most)


def kind_of(call: dict[str, Any]) -> str:
    """What a request was for."""
    return next((kind for kind, path in _KINDS if re.search(path, call["path"])), "other")


def recorded(box: Box, folder: Path, what: str) -> Path:
    """The plan of what a refresh of this org asks for."""
    plan = folder / f"plan-{what}-{box.users}.json"
    login = [box.told[name] for name in ("username", "password", "security_token")]
    run([PYTHON, "-m", "bench.record", box.url, *login, str(plan), what])
    return plan


def query_of(plan: Path, sobject: str) -> str:
    """The SOQL of the job that read an object."""
    steps = json.loads(plan.read_text())["steps"]
    return next(step["job"] for step in steps if step.get("job", "").endswith(f" FROM {sobject}"))


def _kept(box: Box) -> Figure:
    """Whether the snapshot holds every user, counted in the Parquet file and not in the manifest; and its size."""
    folder = box.snapshot_folder()
    rows = int(run([PYTHON, "-c", _COUNT, str(folder / "user.parquet")]).output)
    size = sum(file.stat().st_size for file in folder.iterdir())
    return Figure(
        f"users missing in the snapshot of {box.users:,}",
        f"{rows:,} users in {megabytes(size)}",
        value=abs(box.users - rows),
        most=0,
    )


def _rows(box: Box) -> int:
    return sum(table["rows"] for table in box.manifest()["tables"])


def _peak(runs: list[Took]) -> float:
    return median(took.peak for took in runs)


def built(box: Box) -> Figure:
    """How long the sandbox org took until it answered."""
    return Figure(f"sandbox org of {box.users:,} users answers after", seconds(box.built_in))
