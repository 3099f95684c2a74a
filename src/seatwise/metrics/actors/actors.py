"""The actors metric: who touched records, by object and record type, as `usage-actors.json` lists it."""

from seatwise.metrics import columns
from seatwise.metrics.model import Metric

ACTORS = Metric(
    "actors",
    sentence="Who created or last modified tracked records within the days that were read: one row per object, record "
    "type, user and kind of touch.",
    tables=("record_touch",),
    columns=(
        columns.text("sobject", "The object's API name.", label="Object"),
        columns.text("record_type", "Its id; blank for records without a record type."),
        columns.text("touch", "created or modified (last: Salesforce keeps only the last modifier)."),
        columns.text("user_id", "The user's id.", label="User"),
    ),
)

UNKNOWN_IDS = Metric(
    "unknown_ids",
    sentence="Which ids of a file are of no user, or of no record type, of the snapshot.",
    tables=("user", "record_type"),
    inputs=("file_id",),
    columns=(
        columns.text("kind", "user or record type."),
        columns.text("id", "The id that is not there."),
    ),
)
