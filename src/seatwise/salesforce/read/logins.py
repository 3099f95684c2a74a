"""The logins of a span of time: raw by REST or Bulk API 2.0, or counted by the org day by day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from seatwise.app.extract import REST, Pages
from seatwise.salesforce.http.errors import BulkRefused, TooMuch
from seatwise.salesforce.read.aggregate_query import COUNT, LATEST, Tally, count_groups
from seatwise.salesforce.read.csv_file import begin_csv, text, time_text
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.rest import TooMany
from seatwise.salesforce.read.time_ranges import Span, sweep
from seatwise.salesforce.read.transport_choice import Routes, Watch, named
from seatwise.sources.activity import LOGIN_DAY, LOGIN_HISTORY

PAGED_MOST = 50_000  # rows that may come page by page where Bulk API 2.0 refuses the object: 25 calls
_SUCCESS = "Success"
_BY = ("UserId", "LoginType", "Status")


def read_logins(routes: Routes, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
    """Every login from `since` to `until`, both included; see the port.

    Few come by REST and many by Bulk API 2.0. It is not known of every org that Bulk serves LoginHistory (facts
    section 1): where it does not, and there are too many to page through, the org counts them.
    """
    span = Span.closed(since, until)
    columns = tuple(column.name for column in LOGIN_HISTORY.fields)
    selection = Selection(LOGIN_HISTORY, columns, where=span.where("LoginTime"))
    rows = None
    with named(LOGIN_HISTORY):
        try:
            return routes.rest_if_few(selection, folder, watch)
        except TooMany as many:
            rows = many.rows
        except TooMuch:
            pass
        try:
            return routes.bulk(selection, folder, watch, expected=rows)
        except (BulkRefused, TooMuch):
            if rows is not None and rows <= PAGED_MOST:
                return routes.rest(selection, folder, watch)
            return _counted(routes, span, folder, watch)


def _counted(routes: Routes, span: Span, folder: Path, watch: Watch) -> Pages:
    file = folder / "days.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        tally = Tally(begin_csv(out, [column.name for column in LOGIN_DAY.fields]), watch)

        def take(piece: Span) -> int:
            groups = count_groups(routes.client, LOGIN_HISTORY.sobject, _BY, "LoginTime", piece)
            day = piece.start.date().isoformat()
            return tally.add([_row(day, group) for group in groups])

        sweep(span, take, by_day=True)
    return Pages((file,), tally.rows, (), REST, LOGIN_DAY)


def _row(day: str, group: Mapping[str, Any]) -> Sequence[str]:
    success = text(group["Status"] == _SUCCESS)
    last = time_text(group[LATEST])
    return (text(group["UserId"]), day, text(group["LoginType"]), success, text(group[COUNT]), last)
