"""The inputs of metrics, by name: what people entered, tables that ship, the moment and the period, what is a gap."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TypeVar

from seatwise.app.entry_gaps import with_entry_gaps
from seatwise.app.report_context import ReportContext
from seatwise.domain.licensing.buckets import KNOWN
from seatwise.domain.licensing.entries import AnyEntry, BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.domain.login_types import API_TYPES, INTERACTIVE_TYPES, LoginKind
from seatwise.domain.period import Period
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, Row, Union
from seatwise.metrics.selection import Condition, Selection
from seatwise.metrics.trends.history import ESTIMATED_DAYS
from seatwise.sources.needs import lowers_figures

ONBOARDING_DAYS = 30  # a younger user who never logged in is no waste yet
ALL_ROWS = Selection()
_Row = TypeVar("_Row")


def query_of(metric: Metric, context: ReportContext, selection: Selection = ALL_ROWS, **more: Query) -> Query:
    """The query of a metric at one moment, with all of its inputs, and `more`: `shown`, the rows that it sums."""
    for name in metric.all_inputs:
        if name not in more and name not in context.inputs:
            context.inputs[name] = INPUTS[name](context)
    inputs: dict[str, InputTable | Query | Union] = {
        name: context.inputs[name] for name in metric.all_inputs if name not in more
    }
    inputs |= {lookup.name: query_of(lookup, context) for lookup in metric.all_lookups}
    return Query(metric, (context.snapshot,), inputs | more, selection)


def rows_of(metric: Metric, context: ReportContext, *conditions: Condition) -> Sequence[Row]:
    """The rows of a metric at one moment that meet the conditions. Raises Corrupt: a file cannot be trusted."""
    if conditions:
        return context.sources.engine.query(query_of(metric, context, Selection(conditions))).rows
    if metric.name not in context.rows:
        context.rows[metric.name] = context.sources.engine.query(query_of(metric, context)).rows
    return context.rows[metric.name]


def in_utc(moment: datetime) -> datetime:
    """A moment as models carry it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _moment(context: ReportContext) -> InputTable:
    at = in_utc(context.snapshot.as_of)
    return _one_row(snapshot=("VARCHAR", context.snapshot.id), day=("DATE", at.date()), at=("TIMESTAMP", at))


def _login_month(context: ReportContext) -> InputTable:
    """The month of the moment, for each day of the month on which it may begin."""
    at = in_utc(context.snapshot.as_of)
    days = range(1, 32)
    months = [at.month if _begin(at.year, at.month, day) <= at else at.month - 1 for day in days]
    starts = [_begin(at.year, month, day) for month, day in zip(months, days, strict=True)]
    ends = [_begin(at.year, month + 1, day) for month, day in zip(months, days, strict=True)]
    return InputTable(
        {
            "begins_on": ("BIGINT", list(days)),
            "month_start": ("DATE", [start.date() for start in starts]),
            "month_seconds": ("BIGINT", [(end - start).days * 86400 for start, end in zip(starts, ends, strict=True)]),
            "passed_seconds": ("BIGINT", [int((at - start).total_seconds()) for start in starts]),
        }
    )


def _begin(year: int, month: int, day: int) -> datetime:
    """When a month that begins on that day does; the last day of a short month. `month` may be 0 or 13."""
    years, month = divmod(month - 1, 12)
    return datetime(year + years, month + 1, min(day, monthrange(year + years, month + 1)[1]))  # noqa: DTZ001 - UTC


def _period(context: ReportContext) -> InputTable:
    until, days = in_utc(context.period.end), context.period.days
    actor_days = context.snapshot.actor_days(days) or days
    return _one_row(
        login_start=("TIMESTAMP", in_utc(context.period.start)),
        actor_start=("TIMESTAMP", until - timedelta(days=actor_days)),
        onboarding_start=("TIMESTAMP", until - timedelta(days=ONBOARDING_DAYS)),
        until=("TIMESTAMP", until),
        days=("BIGINT", days),
        same_period=("BOOLEAN", actor_days == days),
    )


