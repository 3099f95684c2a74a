"""What users may do: permission sets, record types and business processes."""

from seatwise.sources.permissions import VIEW_SETUP
from seatwise.sources.source import Source, fields

PERMISSION_SET = Source(
    "permission_set",
    "PermissionSet",
    fields(id="Id", text="Name Label Type NamespacePrefix", bool="IsOwnedByProfile IsCustom")
    + fields(id="ProfileId LicenseId"),
    VIEW_SETUP,
    "Which permission sets there are, and which license each needs.",
    bulk=True,
    in_every_org=True,
)
PERMISSION_SET_ASSIGNMENT = Source(
    "permission_set_assignment",
    "PermissionSetAssignment",
    fields(id="Id AssigneeId PermissionSetId PermissionSetGroupId", bool="IsActive", time="ExpirationDate"),
    VIEW_SETUP,
    "Which permission sets each user has.",
    bulk=True,
    in_every_org=True,
)
PERMISSION_SET_GROUP = Source(
    "permission_set_group",
    "PermissionSetGroup",
    fields(id="Id", text="DeveloperName MasterLabel Status"),
    VIEW_SETUP,
    "Which permission set groups there are.",
)
PERMISSION_SET_GROUP_COMPONENT = Source(
    "permission_set_group_component",
    "PermissionSetGroupComponent",
    fields(id="Id PermissionSetGroupId PermissionSetId"),
    VIEW_SETUP,
    "Which permission sets a group is made of.",
    bulk=True,
)
OBJECT_PERMISSIONS = Source(
    "object_permissions",
    "ObjectPermissions",
    fields(
        id="Id ParentId",
        text="SobjectType",
        bool="PermissionsRead PermissionsCreate PermissionsEdit PermissionsDelete "
        "PermissionsViewAllRecords PermissionsModifyAllRecords",
    ),
    VIEW_SETUP,
    "Which objects each profile and permission set can read and write.",
    bulk=True,
)
RECORD_TYPE = Source(
    "record_type",
    "RecordType",
    fields(id="Id", text="Name DeveloperName NamespacePrefix SobjectType")
    + fields(id="BusinessProcessId", bool="IsActive"),
    VIEW_SETUP,
    "Names of record types, and the business processes they belong to.",
)
BUSINESS_PROCESS = Source(
    "business_process",
    "BusinessProcess",
    fields(id="Id", text="Name TableEnumOrId", bool="IsActive"),
    VIEW_SETUP,
    "Names of business processes.",
)
PROFILE_RECORD_TYPE = Source(  # one row per profile and record type that it can choose when it creates or edits
    "profile_record_type",
    "ProfileRecordTypes",
    fields(id="ProfileId RecordTypeId")  # RecordTypeId null: a record type that `RECORD_TYPE` does not list
    + fields(text="SobjectType DeveloperName")
    + fields(text="Source"),  # `METADATA` (the truth) or `LAYOUT` (page layout assignments: about as many)
    VIEW_SETUP,
    "The business processes of each profile.",
    made=True,
)
METADATA, LAYOUT = "profile metadata", "page layouts"

SOURCES = (
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    PERMISSION_SET_GROUP,
    PERMISSION_SET_GROUP_COMPONENT,
    OBJECT_PERMISSIONS,
    RECORD_TYPE,
    BUSINESS_PROCESS,
    PROFILE_RECORD_TYPE,
)
