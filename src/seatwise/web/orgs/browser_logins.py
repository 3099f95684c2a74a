"""Browser logins: a thread waits while the page links to Salesforce; one login at a time."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from seatwise.domain.errors import SeatwiseError

_START_TIMEOUT = 10.0  # seconds until there must be a login URL or an error
_LOG = logging.getLogger(__name__)

Show = Callable[[str], object]


@dataclass
class BrowserLogin:
    """One login in the browser."""

    name: str  # of the org
    back: str  # the page to return to if it fails
    address: str = ""  # the login page of Salesforce
    error: SeatwiseError | None = None  # why it failed
    over: Event = field(default_factory=Event)  # set when it has succeeded or failed

    def cancel(self) -> None:
        """Cancel it, with the same callback as Deny at Salesforce."""
        if self.address and not self.over.is_set():
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}
            denied = urlencode({"error": "access_denied", "state": query.get("state", "")})
            with suppress(URLError, OSError):
                urlopen(f"{query['redirect_uri']}?{denied}", timeout=5).close()  # noqa: S310 - our own port, over http
            self.over.wait(5)


class BrowserLogins:
    """The current login, or the last one."""

    def __init__(self) -> None:
        self.current: BrowserLogin | None = None
        self._lock = Lock()

    def begin(self, name: str, back: str, work: Callable[[Show], None]) -> None:
        """Start a login of an org and cancel the previous one; if it fails, the page returns to `back`.

        `work` logs in: it calls `Show` with the login URL, and returns or raises when the login has ended. Raises
        SeatwiseError: it failed before there was a login URL.
        """
        with self._lock:
            if self.current is not None:
                self.current.cancel()
            login = BrowserLogin(name, back)
            shown: Future[None] = Future()
            Thread(target=_wait, args=(login, work, shown), name=f"login {name}", daemon=True).start()
            shown.result(_START_TIMEOUT)
            self.current = login


def _wait(login: BrowserLogin, work: Callable[[Show], None], shown: "Future[None]") -> None:
    def show(address: str) -> bool:
        login.address = address
        shown.set_result(None)
        return True

    try:
        work(show)
    except SeatwiseError as error:
        login.error = error
    except Exception as error:  # noqa: BLE001 - end of the thread: the page must not wait forever
        _LOG.exception("A browser login failed")
        login.error = SeatwiseError(f"Seatwise itself failed: {type(error).__name__}.", "Try again.")
    finally:
        if not shown.done() and login.error:
            shown.set_exception(login.error)
        elif not shown.done():
            shown.set_result(None)
        login.over.set()
