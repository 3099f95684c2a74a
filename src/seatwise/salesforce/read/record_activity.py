"""Reads who created and last modified the records of one object: counts, or rows where that costs fewer calls.

A record that is modified while we read drops out of the period; it never moves from one piece to another, so none is
counted twice. Its earlier modification is lost, because Salesforce stores only the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import NamedTuple

from seatwise.app.extract import REST, Pages, Watch
from seatwise.domain.errors import NotVisible, OrgError
from seatwise.domain.gaps import Gap
from seatwise.domain.period import Period
from seatwise.salesforce.http.errors import BulkRefused, ColumnUnknown, QueryTooLarge
from seatwise.salesforce.read.aggregate_query import COUNT, LATEST, RowSink, count_groups
from seatwise.salesforce.read.bulk import JobFailed
from seatwise.salesforce.read.csv_file import csv_writer
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.rest import TooManyRows
from seatwise.salesforce.read.time_ranges import TimeRange, for_each_piece
from seatwise.salesforce.read.transport_choice import Transports, translate_read_errors
from seatwise.sources.activity import CREATED, MODIFIED, RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.source import Source

_RECORD_TYPE = "RecordTypeId"


class _Activity(NamedTuple):
    """Created or modified, and the fields that hold who and when."""

    name: str
    user: str
    time_field: str


# Modified has more groups: if a query is too large, it fails first.
_ACTIVITIES = (
    _Activity(MODIFIED, "LastModifiedById", "LastModifiedDate"),
    _Activity(CREATED, "CreatedById", "CreatedDate"),
)
_ONE_PIECE = 1


def read_record_activity(
    transports: Transports, sobject: str, period: Period, folder: Path, *, record_types: bool, watch: Watch
) -> Pages:
    """Read the activity on one object in a period, both ends included; see the port.

    Two aggregate queries, if the org can count that much at once. Else a few rows are read by REST. For many rows the
    period is split, as long as that needs fewer calls than a job of Bulk API 2.0 that reads them all.
    """
    reader = _Reader(
        transports, sobject, TimeRange.closed(period.start, period.end), folder, watch, record_types=record_types
    )
    with translate_read_errors(reader.table):
        try:
            return reader.read()
        except ColumnUnknown as error:
            if not record_types or error.column.lower() != _RECORD_TYPE.lower():
                raise
            pages = replace(reader, record_types=False).read()
            return replace(pages, gaps=(*pages.gaps, _without_record_types(sobject, error)))
        except OrgError as error:
            if error.code == "MALFORMED_QUERY":  # some objects have fields that cannot be grouped or filtered
                raise NotVisible(error.message, code=error.code) from error
            raise


@dataclass(frozen=True)
class _Reader:
    """Reads one object over one time range."""

    transports: Transports
    sobject: str
    time_range: TimeRange
    folder: Path
    watch: Watch
    record_types: bool

    @property
    def table(self) -> Source:
        """The table of rows, with the name of the object."""
        return replace(TOUCHED_RECORD, sobject=self.sobject)

    def read(self) -> Pages:
        """Read with the fewest API calls."""
        try:
            return self._counted(max_pieces=_ONE_PIECE)
        except QueryTooLarge:
            rows = None
        try:
            return replace(
                self.transports.rest(self._selection, self.folder, self.watch, few=True), shape=TOUCHED_RECORD
            )
        except TooManyRows as many:
            rows = many.rows
        except QueryTooLarge:
            pass
        try:
            return self._counted(pieces=2, max_pieces=self.transports.bulk.calls(rows or 0) // len(_ACTIVITIES))
        except QueryTooLarge:
            pass
        try:
            pages = self.transports.bulk.read(self._selection, self.folder, self.watch, expected=rows)
            return replace(pages, shape=TOUCHED_RECORD)
        except (BulkRefused, JobFailed, QueryTooLarge):
            return self._counted(pieces=4, max_pieces=inf)

    def _counted(self, *, max_pieces: float, pieces: int = 1) -> Pages:
        file = self.folder / "counted.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            sink = RowSink(csv_writer(out, [column.name for column in RECORD_TOUCH.fields]), self.watch)
            for activity in _ACTIVITIES:
                for_each_piece(
                    self.time_range, partial(self._take, activity, sink), pieces=pieces, max_pieces=max_pieces
                )
        return Pages((file,), sink.rows, (), REST, RECORD_TOUCH)

    def _take(self, activity: _Activity, sink: RowSink, piece: TimeRange) -> int:
        by = (_RECORD_TYPE, activity.user) if self.record_types else (activity.user,)
        groups = count_groups(self.transports.client, self.sobject, by, activity.time_field, piece)
        return sink.add([self._row(activity, group) for group in groups])

    def _row(self, activity: _Activity, group: Mapping[str, str]) -> Sequence[str]:
        record_type = group[_RECORD_TYPE] if self.record_types else ""
        return (self.sobject, record_type, group[activity.user], activity.name, group[COUNT], group[LATEST])

    @property
    def _selection(self) -> Selection:
        columns = (column.name for column in TOUCHED_RECORD.fields)
        within = " OR ".join(f"({self.time_range.where(activity.time_field)})" for activity in _ACTIVITIES)
        return Selection(
            self.table, tuple(name for name in columns if self.record_types or name != _RECORD_TYPE), where=within
        )


def _without_record_types(sobject: str, error: ColumnUnknown) -> Gap:
    return Gap(
        RECORD_TOUCH.name,
        _RECORD_TYPE,
        f"{sobject}.{_RECORD_TYPE} is hidden from this user.",
        f"Give the connected user access to the field {_RECORD_TYPE} of {sobject}.",
        error.code,
    )
