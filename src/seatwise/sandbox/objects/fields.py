"""Shorthand to declare fields, with the properties that Salesforce gives every field of a type."""

import re
from dataclasses import replace

from seatwise.sandbox.objects.schema import Field

SETUP = "View Setup and Configuration"
MANAGE_USERS = "Manage Users"
PACKAGES = "Manage Package Licenses"
VIEW_ALL = "View All Data"

# The DuckDB column type of each Salesforce type. Times are UTC.
SQL_TYPES = {
    "boolean": "BOOLEAN",
    "int": "BIGINT",
    "double": "DOUBLE",
    "currency": "DOUBLE",
    "percent": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
_LENGTHS = {"id": 18, "reference": 18, "string": 255, "picklist": 255, "email": 128, "phone": 40, "textarea": 1000}
_UNGROUPED = frozenset({"datetime", "double", "currency", "percent", "textarea", "complexvalue"})  # as in describe


def label(name: str) -> str:
    """The label of a field: `LastLoginDate` is Last Login Date."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)


def fields(
    kind: str,
    names: str,
    *,
    length: int = 0,
    nillable: bool = True,
    filterable: bool = True,
    permission: str = "",
) -> tuple[Field, ...]:
    """Fields of one Salesforce type; their names are in one string."""
    searchable = filterable and kind not in {"textarea", "complexvalue"}
    return tuple(
        Field(
            name,
            kind,
            label=label(name),
            length=length or _LENGTHS.get(kind, 0),
            nillable=nillable and kind != "boolean",
            filterable=searchable,
            groupable=kind not in _UNGROUPED and filterable,
            sortable=searchable,
            permission=permission,
        )
        for name in names.split()
    )


def grouped_only(kind: str, names: str, *, permission: str = "") -> tuple[Field, ...]:
    """Fields that can be grouped and sorted but not filtered, as many of LoginHistory."""
    described = fields(kind, names, permission=permission)
    return tuple(replace(field, filterable=False) for field in described)


def only_tooling(described: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields that the Tooling API alone has."""
    return tuple(replace(field, tooling=True) for field in described)


def reference(name: str, to: str, *, relationship: str = "", nillable: bool = True) -> Field:
    """A lookup. Its default name in SOQL is the field's name without Id: `ProfileId` is `Profile`."""
    return Field(
        name,
        "reference",
        label=label(name.removesuffix("Id")) + " ID",
        length=_LENGTHS["reference"],
        nillable=nillable,
        reference_to=to,
        relationship=relationship or name.removesuffix("Id"),
    )


ID = (Field("Id", "id", label="Record ID", length=18, nillable=False),)
CREATED = (*fields("datetime", "CreatedDate", nillable=False), reference("CreatedById", "User", nillable=False))
MODIFIED = (
    *fields("datetime", "LastModifiedDate", nillable=False),
    reference("LastModifiedById", "User", nillable=False),
)
STAMP = fields("datetime", "SystemModstamp", nillable=False)
AUDIT = CREATED + MODIFIED + STAMP
