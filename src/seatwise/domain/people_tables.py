"""What a snapshot holds about people's rights and deeds: what they may do, when they logged in, what they touched.

Three of these are not read as they are but made while reading: `RECORD_TOUCH`, `LOGIN_DAY` and `PROFILE_RECORD_TYPE`.
`LOGIN_HISTORY` and `TOUCHED_RECORD` are what the first two are made from; no snapshot keeps them.
"""

from seatwise.domain.tables import TABLES, Table, Type, columns

_SETUP = "View Setup and Configuration"
_ID = columns(Type.ID, "Id")
_PROFILES = ("Profiles",)

PERMISSION_SET = Table(
    "permission_set",
    "PermissionSet",
    _ID
    + columns(Type.TEXT, "Name Label Type NamespacePrefix")
    + columns(Type.BOOL, "IsOwnedByProfile IsCustom")
    + columns(Type.ID, "ProfileId LicenseId"),
    _SETUP,
    _PROFILES,
    bulk=True,
)
PERMISSION_SET_ASSIGNMENT = Table(
    "permission_set_assignment",
    "PermissionSetAssignment",
    columns(Type.ID, "Id AssigneeId PermissionSetId PermissionSetGroupId")
    + columns(Type.BOOL, "IsActive")
    + columns(Type.TIME, "ExpirationDate"),
    _SETUP,
    _PROFILES,
    bulk=True,
)
PERMISSION_SET_GROUP = Table(
    "permission_set_group",
    "PermissionSetGroup",
    _ID + columns(Type.TEXT, "DeveloperName MasterLabel Status"),
    _SETUP,
    _PROFILES,
)
PERMISSION_SET_GROUP_COMPONENT = Table(
    "permission_set_group_component",
    "PermissionSetGroupComponent",
    columns(Type.ID, "Id PermissionSetGroupId PermissionSetId"),
    _SETUP,
    _PROFILES,
    bulk=True,
)
OBJECT_PERMISSIONS = Table(
    "object_permissions",
    "ObjectPermissions",
    columns(Type.ID, "Id ParentId")
    + columns(Type.TEXT, "SobjectType")
    + columns(
        Type.BOOL,
        "PermissionsRead PermissionsCreate PermissionsEdit PermissionsDelete "
        "PermissionsViewAllRecords PermissionsModifyAllRecords",
    ),
    _SETUP,
    _PROFILES,
    bulk=True,
)
RECORD_TYPE = Table(
    "record_type",
    "RecordType",
    _ID
    + columns(Type.TEXT, "Name DeveloperName NamespacePrefix SobjectType")
    + columns(Type.ID, "BusinessProcessId")
    + columns(Type.BOOL, "IsActive"),
    _SETUP,
    _PROFILES,
)
BUSINESS_PROCESS = Table(
    "business_process",
    "BusinessProcess",
    _ID + columns(Type.TEXT, "Name TableEnumOrId") + columns(Type.BOOL, "IsActive"),
    _SETUP,
    _PROFILES,
)
PROFILE_RECORD_TYPE = Table(  # one row per profile and record type that it can choose when it creates or edits
    "profile_record_type",
    "ProfileRecordType",
    columns(Type.ID, "ProfileId RecordTypeId")  # RecordTypeId null: a record type that `RECORD_TYPE` does not list
    + columns(Type.TEXT, "SobjectType DeveloperName")
    + columns(Type.TEXT, "Source"),  # `METADATA` (the truth) or `LAYOUT` (page layout assignments: about as many)
    _SETUP,
    _PROFILES,
)
METADATA, LAYOUT = "profile metadata", "page layouts"

RECORD_TOUCH = Table(  # one row per backbone object, record type, user and way of touching; within the window
    "record_touch",
    "Backbone records",
    columns(Type.TEXT, "SobjectType")
    + columns(Type.ID, "RecordTypeId UserId")  # RecordTypeId null: the record has none
    + columns(Type.TEXT, "Touch")  # `CREATED`, or `MODIFIED` (last: Salesforce keeps only the last modifier)
    + columns(Type.INT, "Records")  # null: taken from a usage-actors.json, which does not tell; nor does it tell when,
    + columns(Type.TIME, "LastDate"),  # so LastDate, else the latest of these touches, is the snapshot's moment there
    "View All Data",
    _PROFILES,
)
CREATED, MODIFIED = "created", "modified"

TOUCHED_RECORD = Table(  # raw rows of one backbone object; see `RECORD_TOUCH`
    "touched_record",
    "Backbone records",
    columns(Type.ID, "Id RecordTypeId CreatedById LastModifiedById")
    + columns(Type.TIME, "CreatedDate LastModifiedDate"),
    "View All Data",
    _PROFILES,
    bulk=True,
)

LOGIN_DAY = Table(  # one row per user, UTC day, login type and outcome; the last 180 whole days
    "login_day",
    "LoginHistory",
    columns(Type.ID, "UserId")
    + columns(Type.DATE, "Day")
    + columns(Type.TEXT, "LoginType")
    + columns(Type.BOOL, "Success")
    + columns(Type.INT, "Logins")
    + columns(Type.TIME, "LastTime"),
    "Manage Users",
    _PROFILES,
)
LOGIN_DAYS = 180  # whole ones within the six months that Salesforce keeps (facts section 1): the first is not cut

LOGIN_HISTORY = Table(  # raw rows; see `LOGIN_DAY`
    "login_history",
    "LoginHistory",
    columns(Type.ID, "Id UserId") + columns(Type.TIME, "LoginTime") + columns(Type.TEXT, "LoginType Status"),
    "Manage Users",
    _PROFILES,
    bulk=True,
)

# Read as they are, like the tables of `tables.py`.
PEOPLE_TABLES: tuple[Table, ...] = (
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    PERMISSION_SET_GROUP,
    PERMISSION_SET_GROUP_COMPONENT,
    OBJECT_PERMISSIONS,
    RECORD_TYPE,
    BUSINESS_PROCESS,
)
# Made while reading.
MADE_TABLES: tuple[Table, ...] = (RECORD_TOUCH, LOGIN_DAY, PROFILE_RECORD_TYPE)

# What somebody must create or modify a record of to be an actor (definitions section 3), unless the org adds more.
BACKBONE: tuple[str, ...] = ("Lead", "Opportunity", "Case", "Account", "Contact", "Campaign")

# Every table that a snapshot may hold.
EVERY_TABLE: tuple[Table, ...] = (*TABLES, *PEOPLE_TABLES, *MADE_TABLES)
