"""How a cell is displayed and how it is written to JSON, and which columns a file has. Unknown is never zero."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from seatwise.domain.gaps import Gap
from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.metrics import columns as columns_of
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.declaration.result import ALL, NOT_KNOWN, Result, Row, flags_of, missing
from seatwise.sources.gap_names import gap_name

_ABOUT = {  # what is displayed of `about`; the rest is in files
    "period_days": "last {} days",
    "actor_days": "actors of the last {} days",
    "earlier": "compared with snapshot {}",
}
AT_LEAST, LEFT_OUT = "at least ", " left out)"
_TEXTS = (FieldType.TEXT, FieldType.LIST)


def all_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns as JSON and files have them: `<name>_missing` beside each that can be incomplete."""
    declared = tuple(columns)
    names = {column.name for column in declared}
    found: list[Column] = []
    for column in declared:
        found.append(column)
        if column.missing and f"{column.name}_missing" not in names:
            found.append(_missing_column(column))
    return tuple(found)


def _missing_column(column: Column) -> Column:
    return columns_of.missing(
        f"{column.name}_missing",
        f"How many are left out of {column.name} because they are not known; 0 if it is complete, blank if their "
        f"number is not known.",
        label=f"{column.label}: left out",
    )


def format_display(result: Result, row: Row, column: Column) -> str:
    """A cell as people read it: grouped digits, `at least` before an incomplete sum, a word where it is blank.

    After a share, or a sum of what may be negative, how many rows it leaves out: it may be less, too.
    """
    value = row.get(column.name)
    if value is None:
        incomplete = column.missing and missing(row, column.name) != 0
        return result.why_blank(row, column) or (NOT_KNOWN if incomplete else "")
    text = column.type.format_display(value)
    left_out = missing(row, column.name) if column.missing else row.get(column.left_out, 0)
    if left_out == 0:
        return text
    if column.missing and not column.signed:
        return f"{AT_LEAST}{text}"
    return f"{text} ({'some' if left_out is None else left_out}{LEFT_OUT}"


def format_json(row: Row, column: Column) -> object:
    """A cell as JSON carries it: money as text, times in ISO 8601, unknown as null."""
    return column.type.format_json(row.get(column.name))


def as_text(row: Row, column: Column) -> str:
    """A cell of `format_json` as one text: a list with semicolons, true and false, unknown as nothing."""
    match format_json(row, column):
        case None:
            return ""
        case bool() as flag:
            return "true" if flag else "false"
        case list() as words:
            return "; ".join(map(str, words))
        case value:
            return str(value)


def is_text(column: Column) -> bool:
    """Whether its cells hold texts of an org or a person, which a spreadsheet might run as a formula."""
    return column.type in _TEXTS


def about(result: Result) -> dict[str, object]:
    """What a file is about: org, snapshot, moment, currency, and what else the panel says at its top."""
    return {
        "org": result.org or None,
        "snapshot": result.snapshot or None,
        "as_of": FieldType.TIME.format_json(result.as_of) if _is_read(result) else None,
        "as_of_set_by_hand": result.as_of_set_by_hand,
        "currency": result.currency or None,
        **result.about,
    }


def about_display(result: Result) -> list[str]:
    """The same, a few words each: `data as of 28 Nov 2026, 14:37 UTC`."""
    by_hand = ", time set by hand" if result.as_of_set_by_hand else ""
    known = {name: value for name, value in result.about.items() if value is not None}
    if known.get("actor_days") == known.get("period_days"):
        known.pop("actor_days", None)
    texts = [
        result.org,
        f"data as of {FieldType.TIME.format_display(result.as_of)} UTC{by_hand}" if _is_read(result) else "",
        f"snapshot {result.snapshot}" if result.snapshot else "",
        *(words.format(known[name]) for name, words in _ABOUT.items() if name in known),
        f"money in {result.currency} per year" if result.currency else "",
    ]
    return [text for text in texts if text]


def about_text(value: object) -> str:
    """A value of `about` as one text: nested ones as JSON, unknown as nothing."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=iso)


def iso(value: object) -> str:
    """A day or moment in ISO 8601; what `json.dumps` takes as its `default`."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no JSON")


def _is_read(result: Result) -> bool:
    """Whether there is any snapshot: over all orgs, there may be none."""
    return result.as_of.year > date.min.year


def group_title(panel: Panel, group: object) -> str:
    """The name of a group of rows, or of the total over all of them."""
    name = str(group)
    if name == ALL:
        return f"All {panel.row_word[1]}"
    if name in set(Kind):
        return Kind(name).plural
    return name.replace("_", " ").capitalize() if name.islower() else name


def total_columns(panel: Panel) -> tuple[Column, ...]:
    """The columns on screen, as the totals have them: of a sum, how many are left out is known."""
    assert panel.totals is not None
    return tuple(panel.totals.column(column.name) or column for column in panel.shown_columns)


def group_note(group: object) -> str:
    """What a group is, in a few words, where its name does not say it: of a bucket, what is bought."""
    return Bucket(str(group)).sentence if str(group) in set(Bucket) else ""


def group_of(panel: Panel, row: Row) -> str:
    """The group of a row: the first of `group_by` that is not blank."""
    return next((str(row[column]) for column in panel.group_by if row.get(column) is not None), "")


def gap_text(gaps: Sequence[Gap], remedy: str) -> str:
    """Gaps that one step mends, in a line: what is missing, why if it is one thing, and the step."""
    why = f" {gaps[0].reason}" if len(gaps) == 1 else ""
    return f"{', '.join(dict.fromkeys(map(gap_name, gaps)))}.{why} {remedy}".strip()


def flags_beside(result: Result, row: Row) -> list[str]:
    """The words to notice about a row, less those that a cell of it says already."""
    flags = flags_of(row)
    shown = {result.why_blank(row, column).casefold() for column in result.panel.shown_columns} if flags else set()
    return [flag for flag in flags if flag.casefold() not in shown]


def rows_of(result: Result) -> Iterator[tuple[int, Row]]:
    """The rows, each with its depth in the tree: 0 for the outermost `level`."""
    depths: dict[object, int] = {}
    for row in result.rows:
        yield depths.setdefault(row.get("level"), len(depths)), row
