"""Checks of state.db: its pages, its rows, and its secrets."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from pathlib import Path
from shlex import quote

import sqlalchemy as sa

from seatwise.app.entry_gaps import enter_again
from seatwise.domain.errors import SeatwiseError
from seatwise.state.copy import integrity_problems
from seatwise.state.database import FILE, Database, explained, open_file
from seatwise.state.encryption.key_store import read_key_file
from seatwise.state.encryption.secrets import SecretStore, cipher_of, decrypted
from seatwise.state.seals.row_seal import printable
from seatwise.state.seals.sealed_table import SEALED_TABLES, Fit, sealed_rows
from seatwise.state.tables import CONNECTIONS, SECRETS
from seatwise.upkeep.problem import Problem

_RESTORE = "Restore a backup: seatwise restore FILE --replace"
_DISCARD = "Restore a backup, or delete what is damaged and continue with the rest: seatwise doctor --discard-damaged"


def pages(home: Path) -> Iterator[Problem]:
    """SQLite's own check of pages, indexes and references."""
    path = home / FILE
    if path.exists():
        with explained(path), closing(open_file(path).raw_connection()) as raw:
            assert raw.driver_connection is not None
            found = integrity_problems(raw.driver_connection)
        yield from (Problem(f"{path}: {each}.", _RESTORE) for each in found)


def rows(home: Path, org: str | None) -> Iterator[Problem]:
    """Every row that a figure rests on, against its seal; of one org, or of all."""
    with _reading(home) as db:
        for table in SEALED_TABLES:
            found = sealed_rows(db, table, org)
            for row in found.rows:
                if row.fit is not Fit.WHOLE:
                    yield _of_row(table.name, row.values, row.fit)
            if found.lost:
                of_org = f" of {org}" if org and "org" in table.c else ""
                yield Problem(f"Table {table.name}{of_org} in state.db: {found.lost}", _DISCARD)


def secrets(home: Path, secret_key: str, org: str | None) -> Iterator[Problem]:
    """Whether the key is at hand, and decrypts every secret; and whether each belongs to the login it is stored for."""
    with _reading(home) as db:
        store = SecretStore(home, secret_key)
        try:
            known = store.stored(db)
            if known is None:
                return
            cipher = cipher_of(store.keys(known), known.key_location)
        except SeatwiseError as error:
            yield Problem(error.message, error.next_step)
            return
        for row in db.execute(sa.select(SECRETS).order_by(SECRETS.c.org, SECRETS.c.name)).mappings():
            if org in {None, row["org"]}:
                yield from _of_secret(db, dict(row), lambda one: decrypted(one, cipher))
    if not secret_key and len(read_key_file(home)) > 1:
        what = "secret.key contains two keys: replacing the key was stopped midway."
        yield Problem(what, "Replace it once more: seatwise key rotate", is_damage=False)


def _of_secret(
    db: sa.Connection, row: Mapping[str, str], decrypt: Callable[[Mapping[str, str]], object]
) -> Iterator[Problem]:
    name, org = printable(row["name"]), printable(row["org"])
    step = f"Enter it again: seatwise org edit {org}"
    try:
        decrypt({row["name"]: row["encrypted"]})
    except SeatwiseError:
        yield Problem(f"The secret {name} of {org} was changed in state.db after it was written.", step)
        return
    url = db.execute(sa.select(CONNECTIONS.c.login_url).where(CONNECTIONS.c.name == row["org"])).scalar_one_or_none()
    if url != row["login_url"]:
        yield Problem(f"The secret {name} of {org} is stored for another address than the org has.", step)


def _of_row(table: str, row: Mapping[str, object], fit: Fit) -> Problem:
    names = ("id", "org", "name", "kind", "key", "sobject", "effective_from", "recorded_at")
    about = ", ".join(f"{name} {printable(row[name])}" for name in names if row.get(name) is not None)
    what = f"Table {table} in state.db, row {about or 'the only one'}: it was changed after it was written."
    if fit is Fit.BUT_FOR_VALUE or table in {"connections", "default_org"}:
        return Problem(what, _enter_again(table, row))
    return Problem(what, _DISCARD)


def _enter_again(table: str, row: Mapping[str, object]) -> str:
    """What to do about a row of which only the value is unknown."""
    if table == "default_org":
        return "Choose it again: seatwise org default NAME"
    if table == "connections":
        return f"Enter it again, what belongs to it stays: seatwise org add {quote(printable(row['name']))}"
    org, key, day, kind = (printable(row.get(name, "")) for name in ("org", "key", "effective_from", "kind"))
    return enter_again(table, org, key, day, kind=kind)


def _reading(home: Path) -> AbstractContextManager[sa.Connection]:
    return Database.open(home).reading()
