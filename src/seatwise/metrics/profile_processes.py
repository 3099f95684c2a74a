"""The metric of the business processes that a profile works in. The SQL stands beside it."""

from seatwise.metrics.model import Column, Metric, Unit

PROFILE_PROCESSES = Metric(
    name="profile_processes",
    sentence="One row per profile and business process that its record types lead to; permission sets can add more. "
    "Record types govern what users choose when they create or edit, not what they can read.",
    tables=("profile_record_type", "record_type", "business_process"),
    columns=(
        Column("profile_id", "Profile id", Unit.TEXT, "The profile.", source="Profile.Id"),
        Column(
            "sobject", "Object", Unit.TEXT, "The object that the process is about.", source="RecordType.SobjectType"
        ),
        Column(
            "process_id",
            "Process id",
            Unit.TEXT,
            "The business process; for objects without any, the record type.",
            source="RecordType.BusinessProcessId, else RecordType.Id",
        ),
        Column("process", "Business process", Unit.TEXT, "Its name.", source="BusinessProcess.Name, RecordType.Name"),
        Column("kind", "Kind", Unit.TEXT, "business process, or record type where the object has no processes."),
        Column("record_types", "Record types", Unit.RECORDS, "How many record types of the profile lead to it."),
        Column(
            "source",
            "Read from",
            Unit.TEXT,
            "profile metadata (what the profile grants), or page layouts (about as many).",
        ),
    ),
)
