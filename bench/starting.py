"""Starting: the shortest commands against the shortest Python programs."""

from pathlib import Path

from bench.bench_org import ORG, BenchOrg
from bench.command import PYTHON, SEATWISE, environment, run
from bench.stats import Figure, in_turns, ratio

MOST_VERSION, MOST_REPORT = 8, 5
_DUCK = "import duckdb; duckdb.sql('select 1')"


def version(times: int) -> Figure:
    """`seatwise --version` against a Python that does nothing."""
    ours, floor = in_turns(
        times, lambda: run([SEATWISE, "--version"]).seconds, lambda: run([PYTHON, "-c", "pass"]).seconds
    )
    return ratio("seatwise --version", ours, "python -c pass", floor, most=MOST_VERSION)


def report(org: BenchOrg, times: int) -> Figure:
    """`seatwise licenses` on a snapshot against a DuckDB that does nothing."""
    command = [SEATWISE, "licenses", "--org", ORG, "--format", "json"]
    home: Path = org.home
    ours, floor = in_turns(
        times,
        lambda: run(command, environment(home)).seconds,
        lambda: run([PYTHON, "-c", _DUCK]).seconds,
    )
    return ratio(f"licenses, {org.users:,} users", ours, "python, DuckDB's select 1", floor, most=MOST_REPORT)
