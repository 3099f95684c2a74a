"""Declares objects and fields: what describe returns, and what SOQL can do with each field."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field as in describe. `type` is Salesforce's (`string`, `reference`, `datetime`, ...)."""

    name: str
    type: str
    label: str = ""
    length: int = 0
    nillable: bool = True
    filterable: bool = True
    groupable: bool = True
    sortable: bool = True
    reference_to: str = ""  # the object that a lookup refers to
    relationship: str = ""  # its name in SOQL: Profile.UserLicense.Name
    permission: str = ""  # visible only with this permission
    tooling: bool = False  # in the Tooling API only


@dataclass(frozen=True)
class Child:
    """A parent-to-child relationship: (SELECT ... FROM <name>) inside the parent."""

    name: str
    sobject: str
    field: str


@dataclass(frozen=True)
class SObject:
    """One object.

    Attributes:
        permission: needed to see the object; empty means that every API user sees it.
        owner: the field with the owner of a record; empty means that all users see all records.
        visible_with: users without any of these permissions see only their own records, without an error.
    """

    name: str
    label: str
    key_prefix: str
    fields: tuple[Field, ...]
    children: tuple[Child, ...] = ()
    permission: str = ""
    bulk: bool = True
    query_more: bool = True
    counted: bool = True  # in limits/recordCount
    data: bool = True  # in the data API
    tooling: bool = False  # in the Tooling API
    owner: str = ""
    visible_with: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name (ignoring case), or None."""
        return next((field for field in self.fields if field.name.lower() == name.lower()), None)
