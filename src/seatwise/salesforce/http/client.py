"""HTTP client of one org: retries temporary errors, renews the session once, stays within the quota."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, TypeVar

import httpx2
import stamina

from seatwise import settings
from seatwise.domain.connection import Session
from seatwise.domain.errors import LoginRefused, UnreadableResponse, UsageError
from seatwise.salesforce.http import errors
from seatwise.salesforce.http.answer_timer import AnswerTimer
from seatwise.salesforce.http.body import ERROR_BYTES, BodyReader, ByteBudget
from seatwise.salesforce.http.json_answer import parse_json
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.http.timed_network import timed
from seatwise.salesforce.http.transport import START, Transport, new_client, translate_errors, understood, with_retries

_T = TypeVar("_T")
# In seconds. A request without an answer within two minutes is not sent again: it would cost the org as much again.
_RETRY = stamina.RetryingCaller(attempts=6, timeout=60.0, wait_initial=0.2, wait_max=20.0)
_PATH = re.compile(r"/services/data(/\w[\w.-]*)*", re.ASCII)
_YEARS = (2000, 2999)  # that a clock may show
_VERSION = re.compile(r"[0-9]{1,3}\.0")


class Client:
    """Sends requests to an org; returns the response or raises an error with a next step. Thread-safe.

    `log_in` is called at once, and again when the session expires; `newest` is the newest API version to use, as in
    `67.0`. What an org answers is only ever interpreted within a call of this client: by the function `read`, which may
    fail in any way that malformed data makes functions fail. Here, that becomes UnreadableResponse.
    """

    def __init__(
        self,
        log_in: Callable[[], Session],
        quota: Quota,
        *,
        newest: str,
        transport: Transport = None,
    ) -> None:
        self.quota = quota
        self.limits = Limits.from_settings()
        self._budget = ByteBudget(self.limits)
        self._log_in = log_in
        self._login_lock = threading.Lock()
        self.session = log_in()
        self._http = new_client(self.session.instance_url, transport=transport)
        self._date: tuple[datetime, float] | None = None
        try:
            self.version = self.get("/services/data", lambda answer: newest_version(answer, newest))
        except BaseException:
            self.close()
            raise

    @property
    def base(self) -> str:
        """The path of the API version: `/services/data/v67.0`."""
        return f"/services/data/v{self.version}"

    @property
    def host(self) -> str:
        """The host of the org's API."""
        return httpx2.URL(self.session.instance_url).host

    def get(
        self,
        path: str,
        read: Callable[[Any], _T],
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> _T:
        """What `read` makes of a JSON response; numbers with a fraction are Decimal. Raises OrgError."""
        return self._request("GET", path, partial(self._json, read), params=params, headers=headers)

    def create_query_job(self, path: str, soql: str, read: Callable[[Any], _T]) -> _T:
        """POST a Bulk API 2.0 query job: the only POST besides the login. Returns what `read` makes of the response."""
        job = {
            "operation": "query",
            "query": soql,
            "contentType": "CSV",
            "columnDelimiter": "COMMA",
            "lineEnding": "LF",
        }
        return self._request("POST", path, partial(self._json, read), json=job)

    def download(
        self, path: str, params: Mapping[str, str], take: Callable[[Mapping[str, str], Iterator[bytes]], _T]
    ) -> _T:
        """GET a long response as a stream: each attempt calls `take(headers, chunks)`."""

        def use(response: httpx2.Response, body: BodyReader) -> _T:
            return take(response.headers, body.pieces(response, self.limits.page_bytes, settings.PAGE_MB))

        return self._request("GET", path, use, streamed=True, params=params)

    def clock(self) -> datetime:
        """The org's time: its last Date header plus the time passed since (UTC, whole seconds)."""
        if self._date is None:
            raise UnreadableResponse(
                "The org sent no Date header that can be read, so its time is unknown.",
                "Refresh as of a time that you set: seatwise refresh NAME --as-of TIME",
            )
        then, counter = self._date
        return (then + timedelta(seconds=time.monotonic() - counter)).replace(microsecond=0)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _request(self, method: str, path: str, use: Callable[[httpx2.Response, BodyReader], _T], **options: Any) -> _T:
        if not _PATH.fullmatch(path):
            raise UnreadableResponse(f"The org referred to {path[:80]!r}, which is not part of its API.", "Try again.")
        return with_retries(lambda: self._with_session(method, path, use, options), _RETRY)

    def _with_session(
        self, method: str, path: str, use: Callable[[httpx2.Response, BodyReader], _T], options: dict[str, Any]
    ) -> _T:
        session = self.session
        try:
            return self._once(session, method, path, use, **options)
        except errors.SessionExpired:
            fresh = self._log_in_again(session)
        try:
            return self._once(fresh, method, path, use, **options)
        except errors.SessionExpired as error:
            raise _session_rejected() from error

    def _once(
        self,
        session: Session,
        method: str,
        path: str,
        use: Callable[[httpx2.Response, BodyReader], _T],
        *,
        streamed: bool = False,
        **options: Any,
    ) -> _T:
        self.quota.take()
        host = self.host
        timer = AnswerTimer(host, self.limits, start=START, streamed=streamed)
        body = BodyReader(self.limits, self._budget, timer)
        with translate_errors(host, path), timed(timer):
            request = self._http.build_request(method, session.instance_url + path, **options)
            request.headers["Authorization"] = f"Bearer {session.access_token}"
            response = self._http.send(request, stream=True)
            try:
                self._note(response)
                if response.is_success:
                    with understood(host, path):
                        return use(response, body)
                raise errors.error_for(body.whole(response, most=ERROR_BYTES), self.limits)
            finally:
                response.close()

    def _json(self, read: Callable[[Any], _T], response: httpx2.Response, body: BodyReader) -> _T:
        answer = body.whole(response)
        if errors.looks_like_html(answer.body):
            raise errors.TransientError(errors.maintenance(answer.host))
        try:
            data = parse_json(answer.body, self.limits, answer.host)
        except ValueError as error:
            raise errors.unreadable(answer.host, answer.path, "it is cut short or not JSON") from error
        return read(data)

    def _note(self, response: httpx2.Response) -> None:
        self.quota.note(response.headers.get("sforce-limit-info"))
        if date := parse_date(response.headers.get("date", "")):
            self._date = (date, time.monotonic())

    def _log_in_again(self, stale: Session) -> Session:
        """Only one thread logs in; the others wait for its session."""
        with self._login_lock:
            if self.session is stale:
                fresh = self._log_in()
                if fresh.access_token == stale.access_token:
                    raise _session_rejected()
                self.session = fresh
            return self.session


def _session_rejected() -> LoginRefused:
    return LoginRefused(
        "The org rejected the session, and a new one, too (INVALID_SESSION_ID).",
        "An access token has expired: get a new one. Otherwise check that the user can still log in.",
        code="INVALID_SESSION_ID",
    )


def newest_version(answer: Any, ceiling: str) -> str:
    """The newest version that `GET /services/data` lists, up to `ceiling`. Raises UnreadableResponse: there is none."""
    try:
        highest = float(ceiling)
    except ValueError as error:
        raise UsageError(f"SEATWISE_API_VERSION is {ceiling!r}.", "It looks like 67.0.") from error
    offered = answer if isinstance(answer, list) else []
    versions = [str(entry.get("version")) for entry in offered if isinstance(entry, dict)]
    usable = [version for version in versions if _VERSION.fullmatch(version) and float(version) <= highest]
    if not usable:
        raise UnreadableResponse(
            f"The org has no API version up to {ceiling}.", "Check that the instance URL is that of a Salesforce org."
        )
    return max(usable, key=float)


def parse_date(header: str) -> datetime | None:
    """The moment of a Date header, in UTC; None where it is absent, or of no time that a clock can show."""
    try:
        date = parsedate_to_datetime(header)
        moment = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if _YEARS[0] <= moment.year <= _YEARS[1] else None
