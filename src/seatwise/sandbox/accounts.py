"""The accounts of the sandbox org: their credentials and permissions. The credentials work nowhere else."""

from dataclasses import dataclass, replace

ADMIN_USERNAME = "admin@sandbox.example"
INTEGRATION_USERNAME = "integration@sandbox.example"
PASSWORD = "Seats-and-2-spare"  # noqa: S105 - works in the sandbox only
SECURITY_TOKEN = "kX3vT9mQ2bLr7WzN5cYd1aHs"  # noqa: S105 - works in the sandbox only
CLIENT_ID = "3MVG9SeatwiseSandboxConnectedApp.0123456789abcdefghijklmnopqrstuvwxyz"
CLIENT_SECRET = "5E47W15E0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF01234567"  # noqa: S105 - works in the sandbox only

SF_CLI_APP = "PlatformCLI"  # the app of the Salesforce CLI, in every org: browser login without a client secret

API_ENABLED = "API Enabled"
VIEW_SETUP = "View Setup and Configuration"

# Label of a permission -> its field on UserPermissionAccess, Profile and PermissionSet.
PERMISSIONS = {
    API_ENABLED: "PermissionsApiEnabled",
    VIEW_SETUP: "PermissionsViewSetup",
    "Manage Users": "PermissionsManageUsers",
    "View All Users": "PermissionsViewAllUsers",
    "Manage Package Licenses": "PermissionsManagePackageLicenses",
    "View Event Log Files": "PermissionsViewEventLogFiles",
    "View Roles and Role Hierarchy": "PermissionsViewRoles",
    "Monitor Login History": "PermissionsMonitorLoginHistory",
    "Assign Permission Sets": "PermissionsAssignPermissionSets",
    "View All Data": "PermissionsViewAllData",
}
ALL_PERMISSIONS = frozenset(PERMISSIONS)
API_ONLY = frozenset({API_ENABLED})


@dataclass(frozen=True)
class Account:
    """A user who can log in.

    Attributes:
        permissions: by the names of `PERMISSIONS`.
        approved: whether the user is pre-authorized for the connected app, which JWT needs.
        active: inactive users cannot log in.
        user_id: 18 characters, known once the org is built.
    """

    username: str
    permissions: frozenset[str]
    password: str = PASSWORD
    security_token: str = SECURITY_TOKEN
    approved: bool = True
    active: bool = True
    user_id: str = ""

    def has_permission(self, permission: str) -> bool:
        """Whether the user has the permission."""
        return permission in self.permissions


ADMIN = Account(ADMIN_USERNAME, ALL_PERMISSIONS)
INTEGRATION = Account(INTEGRATION_USERNAME, API_ONLY)


def without(account: Account, *permissions: str) -> Account:
    """The same account without these permissions."""
    return replace(account, permissions=account.permissions - frozenset(permissions))
