"""A period: the days before a snapshot's moment in which a login or a record counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from seatwise.domain.counts import counted
from seatwise.domain.errors import UsageError

DAYS = 30
MOST_DAYS = 365


def in_words(days: int) -> str:
    """`1 day`, `30 days`; from two years on, `5 years`."""
    return counted(round(days / 365), "year") if days >= 2 * 365 else counted(days, "day")


@dataclass(frozen=True)
class Period:
    """The `days` days that end at `end` (UTC); both ends count (definitions section 3)."""

    end: datetime
    days: int = DAYS

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise UsageError(f"A period of {in_words(self.days)} is not possible.", f"Choose 1 to {MOST_DAYS} days.")

    @property
    def start(self) -> datetime:
        """Its first moment, which counts."""
        return self.end - timedelta(days=self.days)
