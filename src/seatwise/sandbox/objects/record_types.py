"""Objects: record types, business processes and page layout assignments."""

from seatwise.sandbox.objects.fields import AUDIT, ID, SETUP, STAMP, fields, reference
from seatwise.sandbox.objects.schema import SObject

RECORD_TYPE = SObject(
    "RecordType",
    "Record Type",
    "012",
    (
        *ID,
        *fields("string", "Name DeveloperName", length=80, nillable=False),
        *fields("string", "NamespacePrefix", length=15),
        *fields("string", "Description"),
        *fields("reference", "BusinessProcessId"),
        *fields("picklist", "SobjectType", nillable=False),
        *fields("boolean", "IsActive IsPersonType"),
        *AUDIT,
    ),
    counted=False,
    tooling=True,
)

BUSINESS_PROCESS = SObject(
    "BusinessProcess",
    "Business Process",
    "019",
    (
        *ID,
        *fields("string", "Name", length=80, nillable=False),
        *fields("string", "NamespacePrefix", length=15),
        *fields("string", "Description"),
        *fields("picklist", "TableEnumOrId", nillable=False),
        *fields("boolean", "IsActive"),
        *AUDIT,
    ),
    permission=SETUP,
    bulk=False,
    counted=False,
)

PROFILE_LAYOUT = SObject(
    "ProfileLayout",
    "Profile Layout",
    "01G",
    (
        *ID,
        *fields("reference", "LayoutId", nillable=False),
        reference("ProfileId", "Profile", nillable=False),
        reference("RecordTypeId", "RecordType"),  # null: for records without a record type
        *fields("picklist", "TableEnumOrId", nillable=False),
        *STAMP,
    ),
    permission=SETUP,
    counted=False,
    data=False,
    tooling=True,
)

RECORD_TYPE_OBJECTS: tuple[SObject, ...] = (RECORD_TYPE, BUSINESS_PROCESS, PROFILE_LAYOUT)
