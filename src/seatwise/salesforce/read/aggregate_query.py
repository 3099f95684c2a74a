"""One aggregate query over a time range: the org counts, we get groups."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from seatwise.app.extract import Watch
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import QueryTooLarge
from seatwise.salesforce.read.csv_file import text, time_text
from seatwise.salesforce.read.rest import RowCountMismatch, page_of, retry_from_start
from seatwise.salesforce.read.time_ranges import TimeRange

COUNT, LATEST = "n", "latest"


def count_groups(
    client: Client, sobject: str, by: Sequence[str], time_field: str, time_range: TimeRange
) -> list[Mapping[str, str]]:
    """The `COUNT` and the `LATEST` time of each group (the fields `by`) in a time range of `time_field`, as CSV text.

    Raises QueryTooLarge: more than 2,000 groups (Salesforce has no second page of them), or the query timed out.
    """
    fields = ", ".join(by)
    soql = (
        f"SELECT {fields}, COUNT(Id) {COUNT}, MAX({time_field}) {LATEST} "
        f"FROM {sobject} WHERE {time_range.where(time_field)} GROUP BY {fields}"
    )

    def run() -> list[Mapping[str, str]]:
        page = client.get(f"{client.base}/query", partial(page_of, partial(_group, by)), {"q": soql})
        if page.following:
            raise QueryTooLarge(f"{sobject} has more groups than one response holds.", "Use a shorter period.")
        if len(page.rows) != page.total:
            raise RowCountMismatch(f"{sobject}: the org announced {page.total} groups and returned {len(page.rows)}.")
        return page.rows

    return retry_from_start(sobject, run)


def _group(by: Sequence[str], record: Any) -> Mapping[str, str]:
    if type(record[COUNT]) is not int:
        raise TypeError("a count is not a number")
    return {name: text(record[name]) for name in (*by, COUNT)} | {LATEST: time_text(record[LATEST])}


class RowSink:
    """Writes rows piece by piece, counts them and reports the progress."""

    def __init__(self, write: Callable[[Iterable[Sequence[str]]], None], watch: Watch) -> None:
        self._write, self._watch = write, watch
        self.rows = 0

    def add(self, rows: Sequence[Sequence[str]]) -> int:
        """Write one piece; returns its number of rows."""
        self._write(rows)
        self.rows += len(rows)
        self._watch(self.rows, None)
        return len(rows)
