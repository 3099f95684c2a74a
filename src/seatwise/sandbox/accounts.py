"""Who can log in to the sandbox org, with which secrets, and what they may see. The secrets open nothing else."""

from dataclasses import dataclass, replace

ADMIN_USERNAME = "admin@sandbox.example"
INTEGRATION_USERNAME = "integration@sandbox.example"
PASSWORD = "Seats-and-2-spare"  # noqa: S105 - opens the sandbox only
SECURITY_TOKEN = "kX3vT9mQ2bLr7WzN5cYd1aHs"  # noqa: S105 - opens the sandbox only
CLIENT_ID = "3MVG9SeatwiseSandboxConnectedApp.0123456789abcdefghijklmnopqrstuvwxyz"
CLIENT_SECRET = "5E47W15E0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF01234567"  # noqa: S105 - opens the sandbox only

SF_CLI_APP = "PlatformCLI"  # Salesforce's own app, known in every org: its users log in by browser, without a secret

API_ENABLED = "API Enabled"
VIEW_SETUP = "View Setup and Configuration"

# What people call a permission -> its field on UserPermissionAccess, Profile and PermissionSet.
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
EVERYTHING = frozenset(PERMISSIONS)
NO_MORE_THAN_THE_API = frozenset({API_ENABLED})


@dataclass(frozen=True)
class Login:
    """One user who can log in.

    Attributes:
        permissions: by the names of `PERMISSIONS`.
        approved: whether an admin has pre-authorised the user for the connected app (JWT asks for it).
        active: inactive users keep their password and are not let in.
        user_id: 18 characters, known once the org is built.
    """

    username: str
    permissions: frozenset[str]
    password: str = PASSWORD
    security_token: str = SECURITY_TOKEN
    approved: bool = True
    active: bool = True
    user_id: str = ""

    def may(self, permission: str) -> bool:
        """Whether the user has the permission."""
        return permission in self.permissions


ADMIN = Login(ADMIN_USERNAME, EVERYTHING)
INTEGRATION = Login(INTEGRATION_USERNAME, NO_MORE_THAN_THE_API)


def without(login: Login, *permissions: str) -> Login:
    """The same user with these permissions taken away."""
    return replace(login, permissions=login.permissions - frozenset(permissions))