def _one_row(**columns: tuple[str, object]) -> InputTable:
    """A table of one row: for each column its SQL type and value."""
    return InputTable({name: (kind, [value]) for name, (kind, value) in columns.items()})


def input_table(rows: Iterable[_Row], **columns: tuple[str, Callable[[_Row], object]]) -> InputTable:
    """A table of these rows: for each column its SQL type, and its value in a row."""
    known = list(rows)
    return InputTable({name: (kind, [value(row) for row in known]) for name, (kind, value) in columns.items()})


def _entered(what: type[AnyEntry]) -> Callable[[ReportContext], InputTable]:
    """Every entry that people made: its fields are the columns."""
    types = {"amount": "DECIMAL(18,4)", "yearly_logins": "BIGINT", "effective_from": "DATE", "recorded_at": "TIMESTAMP"}

    def table(context: ReportContext) -> InputTable:
        entries = context.sources.book.entries(context.org, what)
        names = [field.name for field in fields(what) if field.name != "damaged"]
        return InputTable(
            {
                **{
                    name: (types.get(name, "VARCHAR"), [_plain(getattr(one, name)) for one in entries])
                    for name in names
                },
                "is_known": ("BOOLEAN", [not one.damaged for one in entries]),
            }
        )

    return table


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return in_utc(value)
        case _:
            return value


_KNOWN_LICENSES = input_table(
    KNOWN,
    name=("VARCHAR", lambda known: known.name),
    key=("VARCHAR", lambda known: known.key),
    bucket=("VARCHAR", lambda known: known.bucket.value),
)
_NO_ROWS = InputTable({"kind": ("VARCHAR", [])})  # rows of which it is not known whether they match the filter
_FEATURES = input_table(FEATURES, key=("VARCHAR", lambda each: each.key), label=("VARCHAR", lambda each: each.label))
_LOGIN_PREFIXES = input_table(  # who logs in, by how the login type begins
    [*((LoginKind.INTERACTIVE, each) for each in INTERACTIVE_TYPES), *((LoginKind.API, each) for each in API_TYPES)],
    prefix=("VARCHAR", lambda pair: pair[1]),
    kind=("VARCHAR", lambda pair: pair[0].value),
)


def _gap(context: ReportContext) -> InputTable:
    return input_table(
        [gap for gap in context.snapshot.gaps if lowers_figures(gap)],
        table_name=("VARCHAR", lambda gap: gap.table),
        column_name=("VARCHAR", lambda gap: gap.column),
        is_offered=("BOOLEAN", lambda gap: gap.is_offered),
    )


def _oldest_estimated_days(context: ReportContext) -> Query:
    """The days before the oldest snapshot, from that one: Salesforce deletes old days, it still has them."""
    sources = context.sources
    (oldest,) = with_entry_gaps(context.org, sources.storage.snapshots(context.snapshot.org_id)[:1], sources.book)
    return query_of(ESTIMATED_DAYS, replace(context, snapshot=oldest, period=Period(oldest.as_of, context.period.days)))


INPUTS: Mapping[str, Callable[[ReportContext], InputTable | Query]] = {
    "moment": _moment,
    "login_month": _login_month,
    "period": _period,
    "price": _entered(Price),
    "bucket_override": _entered(BucketOverride),
    "entitlement_override": _entered(EntitlementOverride),
    "known_license": lambda _: _KNOWN_LICENSES,
    "feature": lambda _: _FEATURES,
    "login_prefix": lambda _: _LOGIN_PREFIXES,
    "gap": _gap,
    "may_match": lambda _: _NO_ROWS,
    "key": lambda context: _one_row(key=("VARCHAR", context.texts["key"])),
    "oldest_estimated_days": _oldest_estimated_days,
}
