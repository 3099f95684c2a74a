"""Limits of what an org may answer, from the settings."""

from dataclasses import dataclass
from math import inf

from seatwise import settings
from seatwise.domain.errors import LimitReached, UsageError

_MB = 1_000_000
_BYTES_PER_VALUE = 16  # of JSON, at least: `"IsActive":true,` is one of the shortest that Salesforce sends


@dataclass(frozen=True)
class Limits:
    """What an org may answer; beyond it, the read ends and is not tried again."""

    answer_bytes: int  # of a JSON answer, unpacked
    page_bytes: int  # of a result page of Bulk API 2.0, unpacked
    refresh_bytes: int  # of all answers, unpacked
    answer_seconds: float  # from the first byte to the last
    query_pages: int
    compression: float  # unpacked bytes per received byte
    json_depth: int
    digits: int  # of a number in JSON
    exponent: int  # of a number in JSON

    @property
    def json_values(self) -> int:
        """The most values of a JSON answer: in Python one takes up to 30 times as much memory as in JSON."""
        return self.answer_bytes // _BYTES_PER_VALUE

    @staticmethod
    def from_settings() -> "Limits":
        """The limits of this process. Raises UsageError: a setting is not a number, or not a positive one."""
        return Limits(
            answer_bytes=int(number(settings.ANSWER_MB) * _MB),
            page_bytes=int(number(settings.PAGE_MB) * _MB),
            refresh_bytes=int(number(settings.REFRESH_MB) * _MB),
            answer_seconds=number(settings.ANSWER_SECONDS),
            query_pages=int(number(settings.QUERY_PAGES, lowest=1)),
            compression=number(settings.COMPRESSION, lowest=1),
            json_depth=int(number(settings.JSON_DEPTH, lowest=1)),
            digits=int(number(settings.NUMBER_DIGITS, lowest=1)),
            exponent=int(number(settings.NUMBER_EXPONENT, lowest=1)),
        )


def beyond(what: str, setting: settings.Setting) -> LimitReached:
    """The error for an answer beyond a limit; `what` says in a sentence what the org did."""
    return LimitReached(what, f"If that is right for your org, raise {setting.name}, which is {setting.value()}.")


def number(setting: settings.Setting, *, lowest: float = 1e-9, highest: float = 1e15) -> float:
    """The value of a setting that is a number. Raises UsageError."""
    text = setting.value()
    try:
        value = float(text)
    except ValueError:
        value = -inf
    if not lowest <= value <= highest:
        raise UsageError(f"{setting.name} is {text!r}.", setting.help)
    return value
