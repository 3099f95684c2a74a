"""The fields of every exported row, in order: the shape that programs rely on (README, reference)."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.inventory import LICENSES
from seatwise.views.figures import for_programs
from seatwise.views.panel import Panel, Row

ROW_FIELDS = (
    "kind",
    "id",
    "key",
    "label",
    "status",
    "bucket",
    "bucket_reason",
    "provisioned",
    "assigned",
    "assigned_pct",
    "available",
    "unlimited",
    "yearly_logins",
    "consumed",
    "consumed_cost",
    "unit_price",
    "priced",
    "provisioned_cost",
    "assigned_cost",
    "unassigned_cost",
    # beyond the first twenty: what the panel says in words
    "flags",
    "yearly_logins_source",
    "monthly_logins",
    "consumed_share",
    "runs_out",
    "held_by_active_users",
    "unattributed",
    "unattributed_cost",
    "expires",
    "price_from",
)
UNITS: dict[str, FieldType] = {column.name: column.type for column in LICENSES.columns}


CONTEXT = (
    "org",
    "snapshot",
    "as_of",
    "currency",
)  # which org, moment and money, on every line of a file without a head


def context(panel: Panel) -> tuple[str, ...]:
    """The values of `CONTEXT`."""
    return panel.org, panel.snapshot, panel.as_of.isoformat(), panel.currency


def exported(row: Row) -> dict[str, object]:
    """One row as programs read it."""
    return {name: for_programs(row[name], UNITS.get(name)) for name in ROW_FIELDS}
