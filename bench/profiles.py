"""The Profiles panel at a million users, beside a bare scan of what it needs: `python -m bench.profiles [USERS]`."""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from statistics import median

from bench.command import PYTHON, run
from bench.figures import Figure, as_text, in_turns, megabytes, ratio

USERS, PROFILE, LICENSE = 1_000_000, "Profile 4", "KEY_4"
_COLD = 5
_NEEDED = {
    "user": "Id ProfileId CreatedDate LastLoginDate IsActive",
    "user_login": "UserId IsFrozen",
    "record_touch": "UserId LastDate",
}
_SORTS = ("name", "username", "last_login", "last_record_touch", "objects_touched", "department", "manager")


def profiles(folder: Path, users: int = USERS) -> Iterator[Figure]:
    """Every figure of the panel, over a snapshot that is made up; measured in a process of its own."""
    home = folder / "profiles"
    took = run([PYTHON, "-m", "bench.profiles", str(users), str(home)])
    told = json.loads(took.output)
    org = f"{users:,} users"
    yield ratio(
        f"Profiles panel, cold from Parquet, {org}", told["cold"], "bare scan of its columns", told["scan"], most=6
    )
    yield Figure(f"Users of the panel: the first page, {org}", f"{told['first']:.1f} s")
    for what, times in told["pages"].items():
        ordered = sorted(times)
        late = ordered[int(len(ordered) * 0.95)]
        yield _milliseconds(f"{what}: median", median(ordered), 50)
        yield _milliseconds(f"{what}: 95th percentile", late, 100)
    yield Figure("Profiles panel and its users: memory of the process, at most", megabytes(told["peak"]))


def _milliseconds(what: str, took: float, most: float) -> Figure:
    return Figure(what, f"{took * 1000:.1f} ms", "", took * 1000, most)


def main(users: int, home: Path) -> None:
    """Make the snapshot, measure, print the times as JSON."""
    # The benchmark itself stays small (see command.run), so these are imported in the process that measures.
    os.environ["SEATWISE_HOME"] = str(home)
    import duckdb  # noqa: PLC0415

    from bench.people_lake import ORG_ID, make_snapshot  # noqa: PLC0415
    from seatwise import wiring  # noqa: PLC0415
    from seatwise.app.profiles import read_people, read_profiles  # noqa: PLC0415
    from seatwise.app.report import Sources  # noqa: PLC0415
    from seatwise.domain.orgs import Connection, Way  # noqa: PLC0415
    from seatwise.lake.engine import DuckEngine  # noqa: PLC0415
    from seatwise.lake.layout import table_path  # noqa: PLC0415
    from seatwise.views.tree import Level  # noqa: PLC0415

    snapshot = make_snapshot(home / "lake", users)
    wiring.connections().add(Connection("acme", Way.PASSWORD, "https://x.example", username="x", org_id=ORG_ID), {})

    def fresh() -> Sources:
        return Sources(wiring.connections(), wiring.lake(), DuckEngine(home / "lake"), wiring.price_book())

    def cold() -> float:
        return _timed(lambda: read_profiles("acme", fresh()))

    def scan() -> float:
        def read() -> None:
            with duckdb.connect() as connection:
                for table, names in _NEEDED.items():
                    largest = ", ".join(f"max({name})" for name in names.split())
                    path = table_path(home / "lake", snapshot, table)
                    connection.execute(f"SELECT {largest} FROM read_parquet('{path}')").fetchall()

        return _timed(read)

    colds, scans = in_turns(_COLD, cold, scan)
    sources = fresh()
    read_profiles("acme", sources)
    first = _timed(lambda: read_people("acme", sources, profile=PROFILE))
    pages: dict[str, list[float]] = {}
    for level, sort, descending in product(
        (Level.BUCKET, Level.LICENSE, Level.PROFILE), ("users", "actor_cost"), (0, 1)
    ):
        pages.setdefault(f"Profiles panel by {level.value}", []).extend(
            _timed(lambda: read_profiles("acme", sources, level=level, sort=sort, descending=bool(descending)))  # noqa: B023
            for _ in range(10)
        )
    places = {"a profile": {"profile": PROFILE}, "a license": {"license_key": LICENSE}, "the org": {}}
    for (place, where), sort, descending in product(places.items(), _SORTS, (0, 1)):
        after = None
        for _ in range(5):  # five pages, one after the other
            began = time.perf_counter()
            page = read_people("acme", sources, sort=sort, descending=bool(descending), after=after, **where)  # type: ignore[arg-type]
            pages.setdefault(f"A page of users of {place}, any sort", []).append(time.perf_counter() - began)
            after = page.after
    for text in ("garcia 99", "user77 department", "nobody"):
        pages.setdefault("A search among the users of the org", []).extend(
            _timed(lambda: read_people("acme", sources, text=text))  # noqa: B023
            for _ in range(5)
        )
    pages["Profiles panel through another window"] = [
        _timed(lambda: read_profiles("acme", sources, days=days))  # noqa: B023
        for days in (7, 14, 21, 28, 7, 14, 21, 28)
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"cold": colds, "scan": scans, "first": first, "pages": pages, "peak": peak}))


def _timed(run_once: Callable[[], object]) -> float:
    began = time.perf_counter()
    run_once()
    return time.perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(int(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory(prefix="seatwise-bench-") as made:
            found = list(profiles(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else USERS))
            sys.stdout.write(as_text(found) + "\n")
