"""The result of a panel: rows, totals, gaps and notes. What every page, table and file is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from seatwise.domain.gaps import Gap
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import FactTable, Panel
from seatwise.panels.declaration.params import Params

Row = Mapping[str, object]

SCHEMA_VERSION = 1
ALL = "all"
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Section:
    """The rows of one table of a detail panel, and what of it could not be read."""

    table: FactTable
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Result:
    """One panel of one org at one moment."""

    panel: Panel  # its declaration
    params: Params  # every parameter with its value
    org: str  # of all orgs, empty
    currency: str  # of all orgs, empty
    snapshot: str  # the id of the snapshot; of two, the later one; empty where there is none
    as_of: datetime  # its moment (UTC); of a result over all orgs, the latest one
    about: Mapping[str, object]  # what else a file says at its top: the period, the other snapshot
    rows: Iterable[Row]  # in order; may be read only once where there are many
    totals: tuple[Row, ...] = ()  # sums of the shown rows, one per group; the last one, `all`, is over everything
    sections: tuple[Section, ...] = ()  # the tables of a detail panel
    gaps: tuple[Gap, ...] = ()  # what could not be read and a figure here needs
    # The same by the id of the snapshot, where there are several.
    gaps_by_snapshot: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()  # the columns that are not known, because a source of theirs is a gap
    count: int | None = None  # how many rows there are on all pages; None where they were not counted
    after: str | None = None  # of a list: go on with this; None: there are no more rows
    filtered: bool = False  # whether a filter hides rows that there are
    unsure: bool = False  # whether some rows may match the filter, but it is not known
    as_of_set_by_hand: bool = False  # whether a person chose that moment when the org was read

    @property
    def all_gaps(self) -> tuple[Gap, ...]:
        """Its gaps and those of its tables, each once."""
        return tuple(dict.fromkeys((*self.gaps, *(gap for section in self.sections for gap in section.gaps))))

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column of the rows, as JSON and files have them."""
        return self.panel.columns

    @property
    def title(self) -> str:
        """The panel's title, with what it is about: `Business processes of the license Salesforce`."""
        subject = self.panel.subject(self) if self.panel.subject else ""
        return f"{self.panel.title} of {subject}" if subject else self.panel.title

    @property
    def headline(self) -> str:
        """The main result in a sentence."""
        return self.panel.headline(self) if self.panel.headline else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the figures mean here, a sentence each."""
        rows = self.panel.row_word[1].capitalize()
        unsure = f"{rows} that may match the filter are left out: not everything that it needs could be read."
        return (*(self.panel.notes(self) if self.panel.notes else ()), *((unsure,) if self.unsure else ()))

    @property
    def no_match(self) -> str:
        """That no row matches the filter, or that it is not known of some."""
        what = f"No {self.panel.row_word[0]}"
        if self.unsure:
            return f"{what} is known to match the filter: not everything that it needs could be read."
        return f"{what} matches the filter."

    @property
    def nothing(self) -> str:
        """The sentence of a result without rows."""
        if self.filtered:
            return self.no_match
        return self.panel.nothing(self) if self.panel.nothing else f"No {self.panel.row_word[1]} to show."

    @property
    def overall(self) -> Row:
        """The total over every row that is shown."""
        return self.total(ALL) or {}

    @property
    def shown_totals(self) -> tuple[Row, ...]:
        """The totals of panels that show a column of them; those of others are in the headline and in files."""
        shown = {column.name for column in self.panel.shown_columns}
        return self.totals if any(column.name in shown for column in self.panel.total_columns) else ()

    def total(self, group: str) -> Row | None:
        """The total of a group, or None."""
        return next((total for total in self.totals if total["group"] == group), None)

    def why_blank(self, row: Row, column: Column) -> str:
        """What is shown where a figure is blank: why it has none, `not known`, or nothing."""
        if column.name not in row or row[column.name] is not None:
            return ""
        for flag, word in column.blank:
            if row.get(flag.removeprefix("not ")) is (not flag.startswith("not ")):
                return word
        return NOT_KNOWN if column.name in self.unknown else ""

    def grouped(self) -> list[tuple[Row | None, list[Row]]]:
        """The rows by group, each with its total, in the order of the totals; of a panel without groups, one group."""
        if not self.panel.group_by:
            return [(None, list(self.rows))]
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            name = next((str(row[column]) for column in self.panel.group_by if row[column] is not None), "")
            groups.setdefault(name, []).append(row)
        order = [str(total["group"]) for total in self.totals]
        names = sorted(groups, key=lambda name: order.index(name) if name in order else len(order))
        return [(self.total(name), groups[name]) for name in names]


def missing(row: Row, name: str) -> int | None:
    """How many are left out of a count or sum; 0 where it is complete, None where nobody knows how many."""
    value = row.get(f"{name}_missing", 0)
    return value if isinstance(value, int) else None


def at_least(row: Row, name: str) -> str:
    """`at least `, where something is left out of a count or sum."""
    return "" if missing(row, name) == 0 else "at least "


def count_of(row: Row, name: str) -> int:
    """A whole number of a row; 0 where it is not known."""
    value = row.get(name)
    return value if isinstance(value, int) else 0


def flags_of(row: Row) -> Sequence[str]:
    """The words of a row's `flags`."""
    flags = row.get("flags")
    return [str(flag) for flag in flags] if isinstance(flags, list | tuple) else []
