"""Time ranges, and how to split one into pieces that are small enough for an aggregate query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import inf

from seatwise.salesforce.http.errors import QueryTooLarge

_SECOND = timedelta(seconds=1)
_FEW = 1_000  # groups; with no more than this the next piece can be twice as long, as a query returns up to 2,000


@dataclass(frozen=True)
class TimeRange:
    """From `start` up to, but without, `end`: UTC, whole seconds, as in Salesforce."""

    start: datetime
    end: datetime

    @classmethod
    def closed(cls, first: datetime, last: datetime) -> "TimeRange":
        """From `first` to `last`, both included."""
        return cls(first.astimezone(UTC), last.astimezone(UTC) + _SECOND)

    @property
    def seconds(self) -> int:
        """Its length in seconds."""
        return (self.end - self.start) // _SECOND

    def where(self, field: str) -> str:
        """The SOQL condition for a field in this time range."""
        return f"{field} >= {_literal(self.start)} AND {field} < {_literal(self.end)}"


def for_each_piece(
    time_range: TimeRange,
    take: Callable[[TimeRange], int],
    *,
    pieces: int = 1,
    max_pieces: float = inf,
    by_day: bool = False,
) -> None:
    """Go through a time range in pieces, from start to end, without overlap. A piece that is too large is halved.

    After a piece with few groups the next one is longer, so a busy hour does not make quiet ones expensive. `take`
    reads one and returns its number of groups, or raises QueryTooLarge; with `by_day` none crosses midnight. Raises
    QueryTooLarge: the rest would need more than `max_pieces`, or a single second is too large.
    """
    at, step = time_range.start, _divide_up(time_range.seconds, pieces)
    while at < time_range.end:
        end = min(at + step * _SECOND, time_range.end)
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), UTC)
        piece = TimeRange(at, min(end, midnight) if by_day else end)
        try:
            groups = take(piece)
        except QueryTooLarge:
            step = piece.seconds // 2
            if not step or _divide_up(TimeRange(at, time_range.end).seconds, step) > max_pieces:
                raise
            continue
        at = piece.end
        if groups <= _FEW:
            step = min(2 * step, time_range.seconds)


def _divide_up(number: int, by: int) -> int:
    """The quotient, rounded up."""
    return -(-number // by)


def _literal(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
