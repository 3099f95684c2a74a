"""What the JSON API answers, field by field. The models of panels, and so OpenAPI, are made from their columns."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from seatwise.domain.connection import AuthMethod, Status
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Panel, Shape
from seatwise.render.cell import all_columns

EXACT = ConfigDict(extra="forbid")
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO 8601, UTC.")]
_PYTHON = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list[str]}


class Refusal(BaseModel):
    """An error: the mistake and the next step."""

    model_config = EXACT
    error: str
    next_step: str


class OrgModel(BaseModel):
    """An org that Seatwise knows. No secret is ever shown."""

    model_config = EXACT
    name: str
    login_method: AuthMethod = Field(description="How Seatwise logs in.")
    login_url: str
    currency: str = Field(description="ISO 4217 code of its prices.")
    org_id: str | None = Field(description="Salesforce's 18-character id; null until the first login.")
    status: Status
    cause: str = Field(description="Why it has this status; may be empty.")
    checked_at: Moment | None


class Orgs(BaseModel):
    """Every org, by name."""

    model_config = EXACT
    orgs: list[OrgModel]


class GapModel(BaseModel):
    """Something that could not be read, and what would fix it. Never a zero."""

    model_config = EXACT
    table: str
    column: str | None = Field(description="The one column that is missing; null where the whole table is.")
    reason: str
    remedy: str
    code: str = Field(description="The org's own error code; may be empty.")


class SnapshotModel(BaseModel):
    """One reading of an org."""

    model_config = EXACT
    id: str
    as_of: Moment
    as_of_set_by_hand: bool = Field(description="Whether that moment was set by hand; else it is the org's clock.")
    read_at: Moment
    api_version: str
    calls: int = Field(description="API calls that the refresh made.")
    rows: dict[str, int] = Field(description="Rows of each table.")
    gaps: list[GapModel]


class DamagedModel(BaseModel):
    """A snapshot that cannot be trusted."""

    model_config = EXACT
    id: str
    problem: str


class Snapshots(BaseModel):
    """The snapshots of an org, oldest first."""

    model_config = EXACT
    org: str
    snapshots: list[SnapshotModel]
    damaged: list[DamagedModel]


def panel_model(panel: Panel) -> type[BaseModel]:
    """The answer of a panel, made from its columns: head, rows, totals and sections."""
    name = "".join(part.capitalize() for part in panel.name.split("-"))
    totals = panel.totals.sentence if panel.totals else "There are none."
    fields: dict[str, Any] = {
        "schema_version": (int, Field(description="Increases when a field changes its meaning or is removed.")),
        "org": (str, Field(description="The org's name in Seatwise; empty for panels over all orgs.")),
        "snapshot": (str, Field(description="The snapshot's id.")),
        "as_of": (Moment, Field(description="The snapshot's moment.")),
        "currency": (str, Field(description="ISO 4217 code of the money.")),
        "headline": (str, Field(description="The main result in a sentence.")),
        "gaps": (list[GapModel], Field(description="Data gaps: what could not be read and figures here need.")),
        "notes": (list[str], Field(description="What the figures mean here.")),
        "rows": (list[_row_model(f"{name}Row", panel.metric.sentence, panel.columns)], ...),  # type: ignore[misc]
        "totals": (list[_row_model(f"{name}Total", totals, panel.total_columns)], ...),  # type: ignore[misc]
    }
    if panel.facts:
        sections = {
            table.name: (_section_model(f"{name}{table.name.capitalize()}", table.title, table.columns), ...)
            for table in panel.facts
        }
        fields["sections"] = (create_model(f"{name}Sections", __config__=EXACT, **sections), ...)  # type: ignore[call-overload]
    if panel.shape is Shape.LIST:
        fields["count"] = (int | None, Field(description="Number of rows on all pages; null if they were not counted."))
        fields["after"] = (
            str | None,
            Field(description="Pass it as `after` for the next page; null: there are no more rows."),
        )
    model: type[BaseModel] = create_model(name, __config__=ConfigDict(extra="allow"), __doc__=panel.question, **fields)
    return model


def _section_model(name: str, title: str, columns: tuple[Column, ...]) -> type[BaseModel]:
    row = _row_model(f"{name}Row", title, columns)
    model: type[BaseModel] = create_model(
        name,
        __config__=ConfigDict(extra="allow"),
        __doc__=title,
        rows=(list[row], ...),  # type: ignore[valid-type]
        gaps=(list[GapModel], ...),
    )
    return model


def _row_model(name: str, sentence: str, columns: tuple[Column, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {column.name: _field(column) for column in all_columns(columns)}
    model: type[BaseModel] = create_model(name, __config__=EXACT, __doc__=sentence, **fields)
    return model


def _field(column: Column) -> tuple[Any, Any]:
    schema: dict[str, Any] = dict(column.type.schema)
    kind: Any = _PYTHON[str(schema.pop("type"))]
    schema.pop("items", None)
    if column.type is not FieldType.LIST and schema:
        kind = Annotated[kind, Field(json_schema_extra=schema)]
    return kind | None, Field(description=column.sentence)
