"""Response models of the JSON API, for its OpenAPI document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from seatwise.domain.connection import AuthMethod, Status
from seatwise.domain.snapshots import TableFile
from seatwise.panels.declaration.panel import Panel
from seatwise.render.json_schema import json_schema

Moment = Annotated[
    str,
    BeforeValidator(datetime.isoformat),
    Field(json_schema_extra={"format": "date-time"}, description="ISO 8601, UTC."),
]


def _rows(tables: Mapping[str, TableFile]) -> dict[str, int]:
    return {name: table.rows for name, table in tables.items()}


class _Exact(BaseModel):
    """An answer with these fields, and no others; made from the object that has them."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Refusal(_Exact):
    """An error: the mistake and the next step."""

    error: str
    next_step: str


class OrgModel(_Exact):
    """An org that Seatwise knows. No secret is ever shown."""

    name: str
    login_method: AuthMethod = Field(description="How Seatwise logs in.", validation_alias="auth_method")
    login_url: str
    currency: str = Field(description="ISO 4217 code of its prices.")
    org_id: Annotated[str | None, BeforeValidator(lambda known: known or None)] = Field(
        description="Salesforce's 18-character id; null until the first login."
    )
    status: Status
    cause: str = Field(description="Why it has this status; may be empty.")
    checked_at: Moment | None


class Orgs(_Exact):
    """Every org, by name."""

    orgs: list[OrgModel]


class GapModel(_Exact):
    """Something that could not be read, and what would fix it. Never a zero."""

    table: str
    column: str | None = Field(description="The one column that is missing; null where the whole table is.")
    reason: str
    remedy: str
    code: str = Field(description="The org's own error code; may be empty.")


class SnapshotModel(_Exact):
    """A snapshot of an org."""

    id: str
    as_of: Moment
    as_of_set_by_hand: bool = Field(description="Whether that moment was set by hand; else it is the org's clock.")
    read_at: Moment
    api_version: str
    calls: int = Field(description="API calls that the refresh made.")
    rows: Annotated[dict[str, int], BeforeValidator(_rows)] = Field(
        description="Rows of each table.", validation_alias="tables"
    )
    gaps: list[GapModel]


class DamagedModel(_Exact):
    """A snapshot that cannot be trusted."""

    id: str
    problem: str


class Snapshots(_Exact):
    """The snapshots of an org, oldest first."""

    org: str
    snapshots: list[SnapshotModel]
    damaged: list[DamagedModel]


def schema_name(panel: Panel) -> str:
    """How the OpenAPI document names the answer of a panel: `UserChanges`."""
    return "".join(part.capitalize() for part in panel.name.split("-"))


def reference(name: str) -> dict[str, str]:
    """What refers to a schema of the OpenAPI document."""
    return {"$ref": f"#/components/schemas/{name}"}


def panel_schemas(panel: Panel) -> dict[str, Any]:
    """The answer of a panel: the JSON Schema of its JSON, with its rows, totals and sections by their names."""
    name, whole = schema_name(panel), json_schema(panel)
    parts = whole["properties"]
    gaps = {**parts["gaps"], "items": reference(GapModel.__name__)}
    parts["gaps"] = gaps
    found = {f"{name}Row": _move_rows(parts["rows"], f"{name}Row")}
    found[f"{name}Total"] = _move_rows(parts["totals"], f"{name}Total")
    for table, section in parts.get("sections", {}).get("properties", {}).items():
        of_table = f"{name}{table.capitalize()}"
        found[f"{of_table}Row"] = _move_rows(section["properties"]["rows"], f"{of_table}Row")
        section["properties"]["gaps"] = gaps
        found[of_table] = dict(section)
        section.clear()
        section.update(reference(of_table))
    return {name: whole, **found}


def _move_rows(rows: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema of the rows; a reference takes its place."""
    row = {"description": rows["description"], **rows["items"]}
    rows["items"] = reference(name)
    return row
