"""The permissions that reading an org takes, and the editions that can be read."""

from collections.abc import Mapping

API_ENABLED = "API Enabled"
VIEW_SETUP = "View Setup and Configuration"
VIEW_ALL_USERS = "View All Users"
MANAGE_USERS = "Manage Users"
MANAGE_PACKAGE_LICENSES = "Manage Package Licenses"
VIEW_ALL_DATA = "View All Data"
MONITOR_LOGIN_HISTORY = "Monitor Login History"

# Their fields of UserPermissionAccess.
# Source: object reference, UserPermissionAccess and PermissionSet (Permissions<Name>).
PERMISSION_FIELDS: Mapping[str, str] = {
    API_ENABLED: "PermissionsApiEnabled",
    VIEW_SETUP: "PermissionsViewSetup",
    VIEW_ALL_USERS: "PermissionsViewAllUsers",
    MANAGE_USERS: "PermissionsManageUsers",
    MANAGE_PACKAGE_LICENSES: "PermissionsManagePackageLicenses",
    VIEW_ALL_DATA: "PermissionsViewAllData",
    MONITOR_LOGIN_HISTORY: "PermissionsMonitorLoginHistory",
}

# Professional and Essentials have the API as an add-on, and then these calls succeed.
EDITIONS_WITH_API = ("Enterprise", "Unlimited", "Performance", "Developer")
