"""What a panel is: one declaration, from which its command, page, API route, files, charts and reference are made."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from seatwise.charts.chart import Chart
from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric
from seatwise.panels.declaration.params import AFTER, LIMIT, SNAPSHOT, SORT, Param

if TYPE_CHECKING:
    from seatwise.panels.declaration.result import Result


class Shape(Enum):
    """How rows are shown. There are four, and no more."""

    TABLE = "table"  # groups and totals
    TREE = "tree"  # rows below rows, by `level`
    LIST = "list"  # too many rows for one page: keyset pages
    DETAIL = "detail"  # fact tables about one thing


class Span(Enum):
    """Which snapshots a panel reads."""

    ONE = "one snapshot"
    TWO = "two snapshots"
    EVERY = "every snapshot of the org, a row each"
    ORGS = "the latest snapshot of each org, a row each"


_ORG = (
    columns.text("org", "The org's name in Seatwise."),
    columns.text("currency", "The currency of its prices."),
)
_MOMENT = (
    columns.text("snapshot", "The snapshot's id."),
    columns.moment("as_of", "The snapshot's moment.", label="Data as of"),
)
_FRONT = {Span.EVERY: _MOMENT, Span.ORGS: (*_ORG, *_MOMENT)}


class Reads(ABC):
    """A panel, or a table of one, with figures that are read from metrics."""

    @property
    @abstractmethod
    def roots(self) -> tuple[Metric, ...]:
        """The metrics that its figures are read from."""

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables of a snapshot that it reads."""
        return frozenset(table for metric in _gap_metrics(self.roots) for table in metric.tables)

    @cached_property
    def needs(self) -> frozenset[str]:
        """Every object and field that a figure of it needs."""
        return frozenset(need for metric in _gap_metrics(self.roots) for need in metric.needs)


@dataclass(frozen=True)
class FactTable(Reads):
    """One table of a detail panel."""

    name: str  # as in JSON and files: `logins`
    title: str  # as displayed
    metric: Metric  # its rows; it reads the input `key`, the chosen key
    source: str = ""  # where the facts were read
    shown: tuple[str, ...] = ()  # its columns, in order; empty: all
    upright: bool = False  # whether its one row is shown as field and value, line by line

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in order."""
        return tuple(self.metric.known_column(name) for name in self.shown) if self.shown else self.metric.columns

    @property
    def roots(self) -> tuple[Metric, ...]:
        """The metrics that its figures are read from."""
        return (self.metric,)


@dataclass(frozen=True)
class Link:
    """Where a figure of a row leads: the list that it counts, or the thing that it names."""

    panel: str  # the panel that shows it
    columns: Mapping[str, str]  # parameter -> the column of the row with its value; what is blank there is left out
    # Parameter -> value, the same for every row; or how they follow from the result: None: nowhere.
    values: "Mapping[str, str] | Callable[[Result], Mapping[str, str] | None]" = field(default_factory=dict)
    # Column -> the value that it must have for the link to be there.
    when: Mapping[str, object] = field(default_factory=dict)
    section: str = ""  # the table of a detail panel that has the list
    among: str = ""  # the parameter that takes the filters of the page that the other panel does not have itself


@dataclass(frozen=True)
class PresetView:
    """A question that one click answers: values for the panel's parameters."""

    name: str  # as in an address
    question: str  # as people ask it
    panel: str  # the panel that answers it
    values: Mapping[str, str | tuple[str, ...]]  # the parameters
    answer: str  # what the answer says, in a sentence


