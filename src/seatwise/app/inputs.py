"""The inputs of metrics, by name: what people entered, tables that ship, the moment and the period, what is a gap."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from seatwise.app.report_context import ReportContext
from seatwise.domain.licensing.buckets import KNOWN
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride
from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.domain.login_types import API_TYPES, INTERACTIVE_TYPES, LoginKind
from seatwise.domain.period import Period
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, Union
from seatwise.metrics.selection import Condition, Selection
from seatwise.metrics.trends.history import REBUILT_DAYS

ONBOARDING_DAYS = 30  # a younger user who never logged in is no waste yet
ALL_ROWS = Selection()


def query_of(metric: Metric, context: ReportContext, selection: Selection = ALL_ROWS, **more: Query) -> Query:
    """The query of a metric at one moment, with all of its inputs.

    Args:
        metric: what is computed.
        context: for which org and moment.
        selection: which rows, in which order.
        more: further inputs, by name: `shown`, the rows that are summed.
    """
    inputs: dict[str, InputTable | Query | Union] = {
        name: INPUTS[name](context) for name in metric.all_inputs if name not in more
    }
    inputs |= {lookup.name: query_of(lookup, context) for lookup in metric.all_lookups}
    return Query(metric, (context.snapshot,), inputs | more, selection)


def shown_rows(metric: Metric, context: ReportContext, conditions: Sequence[Condition]) -> Query:
    """The rows of a metric that meet the conditions, as another metric's `shown`."""
    return query_of(metric, context, Selection(tuple(conditions)))


def in_utc(moment: datetime) -> datetime:
    """A moment as models carry it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _moment(context: ReportContext) -> InputTable:
    at = context.snapshot.as_of.astimezone(UTC)
    start = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return InputTable(
        {
            "snapshot": ("VARCHAR", [context.snapshot.id]),
            "day": ("DATE", [at.date()]),
            "at": ("TIMESTAMP", [in_utc(at)]),
            "month_start": ("DATE", [start.date()]),
            "month_seconds": ("BIGINT", [monthrange(at.year, at.month)[1] * 86400]),
            "passed_seconds": ("BIGINT", [int((at - start).total_seconds())]),
        }
    )


def _period(context: ReportContext) -> InputTable:
    until, days = in_utc(context.period.end), context.period.days
    actor_days = context.snapshot.actor_days(days) or days
    return InputTable(
        {
            "login_start": ("TIMESTAMP", [in_utc(context.period.start)]),
            "actor_start": ("TIMESTAMP", [until - timedelta(days=actor_days)]),
            "onboarding_start": ("TIMESTAMP", [until - timedelta(days=ONBOARDING_DAYS)]),
            "until": ("TIMESTAMP", [until]),
            "days": ("BIGINT", [days]),
            "same_period": ("BOOLEAN", [actor_days == days]),
        }
    )


def _price(context: ReportContext) -> InputTable:
    prices = context.sources.book.prices(context.org)
    return InputTable(
        {
            "kind": ("VARCHAR", [price.kind.value for price in prices]),
            "key": ("VARCHAR", [price.key for price in prices]),
            "amount": ("DECIMAL(18,4)", [price.amount for price in prices]),
            "effective_from": ("DATE", [price.effective_from for price in prices]),
            "recorded_at": ("TIMESTAMP", [in_utc(price.recorded_at) for price in prices]),
        }
    )


def _bucket_override(context: ReportContext) -> InputTable:
    overrides = context.sources.book.bucket_overrides(context.org)
    buckets = [None if override.bucket is None else override.bucket.value for override in overrides]
    return _overrides(overrides, "bucket", "VARCHAR", buckets)


def _entitlement_override(context: ReportContext) -> InputTable:
    overrides = context.sources.book.entitlement_overrides(context.org)
    return _overrides(overrides, "yearly_logins", "BIGINT", [override.yearly_logins for override in overrides])


def _overrides(
    overrides: Sequence[BucketOverride] | Sequence[EntitlementOverride],
    name: str,
    sql_type: str,
    values: Sequence[object],
) -> InputTable:
    return InputTable(
        {
            "key": ("VARCHAR", [override.key for override in overrides]),
            name: (sql_type, values),
            "effective_from": ("DATE", [override.effective_from for override in overrides]),
            "recorded_at": ("TIMESTAMP", [in_utc(override.recorded_at) for override in overrides]),
        }
    )


def _known_license(context: ReportContext) -> InputTable:
    del context
    return InputTable(
        {
            "name": ("VARCHAR", [known.name for known in KNOWN]),
            "key": ("VARCHAR", [known.key for known in KNOWN]),
            "bucket": ("VARCHAR", [known.bucket.value for known in KNOWN]),
        }
    )


def _feature(context: ReportContext) -> InputTable:
    del context
    return InputTable(
        {
            "key": ("VARCHAR", [feature.key for feature in FEATURES]),
            "label": ("VARCHAR", [feature.label for feature in FEATURES]),
        }
    )


def _login_prefix(context: ReportContext) -> InputTable:
    """Who logs in, by how the login type begins."""
    del context
    pairs = [(prefix, LoginKind.INTERACTIVE.value) for prefix in INTERACTIVE_TYPES]
    pairs += [(prefix, LoginKind.API.value) for prefix in API_TYPES]
    return InputTable(
        {"prefix": ("VARCHAR", [prefix for prefix, _ in pairs]), "kind": ("VARCHAR", [kind for _, kind in pairs])}
    )


def _gap(context: ReportContext) -> InputTable:
    gaps = context.snapshot.gaps
    return InputTable(
        {
            "table_name": ("VARCHAR", [gap.table for gap in gaps]),
            "column_name": ("VARCHAR", [gap.column for gap in gaps]),
        }
    )


def _key(context: ReportContext) -> InputTable:
    return InputTable({"key": ("VARCHAR", [context.texts["key"]])})


def _oldest_rebuilt_days(context: ReportContext) -> Query:
    """What the oldest snapshot tells of the days before it: Salesforce forgets, a snapshot does not."""
    oldest = context.sources.storage.snapshots(context.snapshot.org_id)[0]
    return query_of(REBUILT_DAYS, replace(context, snapshot=oldest, period=Period(oldest.as_of, context.period.days)))


INPUTS: Mapping[str, Callable[[ReportContext], InputTable | Query]] = {
    "moment": _moment,
    "period": _period,
    "price": _price,
    "bucket_override": _bucket_override,
    "entitlement_override": _entitlement_override,
    "known_license": _known_license,
    "feature": _feature,
    "login_prefix": _login_prefix,
    "gap": _gap,
    "key": _key,
    "oldest_rebuilt_days": _oldest_rebuilt_days,
}
