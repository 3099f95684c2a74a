"""All orgs as JSON and as CSV: the shapes that programs rely on. Unknown is null, never 0."""

import json
from collections.abc import Iterator

from seatwise.export.csv_lines import csv_bytes
from seatwise.views.figures import for_programs
from seatwise.views.overview import FIELDS, Overview
from seatwise.views.panel import Row

TOTAL = "total"
_TEXTS = frozenset({"org", "organization", "cause", "trouble", "same_as"})


def write_json(overview: Overview) -> bytes:
    """The overview as a JSON object: orgs in reading order, a total per currency, notes."""
    told = {
        "orgs": [_told(row) for row in overview.rows],
        "totals": [for_programs(dict(group.total)) for group in overview.groups],
        "notes": list(overview.notes),
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def write_csv(overview: Overview) -> bytes:
    """A line per org, then one per currency whose `what` is `total`."""
    return csv_bytes(("what", *FIELDS), _lines(overview), _TEXTS)


def _lines(overview: Overview) -> Iterator[dict[str, object]]:
    for row in overview.rows:
        yield {"what": "sandbox" if row["sandbox"] else "org", **_told(row)}
    for group in overview.groups:
        yield {"what": TOTAL, **{name: for_programs(value) for name, value in group.total.items() if name in FIELDS}}


def _told(row: Row) -> dict[str, object]:
    return {name: for_programs(row[name]) for name in FIELDS}
