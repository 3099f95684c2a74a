"""Sends one login request, with retries."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import httpx2
import stamina

from seatwise.domain.connection import Secrets, Session
from seatwise.domain.errors import LoginRefused, UnreadableResponse, UsageError
from seatwise.domain.ids import to18
from seatwise.salesforce.http import errors
from seatwise.salesforce.http.answer_timer import AnswerTimer
from seatwise.salesforce.http.body import ERROR_BYTES, Answer, BodyReader, ByteBudget
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.timed_network import timed
from seatwise.salesforce.http.transport import (
    Transport,
    new_client,
    origin,
    translate_errors,
    understood,
    with_retries,
)

_T = TypeVar("_T")
_START = 30.0  # seconds
_TIMEOUT = httpx2.Timeout(_START, connect=10)
_RETRY = stamina.RetryingCaller(attempts=4, wait_initial=0.2)
_TOKEN = re.compile("[!-~]*")  # what a header may hold
_BUSY = {429, 502, 503, 504}  # a SOAP fault comes as 500


def send_login(
    method: str,
    url: str,
    read: Callable[[Answer, Limits], _T],
    *,
    transport: Transport = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> _T:
    """Send one request and parse the response with `read`, which raises the error of a refusal.

    Raises Unreachable: no usable response, or a redirect to another host; LimitReached.
    """
    limits = Limits.from_settings()
    budget = ByteBudget(limits)

    def send() -> _T:
        request = client.build_request(method, url, headers=headers, data=form, content=content)
        timer = AnswerTimer(request.url.host, limits, start=_START)
        with translate_errors(request.url.host, request.url.path), timed(timer):
            response = client.send(request, stream=True)
            try:
                answer = BodyReader(limits, budget, timer).whole(response, most=ERROR_BYTES)
            finally:
                response.close()
            with understood(answer.host, answer.path):
                return _read(answer, limits, read)

    with new_client(url, transport=transport, timeout=_TIMEOUT) as client:
        return with_retries(send, _RETRY)


def _read(answer: Answer, limits: Limits, read: Callable[[Answer, Limits], _T]) -> _T:
    if answer.is_redirect:
        raise errors.redirected(answer)
    kind = answer.headers.get("content-type", "")
    if "html" in kind or (errors.looks_like_html(answer.body) and "xml" not in kind):
        raise errors.TransientError(errors.maintenance(answer.host), errors.retry_after(answer))
    if answer.status in _BUSY:
        code = errors.parse_error(answer, limits).code or f"HTTP_{answer.status}"
        raise errors.problem(answer.host, str(answer.status), code, errors.retry_after(answer))
    return read(answer, limits)


def not_understood(host: str) -> UnreadableResponse:
    """A response that is neither a session nor a refusal."""
    return UnreadableResponse(f"{host} did not respond as a Salesforce login does.", "Check the login URL.")


def session_of(answer: Answer, instance_url: str, tokens: tuple[str, str], ids: tuple[str, str]) -> Session:
    """The session that a login returned: access and refresh token, org and user id.

    Raises UnreadableResponse: the address, a token or an id is not one.
    """
    if not all(_TOKEN.fullmatch(token) for token in tokens):
        raise not_understood(answer.host)
    instance = instance_of(answer, instance_url)
    try:
        return Session(instance, *tokens, org_id=to18(ids[0]), user_id=to18(ids[1]))
    except UsageError as error:
        raise not_understood(answer.host) from error


def instance_of(answer: Answer, url: str) -> str:
    """The origin of the instance that a login returned. Raises UnreadableResponse: it is not an address."""
    try:
        return origin(url)
    except UsageError as error:
        raise not_understood(answer.host) from error


def needed(secrets: Secrets, name: str) -> str:
    """The secret of that name. Raises LoginRefused: it is not stored."""
    if secret := secrets.get(name):
        return secret
    raise LoginRefused(f"The {name.replace('_', ' ')} is missing.", "Enter it: seatwise org edit NAME")
