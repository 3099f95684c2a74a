"""The JSON Schema of a panel's JSON, made from its columns."""

import json
from collections.abc import Mapping
from typing import Any

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Panel, Shape, Span
from seatwise.panels.declaration.params import PERIOD
from seatwise.panels.declaration.result import SCHEMA_VERSION
from seatwise.render.cell import all_columns

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string"}
_GAPS: Schema = {
    "description": "Data gaps: what could not be read and figures here need.",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "table": _TEXT,
            "column": {"type": ["string", "null"]},
            "reason": _TEXT,
            "remedy": {"description": "The step that would fix it.", "type": "string"},
            "code": {"description": "The org's own error code; may be empty.", "type": "string"},
        },
        "required": ["table", "column", "reason", "remedy", "code"],
    },
}
_PERIOD: Schema = {
    "period_days": {"description": "The activity period, in days.", "type": "integer"},
    "actor_days": {"description": "Of how many days actors are; null: not known.", "type": ["integer", "null"]},
    "read_days": {"description": "Of how many days records were read; null: none.", "type": ["integer", "null"]},
    "tracked_objects": {"description": "Whose records were read.", "type": "array", "items": _TEXT},
    "actors_from": {"description": "The file that the actors come from, if they were imported.", "type": "string"},
}
_OF: Schema = {
    "of": {
        "description": "What the panel is about: one profile, or all profiles of a license or bucket.",
        "type": "object",
        "properties": {"level": _TEXT, "key": _TEXT, "label": _TEXT},
        "required": ["level", "key", "label"],
        "additionalProperties": False,
    },
}
_SPANS: Mapping[Span, Schema] = {
    Span.TWO: {
        "earlier": {"description": "The earlier snapshot's id.", "type": "string"},
        "earlier_as_of": {"description": "Its moment.", **FieldType.TIME.schema},
    },
    Span.EVERY: {
        "damaged_snapshots": {"description": "How many damaged snapshots are left out.", "type": "integer"},
    },
}


def json_schema(panel: Panel) -> Schema:
    """The schema of what `render.json_file` writes of a panel. Unknown is null in every column."""
    of_one: Schema = {"type": ["string", "null"]} if panel.span is Span.ORGS else _TEXT
    period = _PERIOD if any(param.name == PERIOD.name for param in panel.params) else {}
    own = {**period, **(_OF if panel.subject else {}), **_SPANS.get(panel.span, {})}
    properties: Schema = {
        "org": {"description": "The org's name; null where the rows are orgs.", **of_one},
        "snapshot": {
            "description": "The snapshot's id; of two, the later one's; null where the rows are orgs.",
            **of_one,
        },
        "as_of": {
            "description": "The snapshot's moment; null where no org was read yet.",
            **FieldType.TIME.schema,
            "type": ["string", "null"],
        },
        "as_of_set_by_hand": {
            "description": "Whether that moment was set by hand.",
            "type": "boolean",
        },
        "currency": {"description": "ISO 4217 code of every amount; null where the rows are orgs.", **of_one},
        "schema_version": {
            "description": "Increases when a field changes its meaning or is removed.",
            "const": SCHEMA_VERSION,
        },
        "headline": {"description": "The main result in a sentence.", "type": "string"},
        **own,
        "gaps": _GAPS,
        "notes": {"type": "array", "items": _TEXT},
    }
    if panel.shape is Shape.LIST:
        properties["count"] = {"description": "Number of rows on all pages.", "type": "integer"}
        properties["after"] = {
            "description": "Pass it as `after` for the next page; null: there are no more rows.",
            "type": ["string", "null"],
        }
    if panel.shape is Shape.DETAIL:
        properties["sections"] = _sections(panel)
    properties["rows"] = _rows(all_columns(panel.columns), panel.metric.sentence)
    properties["totals"] = _rows(all_columns(panel.total_columns), panel.totals.sentence if panel.totals else "")
    return {
        "$schema": _DIALECT,
        "title": panel.title,
        "description": panel.question,
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in own],
        "additionalProperties": False,
    }


def json_schema_text(panel: Panel) -> str:
    """The schema as the reference has it."""
    return json.dumps(json_schema(panel), indent=2, ensure_ascii=False) + "\n"


def _sections(panel: Panel) -> Schema:
    tables = {
        table.name: {
            "description": table.metric.sentence,
            "type": "object",
            "properties": {
                "title": _TEXT,
                "source": {"description": "Where it was read.", "type": "string"},
                "gaps": _GAPS,
                "rows": _rows(all_columns(table.columns), table.metric.sentence),
            },
            "required": ["title", "source", "gaps", "rows"],
            "additionalProperties": False,
        }
        for table in panel.facts
    }
    return {"type": "object", "properties": tables, "required": list(tables), "additionalProperties": False}


def _rows(columns: tuple[Column, ...], sentence: str) -> Schema:
    row: Schema = {
        "type": "object",
        "properties": {column.name: _cell(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }
    return {"description": sentence, "type": "array", "items": row}


def _cell(column: Column) -> Schema:
    known = dict(column.type.schema)
    return {"description": column.sentence, **known, "type": [known["type"], "null"]}
