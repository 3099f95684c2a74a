"""The Licenses metric: what each of its columns means (definitions section 2). The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.license_holders import LICENSE_HOLDERS
from seatwise.metrics.license_list import LICENSE_LIST
from seatwise.metrics.license_seats import LICENSE_SEATS
from seatwise.metrics.license_terms import LICENSE_TERMS
from seatwise.metrics.model import Column, Metric


def _terms(*names: str) -> tuple[Column, ...]:
    """Columns that are the same as in the license terms."""
    known = {column.name: column for column in LICENSE_TERMS.columns}
    return tuple(known[name] for name in names)


LICENSES = Metric(
    name="licenses",
    sentence=(
        "One row per license of the org: user licenses, permission-set licenses (add-ons), feature and package "
        "licenses, with their seats, price and cost."
    ),
    tables=(),
    bases=(*LICENSE_TERMS.bases, LICENSE_TERMS),
    inputs=("price", "moment"),
    columns=(
        *_terms("kind", "id", "key", "label", "status", "bucket", "bucket_reason"),
        *_terms("provisioned", "assigned", "assigned_pct", "available", "unlimited", "yearly_logins"),
        Column(
            "consumed",
            "Logins this month",
            FieldType.LOGINS,
            "Successful logins this month to date, all users of the license.",
            source="MonthlyLoginsUsed",
        ),
        Column(
            "consumed_cost",
            "Consumed $",
            FieldType.MONEY_TO_DATE,
            "What this month's logins so far cost.",
            "consumed * unit_price",
        ),
        Column(
            "unit_price",
            "Unit price",
            FieldType.PRICE,
            "What you pay on the snapshot's day, as you entered it. 0 and marked unpriced before: no price list ships.",
            source="seatwise price set",
        ),
        Column("priced", "Priced", FieldType.FLAG, "Whether a price had begun on the snapshot's day."),
        Column(
            "provisioned_cost",
            "Provisioned $",
            FieldType.MONEY,
            "What you committed to pay per year. Blank when unlimited.",
            "provisioned * unit_price; for login licenses yearly_logins * unit_price, where the entitlement is known",
        ),
        Column(
            "assigned_cost",
            "Assigned $",
            FieldType.MONEY,
            "What the seats that somebody holds cost per year. Blank for login licenses: a seat is not what is paid.",
            "assigned * unit_price",
        ),
        Column(
            "unassigned_cost",
            "Unassigned $",
            FieldType.MONEY,
            "What the seats that nobody holds cost per year. Blank for login licenses and when unlimited.",
            "max(available, 0) * unit_price",
        ),
        *_terms("yearly_logins_source", "monthly_logins", "by_login", "held_by_active_users", "unattributed"),
        Column(
            "unattributed_cost",
            "Unattributed $",
            FieldType.MONEY,
            "What the unattributed seats cost per year.",
            "unattributed * unit_price",
        ),
        Column(
            "price_from",
            "Price from",
            FieldType.DATE,
            "The first day on which this price counts.",
            source="seatwise price set",
        ),
        Column(
            "price_recorded_at",
            "Price recorded at",
            FieldType.TEXT,
            "When somebody told the price (UTC).",
            source="seatwise price set",
        ),
        *_terms("expires"),
    ),
)

METRICS: dict[str, Metric] = {
    metric.name: metric for metric in (LICENSES, LICENSE_TERMS, LICENSE_LIST, LICENSE_HOLDERS, LICENSE_SEATS)
}
