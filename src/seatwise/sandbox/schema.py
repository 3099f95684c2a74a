"""How the sandbox describes its objects: what describe says, and what SOQL may do with each field."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field, as describe shows it. `type` is Salesforce's (`string`, `reference`, `datetime`, ...)."""

    name: str
    type: str
    label: str = ""
    length: int = 0
    nillable: bool = True
    filterable: bool = True
    groupable: bool = True
    sortable: bool = True
    reference_to: str = ""  # the object a reference points to
    relationship: str = ""  # its name in SOQL: Profile.UserLicense.Name
    permission: str = ""  # visible only to users who have this permission
    tooling: bool = False  # only the Tooling API has it


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
        permission: what a user needs to see it at all; empty means every API user does.
        owner: the field that says whose a record is; empty means that all records are everybody's.
        everyones: who has none of these permissions sees only the records of which they are the owner, without a word.
    """

    name: str
    label: str
    key_prefix: str
    fields: tuple[Field, ...]
    children: tuple[Child, ...] = ()
    permission: str = ""
    bulk: bool = True
    query_more: bool = True
    counted: bool = True  # known to limits/recordCount
    data: bool = True  # known to the data API
    tooling: bool = False  # known to the Tooling API
    owner: str = ""
    everyones: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name in any case, or None."""
        return next((field for field in self.fields if field.name.lower() == name.lower()), None)
