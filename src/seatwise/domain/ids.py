"""Salesforce ids: 15 characters that differ by case, or the same 18 that do not."""

from seatwise.domain.errors import UsageError

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHORT, LONG = 15, 18


def to18(record_id: str) -> str:
    """The 18-character form of a Salesforce id of 15 or 18. Raises UsageError: it is not one.

    Checked against `USER_ID_DERIVED` of real event logs.
    """
    if len(record_id) not in (SHORT, LONG) or not (record_id.isascii() and record_id.isalnum()):
        raise UsageError(f"{record_id!r} is not a Salesforce id.", "An id has 15 or 18 letters and digits.")
    if len(record_id) == LONG:
        return record_id
    chunks = (record_id[start : start + 5] for start in range(0, SHORT, 5))
    return record_id + "".join(
        _ALPHABET[sum(1 << bit for bit, char in enumerate(chunk) if char.isupper())] for chunk in chunks
    )


def id_or_none(text: str) -> str | None:
    """The 18-character form of a text that has the form of a Salesforce id; None of any other text."""
    is_id = len(text) in (SHORT, LONG) and text.isascii() and text.isalnum()
    return to18(text) if is_id else None


def checked18(record_id: str) -> str:
    """The 18-character form of an id, if its last three characters follow from the others. Raises UsageError."""
    whole = to18(record_id)
    if to18(whole[:SHORT]) != whole:
        raise UsageError(f"{record_id!r} is not a Salesforce id: its last three characters do not fit the others.")
    return whole
