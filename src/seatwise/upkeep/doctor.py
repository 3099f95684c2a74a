"""Check everything that is stored: a list of checks, each of which yields the problems that it finds."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from seatwise.app.snapshot_ports import Lake
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
class Patient:
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


def _opens(patient: Patient) -> Iterator[Problem]:
    try:
        Database.open(patient.home, patient.lake)
    except SeatwiseError as error:
        yield Problem(error.message, error.next_step)


def _permissions(patient: Patient) -> Iterator[Problem]:
    if os.name != "posix":
        return
    every = (Path(folder, name) for folder, _, files in os.walk(patient.home) for name in ("", *files))
    kept = (path for path in every if patient.root / ".spill" not in path.parents and not path.is_symlink())
    open_ = [path for path in kept if path.stat().st_mode & _READABLE_BY_OTHERS]
    if open_:
        more = f", and {len(open_) - 1} more" if len(open_) > 1 else ""
        what = f"Others than its owner may read {open_[0]}{more}."
        yield Problem(what, f"Run: chmod -R go= '{patient.home}'", is_damage=False)


def _free_space(patient: Patient) -> Iterator[Problem]:
    free = shutil.disk_usage(patient.home).free
    if free < LEAST_FREE:
        what = f"The disk of {patient.home} has {free // 1_000_000:,} MB left."
        yield Problem(what, "Free some space: a refresh may not fit.", is_damage=False)


def _orgs(patient: Patient) -> Iterator[Problem]:
    with Database.open(patient.home).reading() as db:
        found = sealed_rows(db, CONNECTIONS).of(Fit.WHOLE)
    names = {str(row["org_id"] or row["name"]): str(row["name"]) for row in found}
    if patient.org is None:
        yield from check_lake.orgs(patient.root, names)
    else:
        mine = {org_id: name for org_id, name in names.items() if name == patient.org}
        yield from (each for each in check_lake.orgs(patient.root, mine) if patient.org in each.what)


CHECKS: tuple[tuple[str, Callable[[Patient], Iterator[Problem]]], ...] = (
    ("state.db opens, and belongs to these snapshots", _opens),
    ("Pages and indexes of state.db", lambda patient: check_state.pages(patient.home)),
    ("Rows of state.db", lambda patient: check_state.rows(patient.home, patient.org)),
    ("Secrets and their key", lambda patient: check_state.secrets(patient.home, patient.secret_key, patient.org)),
    ("Files of snapshots", lambda patient: check_lake.files(patient.root, patient.org_id)),
    ("Moments of snapshots", lambda patient: check_lake.moments(patient.root, patient.org_id, patient.now)),
    ("Orgs and their snapshots", _orgs),
    ("Permissions", _permissions),
    ("Free space", _free_space),
    ("Leftovers", lambda patient: check_lake.leftovers(patient.home, patient.root)),
)
_NEED_STATE = frozenset({"Rows of state.db", "Secrets and their key", "Orgs and their snapshots"})


def examine(patient: Patient) -> Iterator[CheckResult]:
    """Run every check. Those that read state.db are skipped where it cannot be opened, which is a problem itself."""
    if not patient.home.exists():
        raise UsageError(f"There is nothing in {patient.home} yet.", "Add an org first: seatwise org add NAME")
    has_state = (patient.home / FILE).exists()
    for title, check in CHECKS:
        if title in _NEED_STATE and not has_state:
            continue
        try:
            problems = tuple(check(patient))
        except SeatwiseError as error:
            problems = (Problem(error.message, error.next_step),)
        except OSError as error:
            problems = (Problem(f"{error.filename} cannot be read: {error.strerror}.", "Check its permissions."),)
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
