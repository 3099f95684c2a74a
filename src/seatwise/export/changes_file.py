"""Two snapshots compared, as JSON and as CSV: the shapes that programs rely on. Unknown is null, never 0."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from seatwise.export.csv_lines import csv_bytes, escape_formula
from seatwise.metrics.license_changes import FIGURES, LICENSE_CHANGES
from seatwise.metrics.user_changes import USER_CHANGE_PAGE
from seatwise.views.changes import Changes
from seatwise.views.figures import for_programs
from seatwise.views.panel import Row

WHO_FIELDS = tuple(column.name for column in USER_CHANGE_PAGE.columns if column.name != "place")
LINE_FIELDS = ("what", "kind", "key", "label", "username", "how", "figure", "before", "after", "change")
CONTEXT = ("org", "currency", "earlier", "later")
_UNITS = {column.name: column.type for column in LICENSE_CHANGES.columns}
_TEXTS = frozenset({"key", "label", "username", "org"})


def write_json(changes: Changes, people: Iterable[Row]) -> bytes:
    """The comparison as a JSON object."""
    told = {
        "org": changes.org,
        "currency": changes.currency,
        "earlier": {"snapshot": changes.earlier.id, "as_of": changes.earlier.as_of.isoformat()},
        "later": {"snapshot": changes.later.id, "as_of": changes.later.as_of.isoformat()},
        "gaps": [{"snapshot": snapshot, **gap.as_json()} for snapshot, gap in changes.gaps],
        "summary": changes.summary,
        "notes": list(changes.notes),
        "users": {
            "before": changes.users_before,
            "after": changes.users_after,
            "change": changes.users_change,
            "counts": [
                {"change": count.change, "users": count.users, "how": dict(count.how)} for count in changes.counts
            ],
        },
        "licenses": [_told(row) for row in changes.licenses],
        "totals": [_told(row) for row in changes.totals],
        "people": [{name: row[name] for name in WHO_FIELDS} for row in people],
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def write_csv(changes: Changes, people: Iterable[Row]) -> bytes:
    """The comparison as CSV, a line per thing that moved.

    `what` tells the lines apart: `users` (how many), `license` and `total` (one line per figure), `user` (who; before
    and after are names of profiles or licenses) and `gap`.
    """
    context = dict(zip(CONTEXT, (changes.org, changes.currency, changes.earlier.id, changes.later.id), strict=True))
    lines = chain(_figures(changes), _people(people))
    return csv_bytes((*LINE_FIELDS, *CONTEXT), ({**line, **context} for line in lines), _TEXTS)


def _told(row: Row) -> dict[str, object]:
    return {name: for_programs(value, _UNITS.get(name)) for name, value in row.items()}


def _figures(changes: Changes) -> Iterator[dict[str, object]]:
    active = {"before": changes.users_before, "after": changes.users_after, "change": changes.users_change}
    yield {"what": "users", "label": "Active users", "figure": "active", **active}
    for count in changes.counts:
        yield {"what": "users", "label": count.label, "figure": count.change, "change": count.users}
    for row in changes.licenses:
        named = {"what": "license", "kind": row["kind"], "key": row["key"], "label": row["label"], "how": row["how"]}
        yield from ({**named, **moved} for moved in _moved(row))
    for row in changes.totals:
        yield from ({"what": "total", "kind": row["kind"], "label": row["group"], **moved} for moved in _moved(row))
    for snapshot, gap in changes.gaps:
        yield {"what": "gap", "key": gap.what, "label": f"{gap.reason} {gap.remedy}", "figure": snapshot}


def _moved(row: Row) -> Iterator[dict[str, object]]:
    for name in FIGURES:
        sides = {side: for_programs(row[f"{name}_{side}"]) for side in ("before", "after", "change")}
        yield {"figure": name, **sides}


def _people(people: Iterable[Row]) -> Iterator[dict[str, object]]:
    for row in people:
        figure = "license" if row["change"] == "license" else "profile"
        yield {
            "what": "user",
            "kind": row["change"],
            "key": row["user_id"],
            "label": row["name"],
            "username": row["username"],
            "how": row["how"],
            "figure": figure,
            "before": escape_formula(row[f"{figure}_before"]),  # names here, figures elsewhere
            "after": escape_formula(row[f"{figure}_after"]),
        }
