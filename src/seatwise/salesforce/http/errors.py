"""What an org's refusals mean: each answer that is not what was asked for, as an error with its next step."""

import json
import re
from dataclasses import dataclass

import httpx2

from seatwise.domain.errors import LoginRefused, NotVisible, OrgError, QuotaReached, Unreachable, UnreadableAnswer

LONGEST_WAIT = 120.0  # seconds; an org that asks for more is left alone


class Passing(Exception):
    """A trouble that may pass. Holds the error to raise if it does not, and the wait the org asked for."""

    def __init__(self, error: OrgError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


class SessionOver(Exception):
    """The org no longer knows the session (INVALID_SESSION_ID)."""


class LocatorOver(OrgError):
    """The place in a long answer is forgotten (INVALID_QUERY_LOCATOR): read from the start again."""


class ColumnUnknown(OrgError):
    """A column that the org does not show to this user, or does not have.

    Args:
        column: its name as we asked for it; empty when the org's message does not say.
    """

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message, code="INVALID_FIELD")
        self.column = column


class BulkRefused(OrgError):
    """Bulk API 2.0 does not serve this object: REST does."""


class TooMuch(OrgError):
    """A query asks for more than the org gives at once, or finds in time: ask for less."""


@dataclass(frozen=True)
class Said:
    """What the org said: its own code and message."""

    code: str
    message: str

    @property
    def line(self) -> str:
        """The message as one line of reasonable length, for people: without the query that it repeats and points at."""
        text = " ".join(_REPEATED.sub("", self.message).partition(" If you are attempting")[0].split())
        return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


_LINE = 300  # characters
_REPEATED = re.compile(r"^.*ERROR at Row:\d+:Column:\d+\s*", re.DOTALL)
_REPORT = "If it stays so, report it with these words."
_NO_COLUMN = re.compile(r"No such column '([^']+)' on (?:entity|sobject)", re.IGNORECASE)
_BULK_ONLY = re.compile(
    r"not supported by the Bulk|FeatureNotEnabled|INVALIDENTITY|INVALIDJOB.*not supported|is not enabled for bulk",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"\b(INVALID_FIELD|INVALID_TYPE|INSUFFICIENT_ACCESS|MALFORMED_QUERY|QUERY_TIMEOUT|OPERATION_TOO_LARGE)\b"
)

