"""Builds SOQL from table declarations, without the columns that the org hides."""

from dataclasses import dataclass, replace

from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import Gap, sentence
from seatwise.sources.source import Source, Type

IDENTITY = "SELECT Id, Name, OrganizationType, IsSandbox, InstanceName FROM Organization"


@dataclass(frozen=True)
class Selection:
    """The readable columns of a table, and a gap for each hidden one."""

    table: Source
    columns: tuple[str, ...]  # in the table's order; `Id` first
    gaps: tuple[Gap, ...] = ()
    where: str = ""  # a SOQL condition; empty = all rows

    @property
    def soql(self) -> str:
        """The query. Without ORDER BY, which would turn off the parallel queries of Bulk API 2.0."""
        condition = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {', '.join(self.columns)} FROM {self.table.sobject}{condition}"

    @property
    def times(self) -> frozenset[str]:
        """The columns that are timestamps."""
        return frozenset(column.name for column in self.table.fields if column.type is Type.TIME)

    def without(self, name: str, reason: str, code: str) -> "Selection":
        """The selection without one column, which becomes a gap, unless it is of a feature that the org lacks.

        Raises NotVisible: the column is Id, and a table without IDs is useless.
        """
        field = next((known for known in self.table.fields if known.name.lower() == name.lower()), None)
        if field is None or field.name == "Id" or field.name not in self.columns:
            raise NotVisible(reason, code=code)
        gap = () if field.feature else (Gap(self.table.name, field.name, sentence(reason), "", code),)
        columns = tuple(column for column in self.columns if column != field.name)
        return replace(self, columns=columns, gaps=self.gaps + gap)


def select(table: Source, described: frozenset[str] | None) -> Selection:
    """The columns to select from a table: those that describe lists (in lower case); without a describe call, all."""
    selection = Selection(table, tuple(column.name for column in table.fields))
    if described is None:
        return selection
    for column in table.fields:
        if column.name.lower() not in described:
            reason = f"{table.sobject}.{column.name} is hidden from this user, or the org does not have it."
            selection = selection.without(column.name, reason, "INVALID_FIELD")
    return selection


def invisible(table: Source, reason: str, code: str) -> NotVisible:
    """The error for a table that cannot be read at all."""
    permissions = " or ".join((table.permission, *table.instead))
    message = f"{table.sobject} cannot be read; Salesforce: {reason}"
    return NotVisible(message, f"It needs the permission {permissions}.", code=code)
