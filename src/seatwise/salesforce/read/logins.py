"""Reads logins of a time range: rows by REST or Bulk API 2.0, or counts per day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from seatwise.app.extract import REST, Pages, Watch
from seatwise.salesforce.http.errors import BulkRefused, QueryTooLarge
from seatwise.salesforce.read.aggregate_query import COUNT, LATEST, RowSink, count_groups
from seatwise.salesforce.read.bulk import JobFailed
from seatwise.salesforce.read.csv_file import csv_writer, text
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.rest import TooManyRows
from seatwise.salesforce.read.time_ranges import TimeRange, for_each_piece
from seatwise.salesforce.read.transport_choice import REST_LIMIT, Transports, translate_read_errors
from seatwise.sources.activity import LOGIN_DAY, LOGIN_HISTORY

_SUCCESS = "Success"
_BY = ("UserId", "LoginType", "Status")


def read_logins(transports: Transports, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
    """All logins from `since` to `until`, both included; see the port.

    A few rows are read by REST, many by Bulk API 2.0. Not every org may support LoginHistory in Bulk API 2.0: there,
    many rows are counted by aggregate queries.
    """
    time_range = TimeRange.closed(since, until)
    columns = tuple(column.name for column in LOGIN_HISTORY.fields)
    selection = Selection(LOGIN_HISTORY, columns, where=time_range.where("LoginTime"))
    rows = None
    with translate_read_errors(LOGIN_HISTORY):
        try:
            return transports.rest(selection, folder, watch, few=True)
        except TooManyRows as many:
            rows = many.rows
        except QueryTooLarge:
            pass
        try:
            return transports.bulk.read(selection, folder, watch, expected=rows)
        except (BulkRefused, JobFailed, QueryTooLarge):
            if rows is not None and rows <= REST_LIMIT:
                return transports.rest(selection, folder, watch)
            return _counted(transports, time_range, folder, watch)


def _counted(transports: Transports, time_range: TimeRange, folder: Path, watch: Watch) -> Pages:
    file = folder / "days.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        sink = RowSink(csv_writer(out, [column.name for column in LOGIN_DAY.fields]), watch)

        def take(piece: TimeRange) -> int:
            groups = count_groups(transports.client, LOGIN_HISTORY.sobject, _BY, "LoginTime", piece)
            day = piece.start.date().isoformat()
            return sink.add([_row(day, group) for group in groups])

        for_each_piece(time_range, take, by_day=True)
    return Pages((file,), sink.rows, (), REST, LOGIN_DAY)


def _row(day: str, group: Mapping[str, str]) -> Sequence[str]:
    success = text(group["Status"] == _SUCCESS)
    return (group["UserId"], day, group["LoginType"], success, group[COUNT], group[LATEST])
