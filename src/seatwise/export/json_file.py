"""A panel as JSON: the shape that programs rely on. Money is text with two decimals, unknown is null."""

import json

from seatwise.export.rows import exported
from seatwise.views.figures import for_programs
from seatwise.views.panel import Panel


def as_json(panel: Panel) -> dict[str, object]:
    """The panel as a JSON object: org, snapshot, as_of, currency, gaps, notes, rows, totals."""
    return {
        "org": panel.org,
        "snapshot": panel.snapshot,
        "as_of": panel.as_of.isoformat(),
        "currency": panel.currency,
        "gaps": [gap.as_json() for gap in panel.gaps],
        "summary": panel.summary,
        "notes": list(panel.notes),
        "rows": [exported(row) for row in panel.rows],
        "totals": [for_programs(dict(row)) for row in panel.totals],
    }


def write_json(panel: Panel) -> bytes:
    """The JSON file."""
    return (json.dumps(as_json(panel), indent=2, ensure_ascii=False) + "\n").encode()
