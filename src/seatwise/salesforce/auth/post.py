"""One login request: sent, retried when the trouble may pass, and its refusal in plain words."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import httpx2
import stamina

from seatwise.domain.errors import LoginRefused, Unreachable, UnreadableAnswer
from seatwise.salesforce.http.errors import (
    Passing,
    looks_like_html,
    maintenance,
    redirected,
    retry_after,
    said,
    worth_another_try,
)
from seatwise.salesforce.http.transport import new_client, plain_words

_T = TypeVar("_T")
_TIMEOUT = httpx2.Timeout(30, connect=10)  # seconds
_ATTEMPTS = 4
_BUSY = {429, 502, 503, 504}  # a SOAP fault comes as 500


def ask(
    method: str,
    url: str,
    read: Callable[[httpx2.Response], _T],
    *,
    transport: httpx2.BaseTransport | None = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> _T:
    """Send one request and read its answer with `read`, which raises what the org's refusal means.

    Raises:
        Unreachable: no usable answer came, or one that sends us to another host.
    """
    host = httpx2.URL(url).host
    try:
        with new_client(url, transport=transport, timeout=_TIMEOUT) as client:
            for attempt in stamina.retry_context(on=worth_another_try, attempts=_ATTEMPTS, wait_initial=0.2):
                with attempt, plain_words(host):
                    return _read(client.request(method, url, headers=headers, data=form, content=content), read)
    except Passing as passing:
        raise passing.error from passing.__cause__
    raise AssertionError("stamina returns or raises")


def _read(answer: httpx2.Response, read: Callable[[httpx2.Response], _T]) -> _T:
    host = answer.request.url.host
    if answer.is_redirect:
        raise redirected(answer)
    kind = answer.headers.get("content-type", "")
    if "html" in kind or (looks_like_html(answer.content) and "xml" not in kind):
        raise Passing(maintenance(host), retry_after(answer))
    if answer.status_code in _BUSY:
        trouble = Unreachable(
            f"{host} is in trouble ({answer.status_code}).",
            "Try again in some minutes; see status.salesforce.com.",
            code=said(answer.content).code or f"HTTP_{answer.status_code}",
        )
        raise Passing(trouble, retry_after(answer))
    return read(answer)


def not_understood(host: str) -> UnreadableAnswer:
    """An answer to a login that is neither a session nor a refusal."""
    return UnreadableAnswer(f"{host} does not answer as a Salesforce login does.", "Check the login URL.")


def missing(secret: str) -> LoginRefused:
    """A secret that this way needs and that is not kept."""
    return LoginRefused(f"The {secret} is missing.", "Give it with `seatwise org edit`.")
