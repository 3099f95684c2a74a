"""Turns error responses of an org into exceptions with a next step."""

import re
from dataclasses import dataclass

import httpx2

from seatwise.domain.errors import (
    LimitReached,
    LoginRefused,
    NotVisible,
    OrgError,
    QuotaReached,
    Unreachable,
    UnreadableResponse,
)
from seatwise.salesforce.http.body import Answer
from seatwise.salesforce.http.json_answer import parse_json
from seatwise.salesforce.http.limits import Limits

LONGEST_WAIT = 60.0  # seconds; no retry if the org asks for a longer wait, at once or in all


class TransientError(Exception):
    """An error that a retry may solve: with the error to raise if it does not, and the org's Retry-After."""

    def __init__(self, error: OrgError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait

    def final(self) -> OrgError:
        """The error to raise once it is not retried any more."""
        if self.wait is None or self.wait <= LONGEST_WAIT:
            return self.error
        message = f"{self.error.message} It asks to wait {self.wait:g} seconds before the next call."
        return type(self.error)(message, "Try again after that.", code=self.error.code)


class SessionExpired(Exception):
    """The session has expired (INVALID_SESSION_ID)."""


class LocatorExpired(OrgError):
    """The query locator has expired (INVALID_QUERY_LOCATOR): read again from the start."""


class ColumnUnknown(OrgError):
    """A hidden or absent `column`, as in our query; empty if the org's message does not name it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message, code="INVALID_FIELD")
        self.column = column


class BulkRefused(OrgError):
    """Bulk API 2.0 does not support this object; REST does."""


class QueryTooLarge(OrgError):
    """A query returns too much, or takes too long: split it."""


@dataclass(frozen=True)
class ParsedError:
    """The org's error code and message."""

    code: str
    message: str

    @property
    def line(self) -> str:
        """The message in one line, shortened and without the copy of the query in it."""
        text = " ".join(_REPEATED.sub("", self.message).partition(" If you are attempting")[0].split())
        return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


_CODE, _MESSAGE, _LINE = 80, 10_000, 300  # characters
_REPEATED = re.compile(r"^.*ERROR at Row:\d+:Column:\d+\s*", re.DOTALL)
_REPORT = "If this happens again, report it with this message."
_NO_COLUMN = re.compile(r"No such column '([^']+)' on (?:entity|sobject)", re.IGNORECASE)
_BULK_ONLY = re.compile(
    r"not supported by the Bulk|FeatureNotEnabled|INVALIDENTITY|INVALIDJOB.*not supported|is not enabled for bulk",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"\b(INVALID_FIELD|INVALID_TYPE|INSUFFICIENT_ACCESS|MALFORMED_QUERY|QUERY_TIMEOUT|OPERATION_TOO_LARGE)\b"
)

INVISIBLE = {"INVALID_TYPE", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "NOT_FOUND"}
_TEMPORARY = {"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}
_NO_RETRY = {"QUERY_TIMEOUT", "OPERATION_TOO_LARGE"}  # may come as a 500; a retry costs the org as much again
_TOO_LARGE = _NO_RETRY | {"EXCEEDED_ID_LIMIT"}  # the last: an aggregate of more than 2,000 groups

NO_API = {
    "API_DISABLED_FOR_ORG": (
        "This org's edition has no API, or this user is not allowed to use it.",
        (
            "The API needs Enterprise, Unlimited, Performance or Developer Edition (an add-on in Professional), and "
            "the permission API Enabled."
        ),
    ),
    "API_CURRENTLY_DISABLED": (
        "This user is not allowed to use the API.",
        "Give the user the permission API Enabled in a profile or permission set.",
    ),
    "FUNCTIONALITY_NOT_ENABLED": ("This feature is not enabled in the org.", "Ask an administrator to enable it."),
    "INACTIVE_OWNER_OR_USER": ("The user is inactive.", "Activate the user, or log in as another user."),
}


def parse_error(answer: Answer, limits: Limits) -> ParsedError:
    """The code and message of a REST error, a list of them, or an OAuth error. Empty if the body is none of these."""
    try:
        data = parse_json(answer.body, limits, answer.host)
    except (ValueError, LimitReached):
        return ParsedError("", "")
    if isinstance(data, list):
        data = data[0] if data else {}
    if not isinstance(data, dict):
        return ParsedError("", "")
    code, message = ("error", "error_description") if "error" in data else ("errorCode", "message")
    return ParsedError(str(data.get(code, ""))[:_CODE], str(data.get(message, ""))[:_MESSAGE])


def error_for(answer: Answer, limits: Limits) -> Exception:
    """The exception for a response other than 2xx."""
    status, found = answer.status, parse_error(answer, limits)
    if answer.is_redirect:
        return redirected(answer)
    if status == httpx2.codes.UNAUTHORIZED and found.code in {"INVALID_SESSION_ID", ""}:
        return SessionExpired(found.line)
    if found.code == "REQUEST_LIMIT_EXCEEDED" and status != httpx2.codes.TOO_MANY_REQUESTS:
        return limit_exceeded(found, answer)
    return (
        _temporary(answer, found)
        or _no_api(found)
        or query_error(found)
        or _truncated(answer, found)
        or OrgError(f"{answer.host} answered {status}: {found.line or answer.reason}.", _REPORT, code=found.code)
    )


def _temporary(answer: Answer, found: ParsedError) -> TransientError | None:
    host, status = answer.host, answer.status
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return TransientError(Unreachable(f"{host} is too busy.", "Try again later.", code="429"), retry_after(answer))
    if looks_like_html(answer.body):
        return TransientError(maintenance(host), retry_after(answer))
    if found.code in _NO_RETRY:
        return None
    if found.code in _TEMPORARY or status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        detail = f"{status}{': ' + found.line if found.line else ''}"
        return problem(host, detail, found.code or f"HTTP_{status}", retry_after(answer))
    return None


def problem(host: str, detail: str, code: str, wait: float | None = None) -> TransientError:
    """The error for a host that says it cannot answer now."""
    step = "Try again in a few minutes; see status.salesforce.com."
    return TransientError(Unreachable(f"{host} has a problem ({detail}).", step, code=code), wait)


def _truncated(answer: Answer, found: ParsedError) -> TransientError | None:
    """An error response whose JSON is cut short: a retry shows what the error is."""
    if found == ParsedError("", "") and answer.body.lstrip()[:1] in {b"[", b"{"}:
        return unreadable(answer.host, answer.path, f"it is an error ({answer.status}) that is cut short")
    return None


def _no_api(found: ParsedError) -> LoginRefused | None:
    if found.code not in NO_API:
        return None
    message, step = NO_API[found.code]
    return LoginRefused(message, step, code=found.code)


def query_error(found: ParsedError) -> OrgError | None:
    """The exception for a refused query, from a REST response or the message of a failed Bulk job."""
    if _BULK_ONLY.search(f"{found.code} {found.message}"):
        return BulkRefused(found.line, code=found.code)
    embedded = _EMBEDDED.search(found.message)
    code = embedded.group(1) if embedded and found.code not in _QUERY_CODES else found.code
    column = _NO_COLUMN.search(found.message)
    if column and code not in INVISIBLE:
        return ColumnUnknown(column.group(1), found.line)
    if code == "INVALID_FIELD":
        return ColumnUnknown("", found.line)
    if code in _TOO_LARGE:
        return QueryTooLarge(f"Salesforce: {found.line}", "Try again when the org is less busy.", code=code)
    if code == "INVALID_QUERY_LOCATOR":
        return LocatorExpired("The query results have expired.", "Try again.", code=code)
    if code in INVISIBLE or "sObject type" in found.message:
        return NotVisible(found.line, code=code or "INVALID_TYPE")
    return None


_QUERY_CODES = INVISIBLE | _TOO_LARGE | {"INVALID_FIELD", "INVALID_QUERY_LOCATOR"}


def limit_exceeded(found: ParsedError, answer: Answer) -> Exception:
    """REQUEST_LIMIT_EXCEEDED means too many calls today (stop), or too many at once (wait)."""
    if "concurrent" in found.message.lower():
        busy = Unreachable("The org is busy with other long requests.", "Try again later.", code=found.code)
        return TransientError(busy, retry_after(answer))
    return QuotaReached(
        "The org's daily API calls are used up.",
        "They become available again over the next 24 hours; see Setup > System Overview.",
        code=found.code,
    )


def redirected(answer: Answer) -> OrgError:
    """The error for a redirect. We never follow one: the other host would get our credentials."""
    target = answer.headers.get("location", "")
    try:
        host = httpx2.URL(target).host or "another host"
    except httpx2.InvalidURL:
        host = "another host"
    return Unreachable(
        f"{answer.host} redirects to {host}; Seatwise does not send credentials to another host.",
        "If that host is your org's My Domain, use it as the login URL.",
        code=f"HTTP_{answer.status}",
    )


def maintenance(host: str) -> Unreachable:
    """The error for a web page instead of data: maintenance, or a proxy."""
    return Unreachable(
        f"{host} returned a web page instead of data; it may be down for maintenance.",
        "See status.salesforce.com, or check whether a proxy is in between; then try again.",
        code="MAINTENANCE",
    )


def unreadable(host: str, what: str, why: str) -> TransientError:
    """The error for a damaged response: a retry may solve it."""
    return TransientError(UnreadableResponse(f"The response of {host} to {what} cannot be read: {why}.", "Try again."))


def looks_like_html(body: bytes) -> bool:
    """Whether the body is a web page."""
    return body.lstrip()[:1] == b"<"


def retry_after(answer: Answer) -> float | None:
    """Seconds to wait (Retry-After), or None: it is absent or not a number. Salesforce sends no dates here."""
    value = answer.headers.get("retry-after", "")
    return float(value) if _SECONDS.fullmatch(value) else None


_SECONDS = re.compile("[0-9]{1,9}")


class Patience:
    """Decides for stamina whether an error is worth a retry, of one call and its retries."""

    def __init__(self) -> None:
        self._waited = 0.0  # seconds, by the Retry-After headers of the org

    def __call__(self, error: Exception) -> bool | float:
        """False, True, or the seconds to wait before the retry."""
        if not isinstance(error, TransientError):
            return False
        if error.wait is None:
            return True
        self._waited += error.wait
        return error.wait if self._waited <= LONGEST_WAIT else False
