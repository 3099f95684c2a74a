"""Spans of time, and a sweep over one in pieces small enough for what an org counts at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import inf

from seatwise.salesforce.http.errors import TooMuch

_SECOND = timedelta(seconds=1)
_FEW = 1_000  # so many groups and fewer leave room for a piece twice as long: an org counts 2,000 at once


@dataclass(frozen=True)
class Span:
    """The moments from `start` on and before `end`: UTC, whole seconds, as Salesforce keeps its times."""

    start: datetime
    end: datetime

    @classmethod
    def closed(cls, first: datetime, last: datetime) -> "Span":
        """From `first` to `last`, both included."""
        return cls(first.astimezone(UTC), last.astimezone(UTC) + _SECOND)

    @property
    def seconds(self) -> int:
        """How long it is."""
        return (self.end - self.start) // _SECOND

    def where(self, field: str) -> str:
        """The SOQL condition that a field's moment lies in it."""
        return f"{field} >= {_literal(self.start)} AND {field} < {_literal(self.end)}"


def sweep(
    span: Span, take: Callable[[Span], int], *, pieces: int = 1, patience: float = inf, by_day: bool = False
) -> None:
    """Take a span piece by piece, first to last: every moment once. A piece that is too much is halved.

    A piece that held little makes the next one longer, so a busy hour does not make the quiet ones expensive.

    Args:
        span: what to take; not empty.
        take: takes one piece whole and returns its number of groups, or raises TooMuch and takes nothing of it.
        pieces: how many to begin with.
        patience: give up once more pieces than this are to be expected for the rest.
        by_day: let no piece reach over midnight.

    Raises:
        TooMuch: patience is at its end, or a single second is too much.
    """
    at, step = span.start, _up(span.seconds, pieces)
    while at < span.end:
        end = min(at + step * _SECOND, span.end)
        piece = Span(at, min(end, _midnight_after(at)) if by_day else end)
        try:
            groups = take(piece)
        except TooMuch:
            step = piece.seconds // 2
            if not step or _up(Span(at, span.end).seconds, step) > patience:
                raise
            continue
        at = piece.end
        if groups <= _FEW:
            step = min(2 * step, span.seconds)


def _up(number: int, by: int) -> int:
    """Divided, rounded up."""
    return -(-number // by)


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), UTC)


def _literal(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
