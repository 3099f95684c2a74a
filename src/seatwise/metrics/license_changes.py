"""The license changes: what moved between two snapshots, license by license. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.inventory import LICENSES
from seatwise.metrics.model import Column, Metric

FIGURES = ("provisioned", "assigned", "available", "provisioned_cost", "assigned_cost", "unassigned_cost")


def _same(*names: str) -> tuple[Column, ...]:
    """Columns that are the same as in the Licenses metric."""
    return tuple(column for name in names if (column := LICENSES.column(name)))


def _moved(name: str) -> tuple[Column, ...]:
    """A figure of the Licenses metric at both moments, and the difference."""
    column = LICENSES.column(name)
    assert column is not None, name
    label, unit = column.label, column.type
    return (
        Column(f"{name}_before", f"{label} before", unit, f"{label} at the earlier moment.", source=f"licenses.{name}"),
        Column(f"{name}_after", f"{label} after", unit, f"{label} at the later moment.", source=f"licenses.{name}"),
        Column(
            f"{name}_change",
            f"{label}, change",
            unit,
            "How much it moved; less than 0 when it fell. Blank where either moment is unknown or has no such figure.",
            f"{name}_after - {name}_before",
        ),
    )


LICENSE_CHANGES = Metric(
    name="license_changes",
    sentence="One row per license that one of two snapshots has: its seats, price and cost at both moments.",
    tables=(),
    inputs=("earlier_license", "later_license", "unread_kind"),
    columns=(
        *_same("kind", "id", "key", "label", "bucket"),
        Column(
            "how", "How", FieldType.TEXT, "new, gone, disabled or enabled, where only one of the two has the license."
        ),
        Column("unlimited", "Unlimited", FieldType.FLAG, "No limit is provisioned at one of the moments."),
        *_same("by_login"),
        Column(
            "priced",
            "Priced",
            FieldType.FLAG,
            "Whether a price had begun on both days. Money that moved is told between two prices only.",
        ),
        *(column for name in FIGURES[:3] for column in _moved(name)),
        Column("unit_price_before", "Unit price before", FieldType.PRICE, "The price that counted on the earlier day."),
        Column("unit_price_after", "Unit price after", FieldType.PRICE, "The price that counted on the later day."),
        *(column for name in FIGURES[3:] for column in _moved(name)),
    ),
)
