"""The business processes that profiles work in, one by one and together."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

PROCESSES = ("ProfileRecordTypes", "RecordType", "RecordType.BusinessProcessId", "RecordType.IsActive")

PROFILE_PROCESSES = Metric(
    name="profile_processes",
    subject="profiles",
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
            "process",
            "Business process",
            FieldType.TEXT,
            "Its name.",
            source="BusinessProcess.Name, RecordType.Name",
        ),
        Column("kind", "Kind", FieldType.TEXT, "business process, or record type where the object has no processes."),
        Column(
            "record_types",
            "Record types",
            FieldType.COUNT,
            "How many record types of the profile lead to it.",
            needs=PROCESSES,
        ),
        Column(
            "source",
            "Read from",
            FieldType.TEXT,
            "profile metadata (what the profile grants), or page layouts (about as many).",
        ),
    ),
)
_ONE = {column.name: column for column in PROFILE_PROCESSES.columns}

BUSINESS_PROCESSES = Metric(
    name="business_processes",
    subject="profiles",
    sentence="One row per business process that the chosen profiles work in, each once.",
    tables=(),
    over=PROFILE_PROCESSES,
    columns=(
        *(_ONE[name] for name in ("process", "sobject", "kind")),
        Column(
            "profiles", "Profiles", FieldType.PROFILES, "How many of the chosen profiles work in it.", needs=PROCESSES
        ),
        replace(_ONE["record_types"], sentence="How many record types lead to it, in the profile that has most."),
        replace(_ONE["source"], sentence="profile metadata (what a profile grants), or page layouts (about as many)."),
        _ONE["process_id"],
    ),
)
