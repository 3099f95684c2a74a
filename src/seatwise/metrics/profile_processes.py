"""The metric of the business processes that a profile works in. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

PROFILE_PROCESSES = Metric(
    name="profile_processes",
    sentence="One row per profile and business process that its record types lead to; permission sets can add more. "
    "Record types govern what users choose when they create or edit, not what they can read.",
    tables=("profile_record_type", "record_type", "business_process"),
    columns=(
        Column("profile_id", "Profile id", FieldType.TEXT, "The profile.", source="Profile.Id"),
        Column(
            "sobject",
            "Object",
            FieldType.TEXT,
            "The object that the process is about.",
            source="RecordType.SobjectType",
        ),
        Column(
            "process_id",
            "Process id",
            FieldType.TEXT,
            "The business process; for objects without any, the record type.",
            source="RecordType.BusinessProcessId, else RecordType.Id",
        ),
        Column(
            "process", "Business process", FieldType.TEXT, "Its name.", source="BusinessProcess.Name, RecordType.Name"
        ),
        Column("kind", "Kind", FieldType.TEXT, "business process, or record type where the object has no processes."),
        Column("record_types", "Record types", FieldType.RECORDS, "How many record types of the profile lead to it."),
        Column(
            "source",
            "Read from",
            FieldType.TEXT,
            "profile metadata (what the profile grants), or page layouts (about as many).",
        ),
    ),
)
