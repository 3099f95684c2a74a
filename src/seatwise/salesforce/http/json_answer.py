"""Parses JSON of an org: within the limits of nesting and numbers, and only text that can be stored."""

import json
import re
import threading
from decimal import Decimal
from typing import Any

from seatwise import settings
from seatwise.domain.errors import LimitReached
from seatwise.salesforce.http.limits import Limits, beyond

_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_OPEN = ord("[")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_PIECE = 1 << 16  # bytes
# Parsing holds the GIL anyway; one at a time, the memory that it takes for a moment is taken once.
_ONE_AT_A_TIME = threading.Lock()


def parse_json(body: bytes, limits: Limits, host: str) -> Any:
    """The value; numbers with a fraction are Decimal.

    Raises ValueError: it is not JSON, or not UTF-8, or holds half of a surrogate pair; LimitReached.
    """
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > limits.json_values:
        raise beyond(f"{host} sent JSON of more than {limits.json_values:,} values.", settings.ANSWER_MB)
    if _too_deep(body, limits.json_depth):
        raise _nested(host, limits)
    numbers = _Numbers(limits, host)
    with _ONE_AT_A_TIME:
        try:
            value = json.loads(
                body.decode(), parse_int=numbers.whole, parse_float=numbers.decimal, parse_constant=numbers.constant
            )
            if _SURROGATE.search(body):
                json.dumps(value, ensure_ascii=False, default=str).encode()
        except RecursionError as error:
            raise _nested(host, limits) from error
    return value


def _nested(host: str, limits: Limits) -> LimitReached:
    return beyond(f"{host} sent JSON that is nested more than {limits.json_depth} deep.", settings.JSON_DEPTH)


class _Numbers:
    """Converts numbers of a size that can be computed with."""

    def __init__(self, limits: Limits, host: str) -> None:
        self._limits, self._host = limits, host

    def whole(self, text: str) -> int:
        """An integer."""
        self._check_digits(text)
        return int(text)

    def decimal(self, text: str) -> Decimal:
        """A number with a fraction or an exponent."""
        digits, _, exponent = text.lower().partition("e")
        self._check_digits(digits)
        power = exponent.lstrip("+-").lstrip("0")
        if len(power) > len(str(self._limits.exponent)) or int(power or 0) > self._limits.exponent:
            raise beyond(
                f"{self._host} sent a number with an exponent beyond {self._limits.exponent}.",
                settings.NUMBER_EXPONENT,
            )
        return Decimal(text)

    def constant(self, text: str) -> Decimal:
        """NaN and Infinity, which Python reads and JSON does not have."""
        raise ValueError(f"{text} is not JSON")

    def _check_digits(self, text: str) -> None:
        if len(text) > self._limits.digits + len("-."):
            raise beyond(
                f"{self._host} sent a number of more than {self._limits.digits} digits.", settings.NUMBER_DIGITS
            )


def _too_deep(body: bytes, most: int) -> bool:
    """Whether lists and objects are nested deeper than that.

    Each round removes the innermost pairs of brackets, so after `most` of them nothing is left. If something is, it may
    be of strings: they are removed, which takes longer than parsing, and the brackets counted. Strings that hide
    brackets from the rounds make the parser reach its own limit, of about 1,000.
    """
    brackets = body.translate(_ONE_KIND, _NOT_BRACKETS)
    for _ in range(most):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    if not brackets:
        return False
    depth = 0
    for byte in _without_strings(body).translate(_ONE_KIND, _NOT_BRACKETS):
        depth += 1 if byte == _OPEN else -1
        if depth > most:
            return True
    return False


def _without_strings(body: bytes) -> bytes:
    """JSON without its strings, of which the last may have no end."""
    plain = body.replace(rb"\\", b"").replace(rb"\"", b"")
    outside, found = True, bytearray()
    for start in range(0, len(plain), _PIECE):
        for index, part in enumerate(plain[start : start + _PIECE].split(b'"')):
            if index:
                outside = not outside
            if outside:
                found += part
    return bytes(found)
