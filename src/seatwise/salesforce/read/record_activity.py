"""Who created and who last modified the records of one object: counted by the org, or raw where that costs less.

A record that is created or modified after the window, while we read, moves out of the window and never from one piece
of it to another: what is counted is counted once. Its earlier modification is then lost to us, as Salesforce keeps
only the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from seatwise.app.extract import REST, Pages
from seatwise.domain.errors import NotVisible, OrgError
from seatwise.domain.gaps import Gap
from seatwise.domain.window import Window
from seatwise.salesforce.http.errors import BulkRefused, ColumnUnknown, TooMuch
from seatwise.salesforce.read.aggregate_query import COUNT, LATEST, Tally, count_groups
from seatwise.salesforce.read.csv_file import begin_csv, text, time_text
from seatwise.salesforce.read.queries import Selection, remedy
from seatwise.salesforce.read.rest import TooMany
from seatwise.salesforce.read.time_ranges import Span, sweep
from seatwise.salesforce.read.transport_choice import Routes, Watch, named
from seatwise.sources.activity import CREATED, MODIFIED, RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.source import Source

_RECORD_TYPE = "RecordTypeId"


class _Touch(NamedTuple):
    """A way of touching a record, and the fields that tell who and when."""

    name: str
    user: str
    moment: str


# What has the more groups first: it is the sooner refused.
_TOUCHES = (
    _Touch(MODIFIED, "LastModifiedById", "LastModifiedDate"),
    _Touch(CREATED, "CreatedById", "CreatedDate"),
)
_NO_SPLITTING = 1


def read_touches(
    routes: Routes, sobject: str, window: Window, folder: Path, *, record_types: bool, watch: Watch
) -> Pages:
    """Read the touches of one object within a window, both ends included; see the port.

    Two aggregate queries where the org counts that much at once. Else rows that are few come raw by REST; of many the
    window is split, as long as that promises fewer calls than a job of Bulk API 2.0, which gives them raw.
    """
    asked = _Asked(routes, sobject, Span.closed(window.start, window.end), folder, watch, record_types=record_types)
    with named(asked.table):
        try:
            return asked.read()
        except ColumnUnknown as error:
            if not record_types or error.column.lower() != _RECORD_TYPE.lower():
                raise
            pages = replace(asked, record_types=False).read()
            return replace(pages, gaps=(*pages.gaps, _without_record_types(sobject, error)))
        except OrgError as error:
            if error.code == "MALFORMED_QUERY":  # there are objects whose fields cannot be grouped or compared
                raise NotVisible(error.message, code=error.code) from error
            raise


@dataclass(frozen=True)
class _Asked:
    """What is asked: one object, one span."""

    routes: Routes
    sobject: str
    span: Span
    folder: Path
    watch: Watch
    record_types: bool

    @property
    def table(self) -> Source:
        """The raw rows, under the object's own name."""
        return replace(TOUCHED_RECORD, sobject=self.sobject)

    def read(self) -> Pages:
        """By the route that takes the fewest calls."""
        try:
            return self._counted(patience=_NO_SPLITTING)
        except TooMuch:
            rows = None
        try:
            return self._raw(self.routes.rest_if_few(self._selection, self.folder, self.watch))
        except TooMany as many:
            rows = many.rows
        except TooMuch:
            pass
        try:
            return self._counted(pieces=2, patience=self.routes.calls_by_bulk(rows) // len(_TOUCHES))
        except TooMuch:
            pass
        try:
            return self._raw(self.routes.bulk(self._selection, self.folder, self.watch, expected=rows))
        except (BulkRefused, TooMuch):
            return self._counted(pieces=4, patience=inf)

    def _counted(self, *, patience: float, pieces: int = 1) -> Pages:
        file = self.folder / "counted.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            tally = Tally(begin_csv(out, [column.name for column in RECORD_TOUCH.fields]), self.watch)
            for touch in _TOUCHES:
                sweep(self.span, partial(self._take, touch, tally), pieces=pieces, patience=patience)
        return Pages((file,), tally.rows, (), REST, RECORD_TOUCH)

    def _take(self, touch: _Touch, tally: Tally, piece: Span) -> int:
        by = (_RECORD_TYPE, touch.user) if self.record_types else (touch.user,)
        groups = count_groups(self.routes.client, self.sobject, by, touch.moment, piece)
        return tally.add([self._row(touch, group) for group in groups])

    def _row(self, touch: _Touch, group: Mapping[str, Any]) -> Sequence[str]:
        record_type = text(group[_RECORD_TYPE]) if self.record_types else ""
        last = time_text(group[LATEST])
        return (self.sobject, record_type, text(group[touch.user]), touch.name, text(group[COUNT]), last)

    @property
    def _selection(self) -> Selection:
        columns = (column.name for column in TOUCHED_RECORD.fields)
        within = " OR ".join(f"({self.span.where(touch.moment)})" for touch in _TOUCHES)
        return Selection(
            self.table,
            tuple(name for name in columns if self.record_types or name != _RECORD_TYPE),
            where=within,
        )

    def _raw(self, pages: Pages) -> Pages:
        return replace(pages, shape=TOUCHED_RECORD)


def _without_record_types(sobject: str, error: ColumnUnknown) -> Gap:
    return Gap(
        RECORD_TOUCH.name,
        _RECORD_TYPE,
        f"{sobject}.{_RECORD_TYPE} is not shown to this user.",
        remedy(RECORD_TOUCH),
        error.code,
    )
