"""Is this the state.db of these snapshots? If it is lost, or another one, that is said, and none is made over it."""

from pathlib import Path

from sqlalchemy import Connection

from seatwise.app.snapshot_ports import Lake
from seatwise.domain.counts import counted
from seatwise.domain.errors import Corrupt, StateLost, StorageError
from seatwise.state.seals.sealed_table import Fit, resealing, sealed_rows
from seatwise.state.tables import HOME


def check_not_lost(path: Path, lake: Lake) -> None:
    """Refuse to make a new state.db beside the snapshots of another. Raises StateLost."""
    held = lake.snapshots()
    if not held:
        return
    is_empty = "is empty" if path.exists() else "is missing"
    raise StateLost(
        f"{path} {is_empty}, but {counted(sum(held.values()), 'snapshot')} of {', '.join(held)} "
        f"{'is' if sum(held.values()) == 1 else 'are'} here: prices, buckets and logins are lost.",
        "Restore a backup, or add the org again, which then has its snapshots: seatwise restore FILE "
        f"--replace, or seatwise org add {next(iter(held))}",
    )


def check_ours(path: Path, tables: set[str]) -> None:
    """Refuse a file of another program. Raises StorageError."""
    if tables and not {"alembic_version", "connections"} <= tables:
        shown = ", ".join(sorted(tables)[:3])
        raise StorageError(
            f"{path} is the database of another program (with the tables {shown}).",
            "Move it away, and put the right one back: restore a backup, or add the orgs again.",
        )


def match_lake(db: Connection, path: Path, lake: Lake, *, made_now: bool) -> None:
    """Note in the lake which home it belongs to, or notice that it belongs to another. Raises StateLost, Corrupt."""
    rows = sealed_rows(db, HOME)
    if not rows.is_whole or len(rows.rows) != 1:
        raise Corrupt(f"The table home in {path} is damaged.", "Restore a backup: seatwise restore FILE --replace")
    (row,) = rows.of(Fit.WHOLE)
    here, there = str(row["id"]), lake.home_id()
    if not there:
        lake.set_home_id(here)
    elif made_now:
        with resealing(db, HOME, HOME.c.id == here, HOME.c.id == there):
            db.execute(HOME.update().values(id=there))
    elif here != there:
        others = ", ".join(lake.snapshots()) or "no org"
        raise StateLost(
            f"{path} is of another home folder than the snapshots of {others} beside it.",
            "Put the right one back, or restore a backup; if they do belong together, delete lake/home.json. "
            "Restore: seatwise restore FILE --replace",
        )
