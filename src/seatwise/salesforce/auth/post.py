"""Sends one login request, with retries."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import httpx2
import stamina

from seatwise.domain.connection import Secrets
from seatwise.domain.errors import LoginRefused, UnreadableResponse
from seatwise.salesforce.http import errors
from seatwise.salesforce.http.transport import Transport, new_client, translate_errors, with_retries

_T = TypeVar("_T")
_TIMEOUT = httpx2.Timeout(30, connect=10)  # seconds
_RETRY = stamina.RetryingCaller(attempts=4, wait_initial=0.2)
_BUSY = {429, 502, 503, 504}  # a SOAP fault comes as 500


def send_login(
    method: str,
    url: str,
    read: Callable[[httpx2.Response], _T],
    *,
    transport: Transport = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> _T:
    """Send one request and parse the response with `read`, which raises the error of a refusal.

    Raises Unreachable: no usable response, or a redirect to another host.
    """

    def send() -> _T:
        with translate_errors(httpx2.URL(url).host):
            return _read(client.request(method, url, headers=headers, data=form, content=content), read)

    with new_client(url, transport=transport, timeout=_TIMEOUT) as client:
        return with_retries(send, _RETRY)


def _read(answer: httpx2.Response, read: Callable[[httpx2.Response], _T]) -> _T:
    host = answer.request.url.host
    if answer.is_redirect:
        raise errors.redirected(answer)
    kind = answer.headers.get("content-type", "")
    if "html" in kind or (errors.looks_like_html(answer.content) and "xml" not in kind):
        raise errors.TransientError(errors.maintenance(host), errors.retry_after(answer))
    if answer.status_code in _BUSY:
        code = errors.parse_error(answer.content).code or f"HTTP_{answer.status_code}"
        raise errors.problem(host, str(answer.status_code), code, errors.retry_after(answer))
    return read(answer)


def not_understood(host: str) -> UnreadableResponse:
    """A response that is neither a session nor a refusal."""
    return UnreadableResponse(f"{host} did not respond as a Salesforce login does.", "Check the login URL.")


def needed(secrets: Secrets, name: str) -> str:
    """The secret of that name. Raises LoginRefused: it is not stored."""
    if secret := secrets.get(name):
        return secret
    raise LoginRefused(f"The {name.replace('_', ' ')} is missing.", "Enter it: seatwise org edit NAME")
