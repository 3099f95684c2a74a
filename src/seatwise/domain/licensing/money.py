"""Money as people type it and as Seatwise prints it. Always Decimal, never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from seatwise.domain.errors import UsageError

SEAT_DECIMALS, LOGIN_DECIMALS = 2, 4  # of a price per seat, and per login: a login may cost 0.0375
DIGITS = 12  # before the point: a trillion a seat

_PLAIN = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_THOUSANDS = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)|([1-9][0-9]{0,2}(?:,[0-9]{3}){2,})", re.ASCII)
_SEPARATED = re.compile(r"[0-9][0-9.,'’_\s]*[0-9]", re.ASCII)  # noqa: RUF001 - the Swiss thousands separator
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)
_CENT, _UNIT = Decimal("0.01"), Decimal(1)
_WHOLE_FROM = 1_000  # amounts are shown without cents


def parse_amount(text: str, decimals: int = LOGIN_DECIMALS, reason: str = "") -> Decimal:
    """The amount that was typed: digits, and a point before the decimals (`1980`, `1980.50` or `1,980.50`).

    A comma before three digits separates thousands where it can mean nothing else: with a point after it, or twice.
    `reason` begins the sentence that says why there may be no more decimals. Raises UsageError, which names what is
    wrong.
    """
    typed = text.strip()
    plain = typed.replace(",", "") if _THOUSANDS.fullmatch(typed) else typed
    match = _PLAIN.fullmatch(plain)
    if match is None:
        raise _refusal(typed)
    if len(match[2] or "") > decimals:
        write = f"{reason}: write" if reason else "Write"
        raise UsageError(f"{_cut(typed)} has {len(match[2])} decimals.", f"{write} at most {decimals} decimals.")
    if len(match[1].lstrip("0")) > DIGITS:
        raise UsageError(f"{_cut(typed)} is too large.", f"An amount has at most {DIGITS} digits before the point.")
    return Decimal(plain)


def money_text(amount: Decimal | None) -> str | None:
    """The amount with exactly two decimals, halves rounded away from zero; None stays None (not known)."""
    if amount is None:
        return None
    with localcontext(prec=60):
        rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):f}"


def shown_amount(amount: Decimal) -> str:
    """The amount as people read it: whole units from 1,000 up, cents below; JSON and files have its cents."""
    cents = Decimal(money_text(amount) or 0)
    with localcontext(prec=60):
        return f"{cents.quantize(_UNIT, ROUND_HALF_UP) if abs(cents) >= _WHOLE_FROM else cents:,}"


def price_text(amount: Decimal) -> str:
    """The amount with two decimals, or with three or four where it has them: a login may cost 0.0375."""
    cents = money_text(amount) or ""
    return cents if Decimal(cents) == amount else f"{amount.normalize():f}"


def shown_price(amount: Decimal) -> str:
    """The amount of `price_text` as people read it: 1,980.00."""
    return f"{Decimal(price_text(amount)):,}"


def parse_currency(text: str) -> str:
    """The currency code in capitals: three letters, as ISO 4217 writes them. Raises UsageError."""
    code = text.strip()
    if not _CURRENCY.fullmatch(code):
        raise UsageError(f"{_cut(code)!r} is not a currency code.", "Write three letters, as in EUR or USD.")
    return code.upper()


def _refusal(typed: str) -> UsageError:
    number = typed.lstrip("+-\N{MINUS SIGN}").strip()
    bare = re.sub(r"^[^\d.,]+|[^\d.,]+$", "", number)
    hint = "Write digits, with a point before the decimals: 1980.50 or 1,980.50"
    if not typed:
        return UsageError("The amount is empty.", hint)
    if typed[0] in "-\N{MINUS SIGN}" and number[:1].isdigit():
        return UsageError(f"{_cut(typed)} is negative.", "A price is zero or more.")
    if re.fullmatch(r"[0-9.]+[eE][+-]?[0-9]+", number, re.ASCII):
        problem = "has an exponent."
    elif _SEPARATED.fullmatch(number):
        problem = "has separators that could mean two things."
    elif bare != number and bare[:1].isdigit():
        problem = "is not a plain number."
        hint += ". The currency is the org's: seatwise org edit NAME --currency EUR"
    else:
        problem = "is not a number."
    return UsageError(f"{_cut(typed)} {problem}", hint)


def _cut(typed: str) -> str:
    return typed if len(typed) <= 40 else f"{typed[:37]}..."  # noqa: PLR2004 - as much as fits a line


def short_amount(amount: Decimal) -> str:
    """An amount in four characters or so: 1.98M, 158k, 39.6k, 950."""
    for size, sign in (
        (Decimal(10) ** 12, "T"),
        (Decimal(10) ** 9, "G"),
        (Decimal(10) ** 6, "M"),
        (Decimal(1000), "k"),
    ):
        if abs(amount) >= size * Decimal("0.9995"):
            scaled = amount / size
            places = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2  # noqa: PLR2004 - three digits
            text = f"{scaled:.{places}f}"
            return (text.rstrip("0").rstrip(".") if places else text) + sign
    return f"{amount:.0f}"
