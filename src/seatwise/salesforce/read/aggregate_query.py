"""Letting the org count: one aggregate query for a span of time, or its refusal when that is too much at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import TooMuch
from seatwise.salesforce.read.rest import Miscounted, from_the_start, page_of
from seatwise.salesforce.read.time_ranges import Span

COUNT, LATEST = "n", "latest"


def count_groups(client: Client, sobject: str, by: Sequence[str], moment: str, span: Span) -> list[Mapping[str, Any]]:
    """How many records each group has within a span, and its latest moment.

    Args:
        client: the org.
        sobject: the object.
        by: the fields that make a group.
        moment: the field that must lie in the span.
        span: when.

    Returns:
        One record per group: the fields of `by`, `COUNT` and `LATEST`.

    Raises:
        TooMuch: more than 2,000 groups, for which Salesforce gives no further page, or more than it counts in time.
    """
    fields = ", ".join(by)
    soql = (
        f"SELECT {fields}, COUNT(Id) {COUNT}, MAX({moment}) {LATEST} "
        f"FROM {sobject} WHERE {span.where(moment)} GROUP BY {fields}"
    )

    def ask() -> list[Mapping[str, Any]]:
        page = page_of(client.get(f"{client.base}/query", {"q": soql}), sobject)
        groups: list[Mapping[str, Any]] = page["records"]
        if not page["done"]:
            raise TooMuch(f"{sobject} has more groups than one answer holds.", "Ask for a shorter time.")
        if len(groups) != page["totalSize"]:
            raise Miscounted(f"{sobject}: the org announced {page['totalSize']} groups and gave {len(groups)}.")
        return groups

    return from_the_start(sobject, ask)


class Tally:
    """Writes what the org counted, piece after piece, and knows how many rows that makes."""

    def __init__(
        self, write: Callable[[Iterable[Sequence[str]]], None], watch: Callable[[int, int | None], None]
    ) -> None:
        self._write, self._watch = write, watch
        self.rows = 0

    def add(self, rows: Sequence[Sequence[str]]) -> int:
        """Write one piece; how many rows it has."""
        self._write(rows)
        self.rows += len(rows)
        self._watch(self.rows, None)
        return len(rows)
