"""A panel as CSV: a line per license, then a line per total and per gap, told apart by `kind`."""

from collections.abc import Iterable

from seatwise.export.csv_lines import csv_bytes
from seatwise.export.rows import CONTEXT, ROW_FIELDS, context, exported
from seatwise.views.figures import for_programs
from seatwise.views.panel import Panel, Row
from seatwise.views.totals import counted

_TEXTS = frozenset({"key", "label", "status", "bucket_reason", "org"})


def write_csv(panel: Panel) -> bytes:
    """The CSV file.

    Lines of kind `total` and `gap` follow those of the licenses; leave them out before you sum. The seats of an
    unlimited license are blank: it has no number of them.
    """
    told = dict(zip(CONTEXT, context(panel), strict=True))
    return csv_bytes((*ROW_FIELDS, *CONTEXT), ({**line, **told} for line in _lines(panel)), _TEXTS)


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
