"""The business processes that profiles work in, one by one and together."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.metrics.sums import NONE_LEFT_OUT, known_or_not

PROCESSES = ("ProfileRecordTypes", "RecordType", "RecordType.BusinessProcessId", "RecordType.IsActive")

PROFILE_PROCESSES = Metric(
    "profile_processes",
    sentence="One row per profile and business process that its record types lead to; permission sets can add more. "
    "Record types govern what users choose when they create or edit, not what they can read.",
    tables=("profile_record_type", "record_type", "business_process"),
    columns=(
        columns.text("profile_id", "The profile.", source="Profile.Id"),
        columns.copied(
            columns.text,
            "sobject",
            "The object that the process is about.",
            "RecordType.SobjectType",
            label="Object",
        ),
        columns.text(
            "process_id",
            "The business process; for objects without any, the record type.",
            source="RecordType.BusinessProcessId, else RecordType.Id",
        ),
        columns.text(
            "process",
            "Its name; (unknown business process) where it could not be read.",
            label="Business process",
            source="BusinessProcess.Name; of objects without any, RecordType.Name",
            reads=("BusinessProcess", "BusinessProcess.Name", "RecordType.Name"),
        ),
        columns.text("kind", "business process, or record type where the object has no processes."),
        columns.record_types("record_types", "How many record types of the profile lead to it.", needs=PROCESSES),
        columns.text(
            "source",
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
        columns.profiles("profiles", "How many of the chosen profiles work in it.", needs=PROCESSES),
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
BUSINESS_PROCESS_TOTALS = Metric(
    "business_process_totals",
    sentence="One row: how many business processes the chosen profiles work in, each counted once.",
    inputs=("may_match",),
    over=PROFILE_PROCESSES,
    columns=(
        columns.text("group", "Always `all`."),
        *known_or_not(
            columns.processes("business_processes", "Business processes that are shown.", needs=("Profile", *PROCESSES))
        ),
    ),
    text="select 'all' as \"group\", count(distinct process_id) as business_processes,\n"
    f"    {NONE_LEFT_OUT} as business_processes_missing\nfrom shown",
)
