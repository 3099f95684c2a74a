"""The queries behind a panel: of its rows, of its totals, over one snapshot, two, every one, or every org."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain

from seatwise.app.inputs import query_of
from seatwise.app.report_context import ReportContext
from seatwise.app.reports.panel_gaps import unknown_columns
from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import suggestions
from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.query import InputTable, Query, Union, table_of
from seatwise.metrics.selection import Condition, Operator, Selection, is_in
from seatwise.panels.declaration.panel import Panel, Span
from seatwise.panels.declaration.params import Param, Params, chosen_conditions

_NUMBER = columns.licenses("number", "Which of several queries.")


@dataclass(frozen=True)
class Matches:
    """What matches a filter of another panel."""

    ids: tuple[str, ...]
    possible: tuple[str, ...]  # those that may match, too: not everything that the filter needs could be read
    needs: frozenset[str]  # what the filter needs


@dataclass(frozen=True)
class PanelQueries:
    """The queries of one panel, with every parameter.

    Of one snapshot; the earlier and the later one; every one, oldest first; or one of each org. `damaged` says why
    others are left out, by snapshot or org; `tables` is what the rows read besides: of all orgs, the connections;
    `subject` names the profile, license or bucket that was chosen; `matches`: by parameter, what matches a filter.
    """

    panel: Panel
    params: Params
    contexts: tuple[ReportContext, ...]
    org: str = ""  # its name; empty for panels over all orgs
    tables: Mapping[str, InputTable] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, Matches] = field(default_factory=dict)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What rows must meet."""
        return self._conditions_of(self.panel.params)

    @property
    def standing_conditions(self) -> tuple[Condition, ...]:
        """What rows must meet whatever the filter: what the panel is of, and what a toggle hides."""
        return self._conditions_of([param for param in self.panel.params if param.hides or param.chooses])

    def rows(self, limit: int | None = None, after: tuple[str | None, int] | None = None) -> Query:
        """The rows, in the order that was chosen; so many at most, from the row on that follows `after` (`Selection`).

        Raises UsageError: there is no such column to sort by.
        """
        chosen = Selection(self._own(self.panel.row_metric, self.conditions), self.order, limit, after)
        return self._query(self.panel.metric, chosen, self.conditions)

    def every_row(self) -> Query:
        """The rows without a filter; what a toggle hides stays hidden."""
        conditions = self.standing_conditions
        return self._query(self.panel.metric, Selection(_known(self.panel.row_metric, conditions)), conditions)

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The columns that are not known, because a source of theirs is a gap."""
        return unknown_columns(self.panel, [context.snapshot for context in self.contexts])

    def may_match(self, limit: int | None = None) -> tuple[Query, ...]:
        """The rows of which it is not known whether they meet the filter: a query for each condition that matters."""
        pairs, found = self._uncertain, []
        for number, (_, possible) in enumerate(pairs):
            if possible is not None:
                others = (_or_uncertain(*pair) for pair in (*pairs[:number], *pairs[number + 1 :]))
                conditions = (*chain.from_iterable(others), *possible)
                chosen = Selection(self._own(self.panel.row_metric, conditions), (), limit)
                found.append(self._query(self.panel.metric, chosen, conditions))
        return tuple(found)

    @cached_property
    def _uncertain(self) -> tuple[tuple[Condition, tuple[Condition, ...] | None], ...]:
        """The conditions, each with `possible`: conditions for rows that may match it; None: each is known to, or not.

        Words may be in any row.
        """
        found = []
        for param in self.panel.params:
            matches = self.matches.get(param.name)
            others = self._conditions_of([param], {param.name: matches.possible}) if matches else ()
            for number, each in enumerate(self._conditions_of([param])):
                possible = None if param.hides or param.chooses else self._unread(each)
                found.append((each, others[number : number + 1] or possible))
        return tuple(found)

    def _unread(self, condition: Condition) -> tuple[Condition, ...] | None:
        if self.unknown.isdisjoint(condition.columns):
            return None
        return () if condition.operator is Operator.MENTIONS else (is_in(condition.columns[0], None),)

    def part(self, context: ReportContext) -> Query:
        """Of every snapshot or org: the rows of one."""
        return replace(_of_one(self.panel.metric, context, Selection(), self.conditions, None), of_many=True)

    def of_chart(self, metric: Metric, context: ReportContext, *, of_many: bool) -> Query:
        """The rows that a chart reads besides the panel's own."""
        return replace(_of_one(metric, context, Selection(), self.standing_conditions, None), of_many=of_many)

    def totals(self) -> Query | None:
        """The totals of the rows that are shown."""
        totals = self.panel.totals
        if totals is None:
            return None
        if self.panel.span in (Span.EVERY, Span.ORGS):
            return Query(totals, (), {"shown": self.rows()})
        if totals.over is not None and totals.over is self.panel.metric:
            shown = self._query(totals.over, Selection(self.conditions), ())
            query = self._query(totals, Selection(), (), shown=shown)
        else:
            query = self._query(totals, Selection(), self.conditions)
        return self._with_possible(query)

    def _with_possible(self, query: Query) -> Query:
        """The query, with the rows that may match the filter where it reads them."""
        if "may_match" not in query.inputs or not (unsure := self.may_match()):
            return query
        labels = tuple((number,) for number in range(len(unsure)))
        return replace(query, inputs={**query.inputs, "may_match": Union(unsure, labels, (_NUMBER,))})

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        """The columns to sort by, and whether largest first."""
        typed = str(self.params.get("sort") or self.panel.order)
        if not typed:
            return ()
        name = typed.removeprefix("-")
        columns = [column.name for column in self.panel.columns]
        if name not in columns:
            near = ", ".join(suggestions(name, columns))
            raise UsageError(
                f"There is no column {name[:40]!r} to sort by.",
                near or f"List them: seatwise explain {self.panel.name}",
            )
        return ((name, typed.startswith("-")),)

    def _conditions_of(self, params: Sequence[Param], values: Params | None = None) -> tuple[Condition, ...]:
        as_of = max((context.snapshot.as_of for context in self.contexts), default=datetime.max.replace(tzinfo=UTC))
        return chosen_conditions(params, values or self.params, as_of)

    def _own(self, metric: Metric, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        """The conditions on the rows themselves, and not on the rows that they sum."""
        over = self.panel.metric.over
        summed = _known(over, conditions) if over else ()
        return tuple(each for each in _known(metric, conditions) if each not in summed)

    def _query(
        self, metric: Metric, selection: Selection, conditions: Sequence[Condition], shown: Query | None = None
    ) -> Query:
        match self.panel.span:
            case Span.ONE:
                return _of_one(metric, self.contexts[0], selection, conditions, shown)
            case Span.TWO:
                return _of_two(metric, self.contexts, selection, conditions, shown)
            case Span.EVERY | Span.ORGS:
                parts = tuple(_of_one(metric, each, Selection(), conditions, shown) for each in self.contexts)
                front = self.panel.front_columns
                labels = tuple(tuple(_label(column, each) for column in front) for each in self.contexts)
                rows = Union(parts, labels, front) if parts else table_of((*front, *metric.columns), [])
                return Query(self.panel.row_metric, (), {**self.tables, "each_row": rows}, selection)


def _of_one(
    metric: Metric, context: ReportContext, selection: Selection, conditions: Sequence[Condition], shown: Query | None
) -> Query:
    if metric.over is None:
        return query_of(metric, context, selection)
    summed = shown or query_of(metric.over, context, Selection(_known(metric.over, conditions)))
    return query_of(metric, context, selection, shown=summed)


def _of_two(
    metric: Metric,
    contexts: Sequence[ReportContext],
    selection: Selection,
    conditions: Sequence[Condition],
    shown: Query | None,
) -> Query:
    """Inputs are those of the later snapshot; lookups are there twice, each side at its own moment."""
    earlier, later = contexts
    of_later = query_of(metric, later)
    names = {lookup.name for lookup in metric.all_lookups}
    inputs = {name: each for name, each in of_later.inputs.items() if name not in names}
    for side, context in (("earlier", earlier), ("later", later)):
        inputs |= {f"{side}_{lookup.name}": query_of(lookup, context) for lookup in metric.all_lookups}
    if metric.over is not None:
        own = Selection(_known(metric.over, conditions))
        inputs["shown"] = shown or _of_two(metric.over, contexts, own, conditions, None)
    return Query(metric, (earlier.snapshot, later.snapshot), inputs, selection)


def _or_uncertain(condition: Condition, possible: tuple[Condition, ...] | None) -> tuple[Condition, ...]:
    """What the rows meet that meet a condition, or of which that is not known."""
    if possible is None:
        return (condition,)
    return tuple(replace(condition, values=(*condition.values, *each.values)) for each in possible)


def _known(metric: Metric, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions on columns that the metric has."""
    return tuple(each for each in conditions if all(metric.column(name) for name in each.columns))


def _label(column: Column, context: ReportContext) -> object:
    match column.name:
        case "org":
            return context.org
        case "currency":
            return context.connection.currency
        case "snapshot":
            return context.snapshot.id
        case _:
            return context.snapshot.as_of
