"""HTTP client of one org: retries temporary errors, renews the session once, stays within the quota."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx2
import stamina

from seatwise.domain.connection import Session
from seatwise.domain.errors import LoginRefused, UnreadableResponse, UsageError
from seatwise.salesforce.http import errors
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.http.transport import Transport, new_client, translate_errors, with_retries

_T = TypeVar("_T")
_RETRY = stamina.RetryingCaller(attempts=6, timeout=300.0, wait_initial=0.2, wait_max=20.0)  # in seconds


class Client:
    """Sends requests to an org; returns the response or raises an error with a next step. Thread-safe.

    `log_in` is called at once, and again when the session expires; `newest` is the newest API version to use, as in
    `67.0`.
    """

    def __init__(
        self, log_in: Callable[[], Session], quota: Quota, *, newest: str, transport: Transport = None
    ) -> None:
        self.quota = quota
        self._log_in = log_in
        self._login_lock = threading.Lock()
        self.session = log_in()
        self._http = new_client(self.session.instance_url, transport=transport)
        self._date: tuple[datetime, float] | None = None
        try:
            self.version = newest_version(self.get("/services/data"), newest)
        except BaseException:
            self.close()
            raise

    @property
    def base(self) -> str:
        """The path of the API version: `/services/data/v67.0`."""
        return f"/services/data/v{self.version}"

    def get(self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """GET a JSON response; numbers with a fraction are Decimal. Raises OrgError."""
        return self._request("GET", path, _json, params=params, headers=headers)

    def create_query_job(self, path: str, soql: str) -> Any:
        """POST a Bulk API 2.0 query job: the only POST besides the login."""
        job = {
            "operation": "query",
            "query": soql,
            "contentType": "CSV",
            "columnDelimiter": "COMMA",
            "lineEnding": "LF",
        }
        return self._request("POST", path, _json, json=job)

    def download(
        self, path: str, params: Mapping[str, str], take: Callable[[Mapping[str, str], Iterator[bytes]], _T]
    ) -> _T:
        """GET a long response as a stream: each attempt calls `take(headers, chunks)`."""
        return self._request("GET", path, lambda response: take(response.headers, response.iter_bytes()), params=params)

    def clock(self) -> datetime:
        """The org's time: its last Date header plus the time passed since (UTC, whole seconds)."""
        if self._date is None:
            raise UnreadableResponse(
                "The org sent no Date header, so its time is unknown.",
                "Refresh as of a time that you set: seatwise refresh NAME --as-of TIME",
            )
        then, counter = self._date
        return (then + timedelta(seconds=time.monotonic() - counter)).replace(microsecond=0)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _request(self, method: str, path: str, use: Callable[[httpx2.Response], _T], **options: Any) -> _T:
        if not path.startswith("/services/data"):
            raise UnreadableResponse(f"The org referred to {path[:80]!r}, which is not part of its API.")
        return with_retries(lambda: self._with_session(method, path, use, options), _RETRY)

    def _with_session(
        self, method: str, path: str, use: Callable[[httpx2.Response], _T], options: dict[str, Any]
    ) -> _T:
        session = self.session
        try:
            return self._once(session, method, path, use, options)
        except errors.SessionExpired:
            fresh = self._log_in_again(session)
        try:
            return self._once(fresh, method, path, use, options)
        except errors.SessionExpired as error:
            raise _session_rejected() from error

    def _once(
        self, session: Session, method: str, path: str, use: Callable[[httpx2.Response], _T], options: dict[str, Any]
    ) -> _T:
        self.quota.take()
        request = self._http.build_request(method, session.instance_url + path, **options)
        request.headers["Authorization"] = f"Bearer {session.access_token}"
        with translate_errors(request.url.host):
            response = self._http.send(request, stream=True)
            try:
                self._note(response)
                if response.is_success:
                    return use(response)
                response.read()
                raise errors.error_for(response)
            finally:
                response.close()

    def _note(self, response: httpx2.Response) -> None:
        self.quota.note(response.headers.get("sforce-limit-info"))
        try:
            date = parsedate_to_datetime(response.headers.get("date", ""))
        except ValueError:
            return
        self._date = (date.astimezone(UTC), time.monotonic())

    def _log_in_again(self, stale: Session) -> Session:
        """Only one thread logs in; the others wait for its session."""
        with self._login_lock:
            if self.session is stale:
                fresh = self._log_in()
                if fresh.access_token == stale.access_token:
                    raise _session_rejected()
                self.session = fresh
            return self.session


def _json(response: httpx2.Response) -> Any:
    response.read()
    if errors.looks_like_html(response.content):
        raise errors.TransientError(errors.maintenance(response.request.url.host))
    try:
        return json.loads(response.content, parse_float=Decimal)
    except ValueError as error:
        raise errors.unreadable(response.request.url.path, "it is cut short or not JSON") from error


def _session_rejected() -> LoginRefused:
    return LoginRefused(
        "The org rejected the session, and a new one, too (INVALID_SESSION_ID).",
        "An access token has expired: get a new one. Otherwise check that the user can still log in.",
        code="INVALID_SESSION_ID",
    )


def newest_version(answer: object, ceiling: str) -> str:
    """The newest version that `GET /services/data` lists, up to `ceiling`. Raises UnreadableResponse: there is none."""
    try:
        highest = float(ceiling)
    except ValueError as error:
        raise UsageError(f"SEATWISE_API_VERSION is {ceiling!r}.", "It looks like 67.0.") from error
    offered = answer if isinstance(answer, list) else []
    versions = [str(entry["version"]) for entry in offered if isinstance(entry, dict) and "version" in entry]
    usable = [version for version in versions if version.replace(".", "", 1).isdigit() and float(version) <= highest]
    if not usable:
        raise UnreadableResponse(
            f"The org has no API version up to {ceiling}.", "Check that the instance URL is that of a Salesforce org."
        )
    return max(usable, key=float)
