"""All orgs as JSON and as CSV: the shapes that programs rely on. Unknown is null, never 0."""

import csv
import io
import json

from seatwise.views.figures import for_programs
from seatwise.views.overview import FIELDS, Overview
from seatwise.views.panel import Row

TOTAL = "total"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    """A line per org, then one per currency whose `what` is `total`: UTF-8 with a byte order mark, comma, CRLF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ("what", *FIELDS), restval="", extrasaction="ignore")
    writer.writeheader()
    for row in overview.rows:
        what = "sandbox" if row["sandbox"] else "org"
        writer.writerow({"what": what, **{name: _cell(name, value) for name, value in _told(row).items()}})
    for group in overview.groups:
        writer.writerow({"what": TOTAL, **{name: for_programs(value) for name, value in group.total.items()}})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _told(row: Row) -> dict[str, object]:
    return {name: for_programs(row[name]) for name in FIELDS}


def _cell(name: str, value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if name in _TEXTS and isinstance(value, str) and value.startswith(_FORMULA) else value
