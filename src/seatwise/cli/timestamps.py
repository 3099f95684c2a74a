"""Dates and times as people type and read them."""

from datetime import UTC, datetime

from seatwise.domain.errors import UsageError
from seatwise.metrics.field_types import FieldType


def moment_text(moment: datetime) -> str:
    """A moment in UTC as people read it: 28 Nov 2026, 14:37 UTC."""
    return f"{FieldType.TIME.format_display(moment)} UTC"


def parse_moment(text: str | None) -> datetime | None:
    """The moment in UTC, whole seconds; without a zone it is UTC; None stays None. Raises UsageError: it is none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date and time.", "Write it as 2026-11-21T09:12:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
