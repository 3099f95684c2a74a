"""Objects: permission sets, their groups, assignments and object permissions.

The key prefix of PermissionSetGroupComponent is invented; nothing reads it.
"""

from seatwise.sandbox.objects.fields import AUDIT, ID, SETUP, STAMP, fields, reference
from seatwise.sandbox.objects.schema import Child, SObject

PERMISSION_SET = SObject(
    "PermissionSet",
    "Permission Set",
    "0PS",
    (
        *ID,
        *fields("string", "Name Label", length=80),
        *fields("string", "Description NamespacePrefix"),
        reference("ProfileId", "Profile"),
        *fields("reference", "LicenseId"),  # a UserLicense or a PermissionSetLicense
        *fields("picklist", "Type"),
        reference("PermissionSetGroupId", "PermissionSetGroup"),
        *fields("boolean", "IsOwnedByProfile IsCustom"),
        *AUDIT,
    ),
    children=(Child("Assignments", "PermissionSetAssignment", "PermissionSetId"),),
    permission=SETUP,
    counted=False,
    tooling=True,
)

PERMISSION_SET_ASSIGNMENT = SObject(
    "PermissionSetAssignment",
    "Permission Set Assignment",
    "0Pa",
    (
        *ID,
        reference("AssigneeId", "User", nillable=False),
        reference("PermissionSetId", "PermissionSet"),
        reference("PermissionSetGroupId", "PermissionSetGroup"),
        *fields("boolean", "IsActive IsRevoked"),
        *fields("datetime", "ExpirationDate"),
        *STAMP,
    ),
    permission=SETUP,
    counted=False,
)

PERMISSION_SET_GROUP = SObject(
    "PermissionSetGroup",
    "Permission Set Group",
    "0PG",
    (
        *ID,
        *fields("string", "DeveloperName MasterLabel", length=80, nillable=False),
        *fields("string", "Description NamespacePrefix"),
        *fields("picklist", "Language Status"),
        *fields("boolean", "HasActivationRequired"),
        *AUDIT,
    ),
    children=(Child("PermissionSetGroupComponents", "PermissionSetGroupComponent", "PermissionSetGroupId"),),
    permission=SETUP,
    counted=False,
)

PERMISSION_SET_GROUP_COMPONENT = SObject(
    "PermissionSetGroupComponent",
    "Permission Set Group Component",
    "0PM",
    (
        *ID,
        reference("PermissionSetGroupId", "PermissionSetGroup", nillable=False),
        reference("PermissionSetId", "PermissionSet", nillable=False),
        *AUDIT,
    ),
    permission=SETUP,
    counted=False,
)

OBJECT_PERMISSIONS = SObject(
    "ObjectPermissions",
    "Object Permissions",
    "110",
    (
        *ID,
        reference("ParentId", "PermissionSet", nillable=False),
        *fields("picklist", "SobjectType", nillable=False),
        *fields("boolean", "PermissionsRead PermissionsCreate PermissionsEdit PermissionsDelete"),
        *fields("boolean", "PermissionsViewAllRecords PermissionsModifyAllRecords PermissionsViewAllFields"),
        *AUDIT,
    ),
    permission=SETUP,
    counted=False,
)

PERMISSION_OBJECTS: tuple[SObject, ...] = (
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    PERMISSION_SET_GROUP,
    PERMISSION_SET_GROUP_COMPONENT,
    OBJECT_PERMISSIONS,
)
