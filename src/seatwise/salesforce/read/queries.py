"""The SOQL we ask, made from the tables of the domain, and what of a table an org lets us ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import Gap
from seatwise.domain.licenses import FEATURES
from seatwise.domain.tables import Table, Type

# Checkboxes of feature licenses: absent means that the org does not have the feature, which is no gap.
_FEATURE_FIELDS = frozenset(feature.field for feature in FEATURES)

ORGANIZATION = "SELECT Id, Name, OrganizationType, IsSandbox, InstanceName FROM Organization"

# Names of the permissions Seatwise looks for, as fields of UserPermissionAccess.
# Source: object reference, UserPermissionAccess and PermissionSet (Permissions<Name>).
PERMISSION_FIELDS: Mapping[str, str] = {
    "API Enabled": "PermissionsApiEnabled",
    "View Setup and Configuration": "PermissionsViewSetup",
    "View All Users": "PermissionsViewAllUsers",
    "Manage Users": "PermissionsManageUsers",
    "Manage Package Licenses": "PermissionsManagePackageLicenses",
    "View All Data": "PermissionsViewAllData",
    "Monitor Login History": "PermissionsMonitorLoginHistory",
}


@dataclass(frozen=True)
class Selection:
    """The columns of a table that this org shows us, and a gap for each that it does not.

    Attributes:
        columns: names, in the table's order; `Id` first.
        where: a SOQL condition that the rows fulfil; empty = all rows.
    """

    table: Table
    columns: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    where: str = ""

    @property
    def soql(self) -> str:
        """The query. No ORDER BY: it would switch off the parallel reading of Bulk API 2.0."""
        condition = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {', '.join(self.columns)} FROM {self.table.sobject}{condition}"

    @property
    def times(self) -> frozenset[str]:
        """Those of the columns that are moments in time."""
        return frozenset(column.name for column in self.table.columns if column.type is Type.TIME)

    def without(self, name: str, reason: str, code: str) -> "Selection":
        """The selection less one column, which becomes a gap, unless it belongs to a feature the org lacks.

        Raises:
            NotVisible: the column is the Id; without ids the table is worth nothing.
        """
        column = next((known for known in self.columns if known.lower() == name.lower()), None)
        if column is None or column == "Id":
            raise NotVisible(reason, code=code)
        gaps = self.gaps
        if column not in _FEATURE_FIELDS:
            gaps += (Gap(self.table.name, column, reason, remedy(self.table), code, self.table.panels),)
        return replace(self, columns=tuple(kept for kept in self.columns if kept != column), gaps=gaps)


def select(table: Table, described: frozenset[str] | None) -> Selection:
    """What to ask of a table.

    Args:
        table: the table.
        described: the fields that describe shows, in lower case; None if it was not asked.
    """
    selection = Selection(table, tuple(column.name for column in table.columns))
    if described is None:
        return selection
    for column in table.columns:
        if column.name.lower() not in described:
            reason = f"{table.sobject}.{column.name} is not shown to this user, or the org does not have it."
            selection = selection.without(column.name, reason, "INVALID_FIELD")
    return selection


def invisible(table: Table, reason: str, code: str) -> NotVisible:
    """The whole table cannot be read."""
    return NotVisible(f"{table.sobject} cannot be read; the org says: {reason}", remedy(table), code=code)


def remedy(table: Table) -> str:
    """The permission that would show more of a table."""
    return f"Give the reading user the permission {table.permission}."
