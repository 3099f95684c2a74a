"""Writes the JSON Schema of every panel beside itself: `make docs` runs it, a test checks that it was run."""

from pathlib import Path

from seatwise.panels.registry import PANELS
from seatwise.render.json_schema import json_schema_text

HERE = Path(__file__).parent


def main() -> None:
    """Write a file per panel; remove those of panels that are gone."""
    for old in HERE.glob("*.json"):
        old.unlink()
    for panel in PANELS:
        (HERE / f"{panel.name}.json").write_text(json_schema_text(panel), encoding="utf-8")


if __name__ == "__main__":
    main()
