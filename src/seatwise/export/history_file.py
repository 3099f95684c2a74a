"""Past use as JSON and as CSV: the shapes that programs rely on. Every line says what it was rebuilt from."""

import json
from collections.abc import Sequence

from seatwise.domain.gaps import Gap
from seatwise.export.csv_lines import csv_bytes
from seatwise.metrics.history import HISTORY
from seatwise.views.figures import for_programs
from seatwise.views.panel import Row

FIELDS = (*(column.name for column in HISTORY.columns), "snapshot")


def write_json(org: str, rows: Sequence[Row], gaps: Sequence[Gap], notes: Sequence[str]) -> bytes:
    """The history as a JSON object: `rebuilt` is true, lest anybody take it for snapshots."""
    told = {
        "org": org,
        "rebuilt": True,
        "gaps": [gap.as_json() for gap in gaps],
        "notes": list(notes),
        "rows": [{name: for_programs(row[name]) for name in FIELDS} for row in rows],
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def write_csv(rows: Sequence[Row]) -> bytes:
    """A line per source, day and license."""
    return csv_bytes(FIELDS, ({name: for_programs(row[name]) for name in FIELDS} for row in rows), {"license"})