@dataclass(frozen=True)
class Panel(Reads):
    """One panel."""

    name: str  # the command, the last part of addresses, the name of files
    title: str  # as displayed
    question: str  # what it answers, in a sentence; the help of its command
    metric: Metric  # its rows
    # The columns on screen, the first of which names the row; empty: those that the metric shows.
    shown: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()  # what a person may choose besides the snapshot and the order
    # Of a panel over snapshots or orgs: the metric of its rows, where they are not just those of each below each
    # other; it reads these as the input `each_row`.
    combined: Metric | None = None
    shape: Shape = Shape.TABLE  # how rows are shown
    span: Span = Span.ONE  # which snapshots they are of
    totals: Metric | None = None  # sums over the rows that are shown; its column `group` names each
    group_by: tuple[str, ...] = ()  # the columns that group rows on screen: the first that is not blank
    order: str = ""  # the column to sort by unless something else is chosen, with a minus for largest first
    subject: "Callable[[Result], str] | None" = None  # which profile, license or bucket it is about
    headline: "Callable[[Result], str] | None" = None  # the answer in a sentence
    nothing: "Callable[[Result], str] | None" = (
        None  # the sentence of a result without rows, where no filter hides some
    )
    notes: "Callable[[Result], Iterable[str]] | None" = None  # what the figures mean here, a sentence each
    badges: Mapping[str, str] | None = None  # the words of the column `flags`, and what each means
    charts: tuple[Chart, ...] = ()  # what is drawn of it
    # Column -> where its figures lead; the first column's is the row's own.
    links: Mapping[str, Link] = field(default_factory=dict)
    facts: tuple[FactTable, ...] = ()  # the tables of a detail panel
    presets: tuple[PresetView, ...] = ()  # questions that one click answers
    template: str = ""  # the page's template, where the common one is not enough
    menu: bool = True  # whether it is in the menu of an org's pages
    row_word: tuple[str, str] = ("row", "rows")  # what a row is, in singular and plural

    @property
    def all_params(self) -> tuple[Param, ...]:
        """Every parameter: its own, which snapshot, the order, and of a list the page."""
        snapshot = (SNAPSHOT,) if self.span is Span.ONE else ()
        order = (SORT,) if self.shape is not Shape.DETAIL else ()
        page = (LIMIT, AFTER) if self.shape is Shape.LIST else ()
        return (*self.params, *snapshot, *order, *page)

    @property
    def key(self) -> Param | None:
        """The parameter that says which thing a detail panel is about."""
        return next((param for param in self.params if param.positional), None)

    @property
    def front_columns(self) -> tuple[Column, ...]:
        """The columns that say which snapshot, or which org, a row is of, where there are several."""
        return _FRONT.get(self.span, ())

    @cached_property
    def row_metric(self) -> Metric:
        """The metric of its rows: its own, or where a row is of one snapshot or org, these rows below each other."""
        if self.combined:
            return self.combined
        if not self.front_columns:
            return self.metric
        return Metric(
            name=f"{self.metric.name}_rows",
            sentence=self.metric.sentence,
            columns=(*self.front_columns, *self.metric.columns),
            tables=(),
            text="select * from each_row",
        )

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column of its rows, as JSON and files have them."""
        return tuple(column for column in self.row_metric.columns if not column.internal)

    @cached_property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns on screen, in order."""
        if not self.shown:
            return tuple(column for column in self.columns if column.shown)
        return tuple(self.row_metric.known_column(name) for name in self.shown)

    @property
    def total_columns(self) -> tuple[Column, ...]:
        """Every column of its totals."""
        return tuple(column for column in self.totals.columns if not column.internal) if self.totals else ()

    @property
    def roots(self) -> tuple[Metric, ...]:
        """The metrics that its figures are read from."""
        return (
            self.metric,
            *((self.combined,) if self.combined else ()),
            *((self.totals,) if self.totals else ()),
            *(table.metric for table in self.facts),
            *(chart.metric for chart in self.charts if chart.metric),
        )

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric that it shows a figure of, and all that they are made from."""
        return all_metrics(self.roots)

    def chart(self, name: str) -> Chart | None:
        """The chart of that name, or None."""
        return next((chart for chart in self.charts if chart.name == name), None)


def all_metrics(roots: Sequence[Metric]) -> tuple[Metric, ...]:
    """Metrics, and all that they are made from: bases, lookups, and what they sum."""
    return _walked(roots, lambda metric: metric.lookups)


def _gap_metrics(roots: Sequence[Metric]) -> tuple[Metric, ...]:
    """Metrics, and all that they are made from whose gaps matter to them."""
    return _walked(roots, lambda metric: () if metric.partial_lookups else metric.lookups)


def _walked(roots: Sequence[Metric], lookups: Callable[[Metric], Sequence[Metric]]) -> tuple[Metric, ...]:
    found: dict[str, Metric] = {}
    waiting = list(roots)
    while waiting:
        metric = waiting.pop()
        if metric.name not in found:
            found[metric.name] = metric
            waiting += [*metric.bases, *lookups(metric), *((metric.over,) if metric.over else ())]
    return tuple(found.values())
