"""The burn rate of a login pool: how fast this month's logins are consumed, and when they run out."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class BurnRate:
    """This month's logins so far against what a month allows.

    Attributes:
        consumed, allowance: logins.
        share: consumed / allowance; None when nothing is allowed.
        runs_out: the day (UTC) on which the allowance ends at the present pace; None when it lasts the month.
    """

    consumed: int
    allowance: int
    share: float | None
    runs_out: date | None


def burn_rate(consumed: int | None, allowance: int | None, as_of: datetime) -> BurnRate | None:
    """The burn rate at a moment, or None when either figure is unknown.

    Args:
        consumed: successful logins this calendar month to date (`MonthlyLoginsUsed`).
        allowance: logins a month (`MonthlyLoginsEntitlement`).
        as_of: the snapshot's moment, UTC. The month is taken to begin on its first day: Salesforce gives no other date.
    """
    if consumed is None or allowance is None:
        return None
    start = as_of.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    month = timedelta(days=monthrange(as_of.year, as_of.month)[1]).total_seconds()
    passed = (as_of - start).total_seconds()
    runs_out = None
    if consumed >= allowance:
        runs_out = as_of.date()
    elif consumed * month > allowance * passed:
        last_second = start + timedelta(seconds=min(passed * allowance / consumed, month - 1))
        runs_out = max(last_second, as_of).date()
    return BurnRate(consumed, allowance, consumed / allowance if allowance > 0 else None, runs_out)