INVISIBLE = {"INVALID_TYPE", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "NOT_FOUND"}
_MAY_PASS = {"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}
_WILL_NOT = {"QUERY_TIMEOUT", "OPERATION_TOO_LARGE"}  # may come as a 500; asking again costs the org as much again
_TOO_MUCH = _WILL_NOT | {"EXCEEDED_ID_LIMIT"}  # the last: an aggregate of more than 2,000 groups

NO_API = {
    "API_DISABLED_FOR_ORG": (
        "This org's edition has no API, or this user may not use it.",
        (
            "The API needs Enterprise, Unlimited, Performance or Developer Edition (Professional: an add-on), and the "
            "user the permission API Enabled."
        ),
    ),
    "API_CURRENTLY_DISABLED": (
        "This user may not use the API.",
        "Give the user the permission API Enabled, in a profile or a permission set.",
    ),
    "FUNCTIONALITY_NOT_ENABLED": (
        "The org does not offer this over its API.",
        "Ask an administrator which feature is switched off.",
    ),
    "INACTIVE_OWNER_OR_USER": ("The user is not active any more.", "Activate the user, or log in as another."),
}


def said(body: bytes) -> Said:
    """The org's code and message: of a REST error list, one such error, or an OAuth error. Empty if it is neither."""
    try:
        data = json.loads(body)
    except ValueError:
        return Said("", "")
    if isinstance(data, list):
        data = data[0] if data else {}
    if not isinstance(data, dict):
        return Said("", "")
    if "error" in data:
        return Said(str(data["error"]), str(data.get("error_description", "")))
    return Said(str(data.get("errorCode", "")), str(data.get("message", "")))


def refusal(response: httpx2.Response) -> Exception:
    """The error that an answer other than 2xx stands for. The body must have been read."""
    host = response.request.url.host
    status = response.status_code
    words = said(response.content)
    if response.is_redirect:
        return redirected(response)
    if status == httpx2.codes.UNAUTHORIZED and words.code in {"INVALID_SESSION_ID", ""}:
        return SessionOver(words.line)
    if words.code == "REQUEST_LIMIT_EXCEEDED" and status != httpx2.codes.TOO_MANY_REQUESTS:
        return over_the_limit(words, response)
    return (
        _may_pass(response, words)
        or _no_api(words)
        or of_query(words)
        or _cut_short(response, words)
        or OrgError(f"{host} answered {status}: {words.line or response.reason_phrase}.", _REPORT, code=words.code)
    )


def _may_pass(response: httpx2.Response, words: Said) -> Passing | None:
    host, status = response.request.url.host, response.status_code
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return Passing(Unreachable(f"{host} is too busy.", "Try again later.", code="429"), retry_after(response))
    if looks_like_html(response.content):
        return Passing(maintenance(host), retry_after(response))
    if words.code in _WILL_NOT:
        return None
    if words.code in _MAY_PASS or status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        trouble = Unreachable(
            f"{host} is in trouble ({status}{': ' + words.line if words.line else ''}).",
            "Try again in some minutes; see status.salesforce.com.",
            code=words.code or f"HTTP_{status}",
        )
        return Passing(trouble, retry_after(response))
    return None


def _cut_short(response: httpx2.Response, words: Said) -> Passing | None:
    """A refusal that begins as JSON and is none: what it refuses, and why, is not known until it is asked again."""
    if words == Said("", "") and response.content.lstrip()[:1] in {b"[", b"{"}:
        return unreadable(response.request.url.path, f"it is a refusal ({response.status_code}) cut short")
    return None


def _no_api(words: Said) -> LoginRefused | None:
    if words.code not in NO_API:
        return None
    message, step = NO_API[words.code]
    return LoginRefused(message, step, code=words.code)


def of_query(words: Said) -> OrgError | None:
    """The error of a query that the org refused, in a REST answer or as the message of a failed Bulk job."""
    if _BULK_ONLY.search(f"{words.code} {words.message}"):
        return BulkRefused(words.line, code=words.code)
    embedded = _EMBEDDED.search(words.message)
    code = embedded.group(1) if embedded and words.code not in _QUERY_CODES else words.code
    column = _NO_COLUMN.search(words.message)
    if column and code not in INVISIBLE:
        return ColumnUnknown(column.group(1), words.line)
    if code == "INVALID_FIELD":
        return ColumnUnknown("", words.line)
    if code in _TOO_MUCH:
        return TooMuch(f"The org says: {words.line}", "Try again at a quieter time.", code=code)
    if code == "INVALID_QUERY_LOCATOR":
        return LocatorOver("The org has forgotten this page of the answer.", "Read it again.", code=code)
    if code in INVISIBLE or "sObject type" in words.message:
        return NotVisible(words.line, code=code or "INVALID_TYPE")
    return None


_QUERY_CODES = INVISIBLE | _TOO_MUCH | {"INVALID_FIELD", "INVALID_QUERY_LOCATOR"}


def over_the_limit(words: Said, response: httpx2.Response) -> Exception:
    """REQUEST_LIMIT_EXCEEDED has two meanings: too much today (stop), or too much at once (wait a little)."""
    if "concurrent" in words.message.lower():
        busy = Unreachable("The org is busy with other long requests.", "Try again later.", code=words.code)
        return Passing(busy, retry_after(response))
    return QuotaReached(
        "The org's daily API calls are used up.",
        "They come back over the next 24 hours; Setup > System Overview shows who uses them.",
        code=words.code,
    )


def redirected(response: httpx2.Response) -> OrgError:
    """A redirect is never followed: the next host would get our credentials."""
    target = response.headers.get("location", "")
    try:
        there = httpx2.URL(target).host or "elsewhere"
    except httpx2.InvalidURL:
        there = "elsewhere"
    return Unreachable(
        f"{response.request.url.host} sends us on to {there}; Seatwise does not carry credentials to another host.",
        "If that host is your org's My Domain, use it as the login URL.",
        code=f"HTTP_{response.status_code}",
    )


def maintenance(host: str) -> Unreachable:
    """A web page where the API should answer: maintenance, or a proxy in between."""
    return Unreachable(
        f"{host} answered with a web page instead of data: it may be down for maintenance.",
        "See status.salesforce.com, or ask whether a proxy stands in between; then try again.",
        code="MAINTENANCE",
    )


def unreadable(what: str, why: str) -> Passing:
    """An answer that arrived broken: worth asking for again, and never worth guessing at."""
    return Passing(UnreadableAnswer(f"The org's answer to {what} cannot be read: {why}.", "Try again."))


def looks_like_html(body: bytes) -> bool:
    """Whether a body is a web page."""
    return body.lstrip()[:1] == b"<"


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds the org asks us to wait (Retry-After), or None. Dates are not used by Salesforce."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None


def worth_another_try(error: Exception) -> bool | float:
    """For stamina: False, True, or the seconds to wait."""
    if not isinstance(error, Passing):
        return False
    if error.wait is None:
        return True
    return error.wait if error.wait <= LONGEST_WAIT else False
