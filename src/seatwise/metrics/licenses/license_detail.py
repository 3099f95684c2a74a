"""One license: its figures and its price history."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric

LICENSE_DETAIL = Metric(
    name="license_detail",
    subject="licenses",
    sentence="One license of the org, with every figure.",
    tables=(),
    lookups=(LICENSES,),
    inputs=("key",),
    columns=LICENSES.columns,
)
PRICE_HISTORY = Metric(
    name="price_history",
    subject="licenses",
    sentence="The prices that were entered for one license, the latest first.",
    tables=(),
    lookups=(LICENSES,),
    inputs=("key", "price", "moment"),
    columns=(
        Column("effective_from", "Effective from", FieldType.DATE, "The first day on which the price counts."),
        Column(
            "unit_price",
            "Unit price",
            FieldType.PRICE,
            "What was entered; blank where the price was taken back.",
            source="seatwise price set",
        ),
        Column("in_effect", "In effect", FieldType.FLAG, "Whether it counts on the snapshot's day."),
        Column("replaced", "Replaced", FieldType.FLAG, "Whether a later entry for the same day counts instead."),
        Column("recorded_at", "Entered at", FieldType.TIME, "When it was entered."),
    ),
)
