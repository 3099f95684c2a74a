"""A panel: rows under columns, in order, with totals, gaps and notes. What every page, table and file is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seatwise.domain.gaps import Gap
from seatwise.metrics.model import Column

Row = Mapping[str, object]


ALL, UNATTRIBUTED = "All", "Unattributed"


@dataclass(frozen=True)
class Section:
    """Rows that stand together under a heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Panel:
    """One view of one snapshot, ready to be shown or written.

    Attributes:
        name: `licenses`.
        title: as people read it.
        org, snapshot, as_of, currency: which org, which moment, which money.
        columns: those a reader sees, in order.
        sections: the rows, grouped; their order is the reading order everywhere.
        totals: sums, one row per group, then overall; same keys as the rows where they apply.
        summary: the answer in a sentence.
        gaps: what could not be read and touches this panel.
        notes: what the figures mean here, one sentence each.
    """

    name: str
    title: str
    org: str
    snapshot: str
    as_of: datetime
    currency: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    totals: tuple[Row, ...]
    summary: str
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
        """(total, rows) of each bucket and of each kind that has none, in reading order."""
        members = {
            str(total["group"]): tuple(row for row in self.rows if _belongs(row, total)) for total in self.totals
        }
        return tuple((total, rows) for total in self.totals if (rows := members[str(total["group"])]))

    @property
    def overall(self) -> Row:
        """The total over everything."""
        return next(total for total in self.totals if total["group"] == ALL)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in reading order."""
        return tuple(row for section in self.sections for row in section.rows)


def in_order(rows: Sequence[Row], by: str, *, descending: bool) -> list[Row]:
    """The rows sorted by one column; blanks last either way, ties by label and id."""
    known = sorted((row for row in rows if row[by] is not None), key=_tie)
    known.sort(key=lambda row: _comparable(row[by]), reverse=descending)
    return known + sorted((row for row in rows if row[by] is None), key=_tie)


def _belongs(row: Row, total: Row) -> bool:
    """Whether a total sums the row, and no smaller group does."""
    return total["group"] == row["bucket"] if row["bucket"] else total["kind"] == row["kind"] != "user"


def _tie(row: Row) -> tuple[str, str, str]:
    return str(row["label"]).casefold(), str(row["label"]), str(row["id"])


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
