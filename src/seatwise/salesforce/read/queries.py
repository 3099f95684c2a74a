"""The SOQL we ask, made from the tables of the domain, and what of a table an org lets us ask for."""

from dataclasses import dataclass, replace

from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import Gap
from seatwise.sources.source import Source, Type

IDENTITY = "SELECT Id, Name, OrganizationType, IsSandbox, InstanceName FROM Organization"


@dataclass(frozen=True)
class Selection:
    """The columns of a table that this org shows us, and a gap for each that it does not.

    Attributes:
        columns: names, in the table's order; `Id` first.
        where: a SOQL condition that the rows fulfil; empty = all rows.
    """

    table: Source
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
        return frozenset(column.name for column in self.table.fields if column.type is Type.TIME)

    def without(self, name: str, reason: str, code: str) -> "Selection":
        """The selection less one column, which becomes a gap, unless it belongs to a feature the org lacks.

        Raises:
            NotVisible: the column is the Id; without ids the table is worth nothing.
        """
        field = next((known for known in self.table.fields if known.name.lower() == name.lower()), None)
        if field is None or field.name == "Id" or field.name not in self.columns:
            raise NotVisible(reason, code=code)
        gap = () if field.feature else (Gap(self.table.name, field.name, reason, remedy(self.table), code),)
        columns = tuple(column for column in self.columns if column != field.name)
        return replace(self, columns=columns, gaps=self.gaps + gap)


def select(table: Source, described: frozenset[str] | None) -> Selection:
    """What to ask of a table.

    Args:
        table: the table.
        described: the fields that describe shows, in lower case; None if it was not asked.
    """
    selection = Selection(table, tuple(column.name for column in table.fields))
    if described is None:
        return selection
    for column in table.fields:
        if column.name.lower() not in described:
            reason = f"{table.sobject}.{column.name} is not shown to this user, or the org does not have it."
            selection = selection.without(column.name, reason, "INVALID_FIELD")
    return selection


def invisible(table: Source, reason: str, code: str) -> NotVisible:
    """The whole table cannot be read."""
    return NotVisible(f"{table.sobject} cannot be read; the org says: {reason}", remedy(table), code=code)


def remedy(table: Source) -> str:
    """The permission that would show more of a table."""
    return f"Give the reading user the permission {table.permission}."
