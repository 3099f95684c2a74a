"""Writes and checks the seals of a table: the one way to write rows that figures rest on, and to read them.

They are against accidents (a flipped bit, a page that was lost), not against somebody who can write to the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeAlias

import sqlalchemy as sa

from seatwise.domain.counts import counted
from seatwise.domain.errors import Corrupt
from seatwise.state.seals.row_seal import as_digest, row_seal, sum_of
from seatwise.state.tables import METADATA, SEAL_WITHOUT_VALUE, SEALS, VALUE

Condition: TypeAlias = sa.ColumnElement[bool]


class Fit(Enum):
    """How far a row is the one that was written."""

    WHOLE = "whole"
    BUT_FOR_VALUE = "but for its value"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class SealedRow:
    """A row as it was read. Of one that is not whole nothing is converted: it is as SQLite returns it."""

    values: Mapping[str, Any]
    fit: Fit


@dataclass(frozen=True)
class SealedRows:
    """The rows of an org in a table, and what is wrong with their number; empty: all are there."""

    rows: Sequence[SealedRow]
    lost: str

    def of(self, fit: Fit) -> list[Mapping[str, Any]]:
        """The values of the rows that fit so."""
        return [row.values for row in self.rows if row.fit is fit]

    @property
    def is_whole(self) -> bool:
        """Whether all rows are there, as they were written."""
        return not self.lost and all(row.fit is Fit.WHOLE for row in self.rows)


SEALED_TABLES: tuple[sa.Table, ...] = tuple(table for table in METADATA.sorted_tables if "seal" in table.c)


@contextmanager
def resealing(db: sa.Connection, table: sa.Table, before: Condition, after: Condition | None = None) -> Iterator[None]:
    """Rows are added, changed or deleted in the block: they meet `before` before it, and `after` (the same) after it.

    Their seals are written at its end. Check rows before you change them: what is damaged would be sealed as it is.
    """
    gone = _seals(db, table, before)
    yield
    condition = before if after is None else after
    _write_seals(db, table, condition)
    new = _seals(db, table, condition)
    for org in gone.keys() | new.keys():
        _count(db, table, org, new.get(org, []), gone.get(org, []))


def sealed_rows(db: sa.Connection, table: sa.Table, org: str | None = None, *more: Condition) -> SealedRows:
    """The rows of an org (None: of the whole table), each checked, in the order of their keys.

    With `more` conditions it is not checked whether rows are missing.
    """
    org_name = org if "org" in table.c else None
    select = _rows_of(table, of_org=org_name is not None)
    raw = db.execute(select.where(*more) if more else select, {"org_name": org_name}).all()
    rows = [_sealed(db.dialect, table, tuple(row)) for row in raw]
    seal = _names(table).index("seal")
    return SealedRows(rows, "" if more else _lost(db, table, org_name, rows, [row[seal] for row in raw]))


def rename_org(db: sa.Connection, old: str, new: str) -> None:
    """Change the name of an org in every table that refers to it, but the audit; every row gets its new seal.

    Raises Corrupt: a row of the org is damaged, and would be sealed as it is.
    """
    db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    name = METADATA.tables["connections"].c.name
    owners = [(table, table.c.org) for table in METADATA.sorted_tables if "org" in table.c and table is not SEALS]
    for table, org in ((name.table, name), *owners):
        if table.name == "audit":
            continue
        if "seal" not in table.c:
            db.execute(table.update().where(org == old).values({org.name: new}))
        elif not sealed_rows(db, table, None if org is name else old).is_whole:
            raise Corrupt(f"Rows of {old} in the table {table.name} of state.db are damaged.", "Run: seatwise doctor")
        else:
            with resealing(db, table, org == old, org == new):
                db.execute(table.update().where(org == old).values({org.name: new}))


def forget_org(db: sa.Connection, org: str) -> None:
    """Forget the sums of an org, after its rows were deleted."""
    db.execute(SEALS.delete().where(SEALS.c.org == org))


def accept(db: sa.Connection, table: sa.Table, *, delete: bool = True) -> int:
    """Delete the rows that do not fit their seal, and take those that are left for all there are. How many went."""
    damaged = sealed_rows(db, table).of(Fit.DAMAGED) if delete else []
    for row in damaged:
        key = [sa.literal_column(f'"{column.name}"') == row[column.name] for column in table.primary_key]
        db.execute(sa.delete(table).where(*key))
    db.execute(SEALS.delete().where(SEALS.c.table_name == table.name))
    for org, seals in _seals(db, table, sa.true()).items():
        _count(db, table, org, seals, [])
    return len(damaged)


@lru_cache(maxsize=50_000)
def _sealed(dialect: sa.Dialect, table: sa.Table, raw: tuple[Any, ...]) -> SealedRow:
    """The row; each is hashed once a process, unless there are very many."""
    fit = _fit(table, raw)
    named = dict(zip(_names(table), raw, strict=True))
    if fit is Fit.DAMAGED:
        return SealedRow(named, fit)
    if fit is Fit.BUT_FOR_VALUE:
        named[table.info[VALUE]] = None
    converters = _converters(dialect, table)
    return SealedRow({name: convert(named[name]) for name, convert in converters.items()}, fit)


def _fit(table: sa.Table, raw: tuple[Any, ...]) -> Fit:
    named = dict(zip(_names(table), raw, strict=True))
    pairs, value = _content(table, named), table.info.get(VALUE)
    if row_seal(table.name, pairs) == named["seal"] and (
        value is None or _seal_without_value(table, pairs) == named[SEAL_WITHOUT_VALUE]
    ):
        return Fit.WHOLE
    return (
        Fit.BUT_FOR_VALUE if value and _seal_without_value(table, pairs) == named[SEAL_WITHOUT_VALUE] else Fit.DAMAGED
    )


def _content(table: sa.Table, named: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (column.name, named[column.name]) for column in table.columns if column.name not in ("seal", SEAL_WITHOUT_VALUE)
    ]


def _seal_without_value(table: sa.Table, pairs: Sequence[tuple[str, Any]]) -> str:
    return row_seal(table.name, [pair for pair in pairs if pair[0] != table.info[VALUE]])


def _write_seals(db: sa.Connection, table: sa.Table, condition: Condition) -> None:
    keys = [column.name for column in table.primary_key]
    for row in db.execute(_raw(table).where(condition)).mappings().all():
        pairs = _content(table, dict(row))
        seals = {"seal": row_seal(table.name, pairs)}
        if VALUE in table.info:
            seals[SEAL_WITHOUT_VALUE] = _seal_without_value(table, pairs)
        same = [sa.literal_column(f'"{name}"') == row[name] for name in keys]
        db.execute(table.update().where(*same).values(**seals))


def _seals(db: sa.Connection, table: sa.Table, condition: Condition) -> dict[str, list[str]]:
    """The seals of the rows that meet the condition, by org."""
    found: dict[str, list[str]] = {}
    org = table.c.org if "org" in table.c else sa.literal("")
    for name, seal in db.execute(sa.select(org, table.c.seal).where(condition)):
        found.setdefault(name, []).append(seal)
    return found


def _count(db: sa.Connection, table: sa.Table, org: str, new: Sequence[str], gone: Sequence[str]) -> None:
    here = (SEALS.c.table_name == table.name) & (SEALS.c.org == org)
    known = db.execute(sa.select(SEALS.c.row_count, SEALS.c.digest).where(here)).one_or_none()
    count, digest = (known.row_count, known.digest) if known else (0, "0")
    count += len(new) - len(gone)
    total = as_digest(sum_of([digest]) + sum_of(new) - sum_of(gone))
    db.execute(SEALS.delete().where(here))
    if count or total != as_digest(0):
        db.execute(SEALS.insert().values(table_name=table.name, org=org, row_count=count, digest=total))


def _lost(db: sa.Connection, table: sa.Table, org: str | None, rows: Sequence[SealedRow], seals: Sequence[str]) -> str:
    """What is wrong with the number of rows. A row with a damaged seal is there: it is not missing."""
    known = db.execute(_sums_of(of_org=org is not None), {"table": table.name, "org_name": org}).all()
    written = sum(row.row_count for row in known if isinstance(row.row_count, int))
    if written != len(rows):
        return f"{counted(written, 'row')} stored, {len(rows)} found."
    altered = any(row.fit is not Fit.WHOLE for row in rows)
    if not altered and sum_of(seals) != sum_of(row.digest for row in known):
        return "Its rows are not those that were stored."
    return ""


# Every page reads entries: their statements are built once.
@lru_cache
def _rows_of(table: sa.Table, *, of_org: bool) -> sa.Select[*tuple[Any, ...]]:
    select = _raw(table).order_by(*table.primary_key.columns)
    return select.where(table.c.org == sa.bindparam("org_name")) if of_org else select


@lru_cache
def _sums_of(*, of_org: bool) -> sa.Select[int, str]:
    select = sa.select(SEALS.c.row_count, SEALS.c.digest).where(SEALS.c.table_name == sa.bindparam("table"))
    return select.where(SEALS.c.org == sa.bindparam("org_name")) if of_org else select


@lru_cache
def _raw(table: sa.Table) -> sa.Select[*tuple[Any, ...]]:
    """The rows as SQLite returns them: nothing is converted before it is checked."""
    return sa.select(
        *(sa.literal_column(f'"{column.name}"').label(column.name) for column in table.columns)
    ).select_from(table)


@lru_cache
def _names(table: sa.Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


@lru_cache
def _converters(dialect: sa.Dialect, table: sa.Table) -> dict[str, Any]:
    """How each column is read, as SQLAlchemy does it."""

    def as_it_is(value: object) -> object:
        return value

    return {
        column.name: column.type.dialect_impl(dialect).result_processor(dialect, None) or as_it_is
        for column in table.columns
        if column.name not in ("seal", SEAL_WITHOUT_VALUE)
    }
