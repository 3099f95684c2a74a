"""The actors metric: who touched records, by object and record type, as `usage-actors.json` lists it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ACTORS = Metric(
    "actors",
    sentence="Who created or last modified tracked records within the days that were read: one row per object, record "
    "type, user and kind of touch.",
    tables=("record_touch",),
    columns=(
        Column("sobject", FieldType.TEXT, "The object's API name.", label="Object"),
        Column("record_type", FieldType.TEXT, "Its id; blank for records without a record type."),
        Column("touch", FieldType.TEXT, "created or modified (last: Salesforce keeps only the last modifier)."),
        Column("user_id", FieldType.TEXT, "The user's id.", label="User"),
    ),
)

UNKNOWN_IDS = Metric(
    "unknown_ids",
    sentence="Which ids of a file are of no user, or of no record type, of the snapshot.",
    tables=("user", "record_type"),
    inputs=("file_id",),
    columns=(
        Column("kind", FieldType.TEXT, "user or record type."),
        Column("id", FieldType.TEXT, "The id that is not there."),
    ),
)
