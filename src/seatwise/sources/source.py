"""A source: one Salesforce object, the fields that a snapshot holds of it, and what is lost without it."""

from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """What a field means. Times are UTC."""

    ID = "id"
    TEXT = "text"
    BOOL = "bool"
    INT = "int"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"

    @property
    def sql(self) -> str:
        """The SQL type that files of snapshots have it in."""
        return _SQL[self]


_SQL = {
    Type.ID: "VARCHAR",
    Type.TEXT: "VARCHAR",
    Type.BOOL: "BOOLEAN",
    Type.INT: "BIGINT",
    Type.NUMBER: "DECIMAL(18,4)",
    Type.DATE: "DATE",
    Type.TIME: "TIMESTAMP",
}


@dataclass(frozen=True)
class Field:
    """One field of the object."""

    name: str  # as Salesforce names it
    type: Type  # what its values are
    # Read only if describe shows it: editions may lack it, and then have none of what it says.
    when_visible: bool = False
    # The checkbox of a feature license. Absent means that the org lacks the feature, which is no gap.
    feature: bool = False


@dataclass(frozen=True)
class Source:
    """One object of the org."""

    name: str  # its table in the snapshot (`user_license`)
    sobject: str  # the Salesforce object (`UserLicense`); of a table made while reading, the name that `needs` use
    fields: tuple[Field, ...]  # in reading order; `Id` first
    permission: str  # what the connected user needs to see it
    loses: str  # what is lost without it, in a sentence
    instead: tuple[str, ...] = ()  # permissions that show it as well
    silent: bool = False  # without the permission Salesforce leaves rows out and gives no error
    field_security: bool = False  # fields may be hidden one by one, whatever the permission
    # The field with the moment when a row came to be; what came after the snapshot's moment is left out.
    created: str = ""
    bulk: bool = False  # False for objects that Bulk API 2.0 refuses or that are always small
    made: bool = False  # made while reading, from other objects; the others are read as they are
    optional: bool = False  # editions may lack it, and then have none of what it holds
    in_every_org: bool = False  # whatever the edition, with each field that is not `when_visible`

    @property
    def described(self) -> bool:
        """Whether describe is needed before the object is read."""
        return any(field.when_visible for field in self.fields)


def fields(*, when_visible: bool = False, **names: str) -> tuple[Field, ...]:
    """Fields by their type: `fields(id="Id OwnerId", text="Name")`, with a space between names."""
    return tuple(Field(name, Type(kind), when_visible) for kind, each in names.items() for name in each.split())
