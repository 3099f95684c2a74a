"""The published JSON Schemas: one per panel, and what they say is what the code says."""

import json
from pathlib import Path

import jsonschema
import pytest

from seatwise.metrics.field_types import FieldType
from seatwise.panels.declaration.panel import Panel, all_metrics
from seatwise.panels.license import LICENSE
from seatwise.panels.registry import PANELS
from seatwise.render.json_schema import json_schema_text

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "schemas"


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_the_published_schema_is_the_panels_and_says_what_every_column_means(panel: Panel) -> None:
    text = (PUBLISHED / f"{panel.name}.json").read_text(encoding="utf-8")
    assert text == json_schema_text(panel), "make docs renews it"
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    row = schema["properties"]["rows"]["items"]["properties"]
    assert all(cell["description"] for cell in row.values())


def test_no_schema_is_published_of_a_panel_that_is_gone() -> None:
    assert {path.stem for path in PUBLISHED.glob("*.json")} == {panel.name for panel in PANELS}


def test_a_count_is_of_what_its_name_says() -> None:
    columns = [column for panel in PANELS for metric in all_metrics(panel.metrics) for column in metric.columns]
    counts = {column.name: column.type.name for column in columns if column.name.upper() in FieldType.__members__}
    assert {"licenses", "users", "record_types", "profiles"} <= counts.keys()
    assert {name: name.upper() for name in counts} == counts


def test_each_figure_of_a_license_says_where_it_comes_from() -> None:
    (figures,) = (table for table in LICENSE.facts if table.upright)
    assert [column.name for column in figures.columns if not column.source_or("")] == []
