"""The Profiles panel without caches, in turns with a bare scan of its columns: `python -m bench.cold_panel`.

`python -m bench.cold_panel USERS HOME` generates a snapshot with that many users in that home (SEATWISE_HOME). It
prints JSON: the seconds of `cold` and `scan`, and of `index`, which builds the index for pages of users. It runs in
its own process because the benchmark process must stay small, see `bench.command.run`.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from bench.stats import in_turns
from bench.user_snapshot import ORG_ID, make_snapshot
from seatwise.app.reports.run_panel import build_user_index, run_panel
from seatwise.bootstrap import services
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.panels.profiles import PROFILES
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_files import FolderFiles

_TIMES = 15
_NEEDED = {
    "user": "Id ProfileId CreatedDate LastLoginDate IsActive",
    "user_login": "UserId IsFrozen",
    "record_touch": "UserId LastDate",
}


def main(users: int, home: Path) -> dict[str, object]:
    """Make the snapshot and measure."""
    snapshot = make_snapshot(home / "lake", users)
    services().connections.add(
        Connection("acme", AuthMethod.PASSWORD, "https://x.example", username="x", org_id=ORG_ID), {}
    )

    def cold() -> float:
        fresh = replace(services().reports, engine=DuckQueryEngine(FolderFiles(home / "lake")))
        return _timed(lambda: run_panel(PROFILES, {}, fresh, org="acme"))

    def read() -> None:
        with duckdb.connect() as connection:
            for table, names in _NEEDED.items():
                largest = ", ".join(f"max({name})" for name in names.split())
                path = table_path(home / "lake", snapshot, table)
                connection.execute(f"SELECT {largest} FROM read_parquet('{path}')").fetchall()

    colds, scans = in_turns(_TIMES, cold, lambda: _timed(read))
    return {"cold": colds, "scan": scans, "index": _timed(lambda: build_user_index("acme", services().reports))}


def _timed(run_once: Callable[[], object]) -> float:
    began = time.perf_counter()
    run_once()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), Path(sys.argv[2]))))
