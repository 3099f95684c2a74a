"""The business processes that profiles work in, one by one and together."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

PROCESSES = ("ProfileRecordTypes", "RecordType", "RecordType.BusinessProcessId", "RecordType.IsActive")

PROFILE_PROCESSES = Metric(
    "profile_processes",
    sentence="One row per profile and business process that its record types lead to; permission sets can add more. "
    "Record types govern what users choose when they create or edit, not what they can read.",
    tables=("profile_record_type", "record_type", "business_process"),
    columns=(
        Column("profile_id", FieldType.TEXT, "The profile.", source="Profile.Id"),
        Column(
            "sobject",
            FieldType.TEXT,
            "The object that the process is about.",
            label="Object",
            source="RecordType.SobjectType",
            needs=("RecordType.SobjectType",),
        ),
        Column(
            "process_id",
            FieldType.TEXT,
            "The business process; for objects without any, the record type.",
            source="RecordType.BusinessProcessId, else RecordType.Id",
        ),
        Column(
            "process",
            FieldType.TEXT,
            "Its name.",
            label="Business process",
            source="BusinessProcess.Name, RecordType.Name",
        ),
        Column("kind", FieldType.TEXT, "business process, or record type where the object has no processes."),
        Column("record_types", FieldType.COUNT, "How many record types of the profile lead to it.", needs=PROCESSES),
        Column(
            "source",
            FieldType.TEXT,
            "profile metadata (what the profile grants), or page layouts (about as many).",
            label="Read from",
            needs=("ProfileRecordTypes.Source",),
        ),
    ),
)
BUSINESS_PROCESSES = Metric(
    "business_processes",
    sentence="One row per business process that the chosen profiles work in, each once.",
    over=PROFILE_PROCESSES,
    columns=(
        *PROFILE_PROCESSES.choose("process", "sobject", "kind"),
        Column("profiles", FieldType.PROFILES, "How many of the chosen profiles work in it.", needs=PROCESSES),
        replace(
            PROFILE_PROCESSES.known_column("record_types"),
            sentence="How many record types lead to it, in the profile that has most.",
        ),
        replace(
            PROFILE_PROCESSES.known_column("source"),
            sentence="profile metadata (what a profile grants), or page layouts (about as many).",
        ),
        PROFILE_PROCESSES.known_column("process_id"),
    ),
)
