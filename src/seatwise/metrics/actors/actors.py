"""The actors metric: who touched records, by object and record type, as `usage-actors.json` lists it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ACTORS = Metric(
    name="actors",
    subject="actors",
    sentence="Who created or last modified tracked records within the days that were read: one row per object, record "
    "type, user and kind of touch.",
    tables=("record_touch",),
    columns=(
        Column("sobject", "Object", FieldType.TEXT, "The object's API name."),
        Column("record_type", "Record type", FieldType.TEXT, "Its id; blank for records without a record type."),
        Column(
            "touch", "Touch", FieldType.TEXT, "created or modified (last: Salesforce keeps only the last modifier)."
        ),
        Column("user_id", "User", FieldType.TEXT, "The user's id."),
    ),
)

UNKNOWN_IDS = Metric(
    name="unknown_ids",
    subject="actors",
    sentence="Which ids of a file are of no user, or of no record type, of the snapshot.",
    tables=("user", "record_type"),
    inputs=("file_id",),
    columns=(
        Column("kind", "Kind", FieldType.TEXT, "user or record type."),
        Column("id", "Id", FieldType.TEXT, "The id that is not there."),
    ),
)
