"""A panel as CSV: one line per row, then one line per gap, whose figures are blank. No totals: a spreadsheet sums."""

import csv
import io

from seatwise.export.rows import ROW_FIELDS, exported
from seatwise.views.panel import Panel

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTS = frozenset({"key", "label", "status", "bucket_reason"})


def write_csv(panel: Panel) -> bytes:
    """The CSV file: UTF-8 with a byte order mark (Excel needs it to see the encoding), comma, CRLF as in RFC 4180.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; figures are left as they are.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ROW_FIELDS)
    for row in panel.rows:
        writer.writerow([_cell(name, value) for name, value in exported(row).items()])
    for gap in panel.gaps:
        blank = dict.fromkeys(ROW_FIELDS, "")
        told = {"kind": "gap", "key": gap.what, "label": f"Could not be read: {gap.what}"}
        writer.writerow({**blank, **told, "bucket_reason": f"{gap.reason} {gap.remedy}"}.values())
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(name: str, value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _TEXTS and isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
