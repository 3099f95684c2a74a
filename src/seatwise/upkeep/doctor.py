"""Check everything that is stored: a list of checks, each of which yields the problems that it finds."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from seatwise.app.snapshot_ports import Lake
from seatwise.domain.counts import counted
from seatwise.domain.errors import SeatwiseError, UsageError
from seatwise.state.audit import note
from seatwise.state.database import FILE, RESTORING, Database
from seatwise.state.seals.sealed_table import SEALED_TABLES, Fit, accept, resealing, sealed_rows
from seatwise.state.tables import CONNECTIONS, HOME
from seatwise.storage.disk import disk_errors
from seatwise.upkeep import check_lake, check_state
from seatwise.upkeep.problem import CheckResult, Problem

LEAST_FREE = 500_000_000  # bytes; a refresh of 100,000 users takes less
_READABLE_BY_OTHERS = 0o077


@dataclass(frozen=True)
class CheckTarget:
    """What is checked: a home folder, all of it or one org."""

    home: Path
    lake: Lake
    secret_key: str
    now: datetime
    org: str | None = None
    org_id: str | None = None  # of that org; None: of all

    @property
    def root(self) -> Path:
        """The folder of all snapshots."""
        return self.home / "lake"


def _opens(target: CheckTarget) -> Iterator[Problem]:
    try:
        Database.open(target.home, target.lake)
    except SeatwiseError as error:
        yield Problem(error.message, error.next_step)


def _permissions(target: CheckTarget) -> Iterator[Problem]:
    if os.name != "posix":
        return
    every = (Path(folder, name) for folder, _, files in os.walk(target.home) for name in ("", *files))
    stored = (path for path in every if target.root / ".spill" not in path.parents and not path.is_symlink())
    open_ = [path for path in stored if path.stat().st_mode & _READABLE_BY_OTHERS]
    if open_:
        more = f" and {counted(len(open_) - 1, 'other file')}" if len(open_) > 1 else ""
        what = f"Other users of this machine can read {open_[0]}{more}."
        yield Problem(what, f"Run: chmod -R go= '{target.home}'", is_damage=False)


def _free_space(target: CheckTarget) -> Iterator[Problem]:
    free = shutil.disk_usage(target.home).free
    if free < LEAST_FREE:
        what = f"The disk of {target.home} has {free // 1_000_000:,} MB left."
        yield Problem(what, "Free some space: a refresh may not fit.", is_damage=False)


def _orgs(target: CheckTarget) -> Iterator[Problem]:
    with Database.open(target.home).reading() as db:
        found = sealed_rows(db, CONNECTIONS).of(Fit.WHOLE)
    names = {str(row["org_id"] or row["name"]): str(row["name"]) for row in found}
    if target.org is None:
        yield from check_lake.orgs(target.root, names)
    else:
        mine = {org_id: name for org_id, name in names.items() if name == target.org}
        yield from (each for each in check_lake.orgs(target.root, mine) if target.org in each.what)


CHECKS: tuple[tuple[str, Callable[[CheckTarget], Iterator[Problem]]], ...] = (
    ("state.db opens, and belongs to these snapshots", _opens),
    ("Pages and indexes of state.db", lambda target: check_state.pages(target.home)),
    ("Rows of state.db", lambda target: check_state.rows(target.home, target.org)),
    ("Secrets and their key", lambda target: check_state.secrets(target.home, target.secret_key, target.org)),
    ("Files of snapshots", lambda target: check_lake.files(target.root, target.org_id)),
    ("Moments of snapshots", lambda target: check_lake.moments(target.root, target.org_id, target.now)),
    ("Orgs and their snapshots", _orgs),
    ("Permissions", _permissions),
    ("Free space", _free_space),
    ("Leftovers", lambda target: check_lake.leftovers(target.home, target.root)),
)
_NEED_STATE = frozenset({"Rows of state.db", "Secrets and their key", "Orgs and their snapshots"})


def examine(target: CheckTarget) -> Iterator[CheckResult]:
    """Run every check. Those that read state.db are skipped where it cannot be opened, which is a problem itself."""
    if not target.home.exists():
        raise UsageError(f"There is nothing in {target.home} yet.", "Add an org first: seatwise org add NAME")
    found: set[Problem] = set()
    has_state = (target.home / FILE).exists()
    for title, check in CHECKS:
        if title in _NEED_STATE and not has_state:
            continue
        try:
            problems = tuple(check(target))
        except SeatwiseError as error:
            problems = (Problem(error.message, error.next_step),)
            if problems[0] in found:  # state.db cannot be read: one problem, not one of each check
                continue
        except OSError as error:
            problems = (Problem(f"{error.filename} cannot be read: {error.strerror}.", "Check its permissions."),)
        found |= {*problems}
        yield CheckResult(title, problems)


def discard_damaged(home: Path) -> int:
    """Delete the rows of state.db that are damaged, and take those that are left for all there are. How many went.

    Orgs stay: what belongs to them would go along. Raises Corrupt: SQLite cannot read the file.
    """
    if (home / RESTORING / "ready").exists() or not (home / FILE).exists():
        raise UsageError(f"There is no {FILE} in {home}.", "See what is wrong: seatwise doctor")
    with Database.open(home).writing() as db:
        gone = sum(accept(db, table, delete=table is not CONNECTIONS) for table in SEALED_TABLES)
        if not sealed_rows(db, HOME).rows:
            with resealing(db, HOME, HOME.c.id != ""):
                db.execute(HOME.insert().values(id=uuid4().hex))
            with disk_errors():
                (home / "lake" / "home.json").unlink(missing_ok=True)
        if gone:
            note(db, "", "damaged rows", str(gone), None)
    return gone
