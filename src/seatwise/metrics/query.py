"""A query: a metric over one or two snapshots, with its inputs and a selection. The engine runs or prints it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.selection import Selection

Row = Mapping[str, object]


@dataclass(frozen=True)
class InputTable:
    """A small table that a metric reads besides snapshots: column -> (SQL type, values)."""

    columns: Mapping[str, tuple[str, Sequence[object]]]

    @cached_property
    def digest(self) -> str:
        """Of its content: equal digests, equal tables."""
        content = [(name, kind, list(values)) for name, (kind, values) in self.columns.items()]
        return sha256(repr(content).encode()).hexdigest()


@dataclass(frozen=True)
class Union:
    """The rows of several queries below each other, each with values of its own in front: `as_of`, `org`."""

    queries: tuple["Query", ...]  # of one metric
    labels: tuple[tuple[object, ...], ...]  # for each query, the values of the columns in front
    columns: tuple[Column, ...]  # in front


@dataclass(frozen=True)
class Query:
    """A metric over snapshots."""

    metric: Metric  # what is computed
    # One; two (the earlier one first), whose tables are `earlier_<table>` and `later_<table>`; or none, where it reads
    # its inputs alone.
    snapshots: tuple[Snapshot, ...]
    # What else it and its bases read, by name: tables, or queries whose rows are the table of that name.
    inputs: Mapping[str, "InputTable | Query | Union"]
    selection: Selection = field(default_factory=Selection)  # which rows, in which order
    of_many: bool = False  # whether its snapshot is one of many that are read one by one: then it does not stay open


@dataclass(frozen=True)
class QueryResult:
    """The rows of a query."""

    # Each with the metric's columns; of a metric that is read page by page, with `number` and `sort_value`, to go on
    # after.
    rows: Sequence[Row]
    count: int | None = None  # how many rows meet the conditions on all pages; None where they were not counted
    types: Mapping[str, str] = field(default_factory=dict)  # SQL types, where the model declares no columns


def table_of(columns: Sequence[Column], rows: Sequence[Row]) -> InputTable:
    """Rows as an input of another query, typed as their columns are."""
    return InputTable({each.name: (each.type.sql, [row[each.name] for row in rows]) for each in columns})


def typed_table(result: QueryResult) -> InputTable:
    """The rows of a model that declares no columns as an input."""
    return InputTable({name: (kind, [row[name] for row in result.rows]) for name, kind in result.types.items()})
