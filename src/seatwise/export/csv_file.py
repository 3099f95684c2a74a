"""A panel as CSV: a line per license, then a line per total and per gap, told apart by `kind`."""

import csv
import io
from collections.abc import Iterable

from seatwise.export.rows import CONTEXT, ROW_FIELDS, context, exported
from seatwise.views.figures import for_programs
from seatwise.views.panel import Panel, Row
from seatwise.views.totals import counted

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTS = frozenset({"key", "label", "status", "bucket_reason", "org"})


def write_csv(panel: Panel) -> bytes:
    """The CSV file: UTF-8 with a byte order mark (Excel needs it to see the encoding), comma, CRLF as in RFC 4180.

    Lines of kind `total` and `gap` follow those of the licenses; leave them out before you sum. The seats of an
    unlimited license are blank: it has no number of them. A text that a spreadsheet would run as a formula gets an
    apostrophe in front; figures are left as they are.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, (*ROW_FIELDS, *CONTEXT), restval="")
    writer.writeheader()
    told = dict(zip(CONTEXT, context(panel), strict=True))
    for line in _lines(panel):
        writer.writerow({name: _cell(name, value) for name, value in {**line, **told}.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _lines(panel: Panel) -> Iterable[dict[str, object]]:
    for row in panel.rows:
        yield exported({**row, "provisioned": None} if row["unlimited"] else row)
    for total in panel.totals:
        yield {"kind": "total", "key": total["group"], "label": f"{total['group']}: {counted(total)}", **_sums(total)}
    for gap in panel.gaps:
        told = {"kind": "gap", "key": gap.what, "label": f"Could not be read: {gap.what}"}
        yield {**told, "bucket_reason": f"{gap.reason} {gap.remedy}"}


def _sums(total: Row) -> dict[str, object]:
    return {
        name: for_programs(total[name]) for name in ROW_FIELDS if name in total and name not in ("kind", "unlimited")
    }


def _cell(name: str, value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _TEXTS and isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
