"""Evaluates SOQL literals: strings, LIKE patterns and relative dates."""

import re
from datetime import date, timedelta

from seatwise.sandbox.soql.errors import MALFORMED_QUERY, SoqlError

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"', "_": "_", "%": "%"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_FURTHEST = 100_000  # periods; more would be outside the calendar
_QUARTER, _YEAR = 3, 12  # months


def string(raw: str) -> str:
    """The value of a string literal.

    Args:
        raw: the text between the quotes.

    Raises:
        SoqlError: MALFORMED_QUERY, for an invalid escape.
    """
    return _whole(_ESCAPE.sub(lambda match: _escaped(match.group(1), raw), raw))


def pattern(raw: str) -> str:
    r"""The SQL pattern of a LIKE literal, with `\` as escape. `\_` and `\%` are literal."""

    def one(match: re.Match[str]) -> str:
        escaped = _escaped(match.group(1), raw)
        return "\\" + escaped if escaped in {"_", "%", "\\"} else escaped

    return _whole(_ESCAPE.sub(one, raw))


def _escaped(written: str, raw: str) -> str:
    if len(written) > 1:
        return chr(int(written[1:], 16))
    found = _ESCAPES.get(written if written in "\\'\"_%" else written.lower())
    if found is None:
        reason = f"Illegal character sequence '\\{written}' in string literal."
        raise SoqlError(MALFORMED_QUERY, f"Invalid string literal '{raw}'. {reason}")
    return found


def _whole(text: str) -> str:
    """The text with surrogate pairs joined, as in Java's strings."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise SoqlError(MALFORMED_QUERY, "Invalid string literal: half of a surrogate pair.") from None


def days(name: str, count: int | None, today: date) -> tuple[date, date] | None:
    """The first day of a relative date, and the day after its last. None if it is unknown.

    Args:
        name: in capitals: `LAST_N_DAYS`, `THIS_MONTH`.
        count: the number after the colon, if any.
        today: in UTC.

    Weeks start on Sunday; the fiscal year is the calendar year.
    LAST_N_DAYS and LAST_90_DAYS include today (SOQL reference, date literals); the other LAST_N and NEXT_N do not.
    """
    if count is not None and count > _FURTHEST:
        return None
    try:
        return _fixed(name, today) if count is None else _counted(name, count, today)
    except (OverflowError, ValueError):
        return None


def _fixed(name: str, today: date) -> tuple[date, date] | None:
    near = {"YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}
    if name in near:
        return _period("DAY", today, near[name], 1)
    if name == "LAST_90_DAYS":
        return _counted("LAST_N_DAYS", 90, today)
    if name == "NEXT_90_DAYS":
        return _counted("NEXT_N_DAYS", 90, today)
    first, _, unit = name.replace("FISCAL_", "", 1).partition("_")
    shift = {"LAST": -1, "THIS": 0, "NEXT": 1}.get(first)
    return None if shift is None or unit == "DAY" else _period(unit, today, shift, 1)


def _counted(name: str, count: int, today: date) -> tuple[date, date] | None:
    name = name.replace("FISCAL_", "", 1)
    match = re.fullmatch(r"(?:(LAST|NEXT)_N_([A-Z]+)S|N_([A-Z]+)S_AGO)", name)
    if match is None:
        return None
    if match.group(3):
        return _period(match.group(3), today, -count, 1)
    unit = match.group(2)
    if match.group(1) == "NEXT":
        return _period(unit, today, 1, count)
    return _period(unit, today, -count, count + 1 if unit == "DAY" else count)


def _period(unit: str, today: date, shift: int, length: int) -> tuple[date, date] | None:
    """`length` periods, of which the first is `shift` periods from today's."""
    steps = {"DAY": 1, "WEEK": 7}
    months = {"MONTH": 1, "QUARTER": _QUARTER, "YEAR": _YEAR}
    if unit in steps:
        start = today if unit == "DAY" else today - timedelta(days=today.isoweekday() % 7)
        step = timedelta(days=steps[unit])
        return start + shift * step, start + (shift + length) * step
    if unit in months:
        step_months = months[unit]
        index = (today.year * 12 + today.month - 1) // step_months
        return _month((index + shift) * step_months), _month((index + shift + length) * step_months)
    return None


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
