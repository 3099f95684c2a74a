"""A person's login at Salesforce, waited for in a thread while the page says where to go on; one at a time."""

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

_SOON = 10.0  # seconds until there must be an address to go to, or a reason why not
_LOG = logging.getLogger(__name__)

Show = Callable[[str], object]


@dataclass
class BrowserLogin:
    """One login that a person was asked for.

    Attributes:
        name: of the org.
        back: where to go if it fails.
        address: the page of Salesforce where the person logs in.
        error: why it failed.
        over: set when it has ended, either way.
    """

    name: str
    back: str
    address: str = ""
    error: SeatwiseError | None = None
    over: Event = field(default_factory=Event)

    def give_up(self) -> None:
        """End the waiting, as Salesforce does when the person presses Deny."""
        if self.address and not self.over.is_set():
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}
            denied = urlencode({"error": "access_denied", "state": asked.get("state", "")})
            with suppress(URLError, OSError):
                urlopen(f"{asked['redirect_uri']}?{denied}", timeout=5).close()  # noqa: S310 - our own port, over http
            self.over.wait(5)


class BrowserLogins:
    """The one login that is waited for, or the last one."""

    def __init__(self) -> None:
        self.current: BrowserLogin | None = None
        self._gate = Lock()

    def begin(self, name: str, back: str, work: Callable[[Show], None]) -> None:
        """Begin a login, and give up the one before: the person evidently began anew.

        Args:
            name: of the org.
            back: where to go if it fails.
            work: logs in; tells the address to `Show`, and returns or raises when the person has come back.

        Raises:
            SeatwiseError: what `work` raised before there was an address.
        """
        with self._gate:
            if self.current is not None:
                self.current.give_up()
            login = BrowserLogin(name, back)
            shown: Future[None] = Future()
            Thread(target=_wait, args=(login, work, shown), name=f"login {name}", daemon=True).start()
            shown.result(_SOON)
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
    except Exception as error:  # noqa: BLE001 - the thread's edge: a page must not wait for ever
        _LOG.exception("A login by the browser failed")
        login.error = SeatwiseError(f"Seatwise itself failed: {type(error).__name__}.", "Try again.")
    finally:
        if not shown.done() and login.error:
            shown.set_exception(login.error)
        elif not shown.done():
            shown.set_result(None)
        login.over.set()
