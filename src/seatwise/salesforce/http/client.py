"""One logged-in conversation with an org: retries what may pass, logs in again once, keeps to the quota."""

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
from seatwise.domain.errors import LoginRefused, UnreadableAnswer
from seatwise.salesforce.http.errors import (
    Passing,
    SessionOver,
    looks_like_html,
    maintenance,
    refusal,
    unreadable,
    worth_another_try,
)
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.http.transport import new_client, plain_words
from seatwise.salesforce.http.versions import newest as newest_of

_T = TypeVar("_T")
_ATTEMPTS = 6
_PATIENCE = 300.0  # seconds of trying before one request is given up


class Client:
    """Asks an org, and gives back what it answered or an error with a next step. Safe to use from several threads.

    Args:
        log_in: called at once, and again when the session is over.
        quota: counts the calls.
        newest: the newest API version we know, as in `67.0`.
        transport: for tests; None is the network.
    """

    def __init__(
        self,
        log_in: Callable[[], Session],
        quota: Quota,
        *,
        newest: str,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.quota = quota
        self._log_in = log_in
        self._login_lock = threading.Lock()
        self.session = log_in()
        self._http = new_client(self.session.instance_url, transport=transport)
        self._told: tuple[datetime, float] | None = None
        try:
            self.version = newest_of(self.get("/services/data"), newest)
        except BaseException:
            self.close()
            raise

    @property
    def base(self) -> str:
        """The path of the API version in use: `/services/data/v67.0`."""
        return f"/services/data/v{self.version}"

    def get(self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """GET an answer in JSON. Fractions come as Decimal.

        Raises:
            OrgError: what the org said, or that it could not be reached or understood.
        """
        return self._ask("GET", path, _json, params=params, headers=headers)

    def create_query_job(self, path: str, soql: str) -> Any:
        """POST a Bulk API 2.0 query job: the only POST after logging in."""
        job = {
            "operation": "query",
            "query": soql,
            "contentType": "CSV",
            "columnDelimiter": "COMMA",
            "lineEnding": "LF",
        }
        return self._ask("POST", path, _json, json=job)

    def download(
        self, path: str, params: Mapping[str, str], take: Callable[[Mapping[str, str], Iterator[bytes]], _T]
    ) -> _T:
        """GET a long answer as it comes: `take(headers, chunks)` is called anew for each attempt."""
        return self._ask("GET", path, lambda answer: take(answer.headers, answer.iter_bytes()), params=params)

    def clock(self) -> datetime:
        """The org's own time: its last Date header, and the time passed since (UTC, whole seconds)."""
        if self._told is None:
            raise UnreadableAnswer("The org does not tell its time (no Date header).", "Give the moment with --as-of.")
        then, counter = self._told
        return (then + timedelta(seconds=time.monotonic() - counter)).replace(microsecond=0)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _ask(self, method: str, path: str, use: Callable[[httpx2.Response], _T], **options: Any) -> _T:
        if not path.startswith("/services/data"):
            raise UnreadableAnswer(f"The org points to {path[:80]!r}, which is not part of its API.")
        try:
            for attempt in stamina.retry_context(
                on=worth_another_try, attempts=_ATTEMPTS, timeout=_PATIENCE, wait_initial=0.2, wait_max=20.0
            ):
                with attempt:
                    return self._with_session(method, path, use, options)
        except Passing as passing:
            raise passing.error from passing.__cause__
        raise AssertionError("stamina returns or raises")

    def _with_session(
        self, method: str, path: str, use: Callable[[httpx2.Response], _T], options: dict[str, Any]
    ) -> _T:
        session = self.session
        try:
            return self._once(session, method, path, use, options)
        except SessionOver:
            fresh = self._log_in_again(session)
        try:
            return self._once(fresh, method, path, use, options)
        except SessionOver as error:
            raise _refused_twice() from error

    def _once(
        self,
        session: Session,
        method: str,
        path: str,
        use: Callable[[httpx2.Response], _T],
        options: dict[str, Any],
    ) -> _T:
        self.quota.take()
        request = self._http.build_request(method, session.instance_url + path, **options)
        request.headers["Authorization"] = f"Bearer {session.access_token}"
        with plain_words(request.url.host):
            answer = self._http.send(request, stream=True)
            try:
                self._note(answer)
                if answer.is_success:
                    return use(answer)
                answer.read()
                raise refusal(answer)
            finally:
                answer.close()

    def _note(self, answer: httpx2.Response) -> None:
        self.quota.note(answer.headers.get("sforce-limit-info"))
        try:
            date = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return
        self._told = (date.astimezone(UTC), time.monotonic())

    def _log_in_again(self, stale: Session) -> Session:
        """One thread logs in, the others wait for its session."""
        with self._login_lock:
            if self.session is stale:
                fresh = self._log_in()
                if fresh.access_token == stale.access_token:
                    raise _refused_twice()
                self.session = fresh
            return self.session


def _json(answer: httpx2.Response) -> Any:
    answer.read()
    what = answer.request.url.path
    if looks_like_html(answer.content):
        raise Passing(maintenance(answer.request.url.host))
    try:
        return json.loads(answer.content, parse_float=Decimal)
    except ValueError as error:
        raise unreadable(what, "it is cut short or no JSON") from error


def _refused_twice() -> LoginRefused:
    return LoginRefused(
        "The org does not accept the session (INVALID_SESSION_ID), not even a fresh one.",
        "If you gave an access token, it has expired: get a new one; else check that the user may still log in.",
        code="INVALID_SESSION_ID",
    )
