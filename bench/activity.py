"""Activity in a large org: 5,000,000 tracked records and 10,000,000 logins of about 3,000 active users."""

from pathlib import Path

from bench.bench_org import BenchOrg, served
from bench.command import PYTHON, run
from bench.refreshing import calls_of
from bench.stats import Figure, megabytes, seconds

USERS, RECORDS, LOGINS = 3_500, 5_000_000, 10_000_000
MOST_CALLS, MOST_MEMORY = 400, 1e9
_COUNT = """import duckdb, sys
print(duckdb.connect().execute("SELECT sum(Logins) FROM read_parquet(?)", [sys.argv[1]]).fetchone()[0])"""


def activity(folder: Path, records: int = RECORDS, logins: int = LOGINS) -> list[Figure]:
    """Calls and memory of the first refresh, and of one that reuses its logins."""
    with served(USERS, folder, "--records", str(records), "--logins", str(logins)) as org:
        first = org.refresh()
        what = f"refresh of {USERS:,} users, {records:,} tracked records, {_logins(org):,} logins"
        again = org.refresh_again()
        return [
            Figure(what, seconds(first.seconds), f"the second time: {seconds(again.seconds)}"),
            Figure("peak memory of it", megabytes(first.peak), "", first.peak / 1e6, MOST_MEMORY / 1e6),
            calls_of(org, org.refresh, "API calls of it", MOST_CALLS),
        ]


def _logins(org: BenchOrg) -> int:
    """The number of LoginHistory rows in the snapshot."""
    return int(run([PYTHON, "-c", _COUNT, str(org.snapshot_folder() / "login_day.parquet")]).output)
