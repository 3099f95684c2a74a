"""Homes for the browser: filled in this process, served by `seatwise serve` in another, as a person does it."""

import http.client
import json
import signal
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from browser.windows import sign_in, sign_out
from forked_process import Ended, ForkedProcess, ForkServer
from rows_org import ORG_ID, RowsOrg, profile, sid, user_license, users
from seatwise.app.entries.prices import import_prices
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.sandbox.accounts import ADMIN, INTEGRATION, Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.sandbox_process import SandboxProcess
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.registry import REGISTRY

MOMENT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
BEFORE = MOMENT - timedelta(days=30)
LATEST, EARLIER = "20261121T091200Z", "20261022T091200Z"
SECRET_KEY = "A" * 43 + "="
SCRIPT, IMAGE = "<script>alert('Acme')</script>", '"><img src=x onerror=alert(1)>'
AMPERSAND = "&amp; {{ 7 * 7 }} 'Söhne' </td></table>"
STARTS_WITHIN = ANSWERS_WITHIN = 60.0  # seconds: other tests share the machine


@dataclass
class ServedApp:
    """`seatwise serve` over a home, in a process of its own, on a free port that it has again after a restart."""

    home: Path
    fork_server: ForkServer = field(repr=False)
    url: str = ""
    cookie: str = ""  # of somebody who is signed in
    _process: ForkedProcess | None = field(default=None, repr=False)

    def start(self) -> None:
        port = self.url.rpartition(":")[2] or "0"
        environment = {"SEATWISE_HOME": str(self.home), "SEATWISE_SECRET_KEY": SECRET_KEY}
        self._process = self.fork_server.start("serve", "--port", port, "--no-browser", env=environment)
        line = self._process.line(STARTS_WITHIN)
        assert line.startswith("Seatwise is at "), (line, self._process.wait())
        address = line.split()[3]
        self.url = address.partition("/?")[0]
        self.cookie = self.cookie or sign_in(address)

    def stop(self, how: signal.Signals = signal.SIGINT) -> Ended | None:
        """End it by a signal, if it runs. How it ended."""
        if self._process is None:
            return None
        self._process.signal(how)
        ended, self._process = self._process.wait(), None
        return ended

    def inventory(self, org: str, query: str = "") -> dict[str, Any]:
        """What the page shows, as the JSON file of it."""
        with self.open(f"/orgs/{org}/licenses.json{query}") as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def open(self, path: str, form: bytes | None = None) -> http.client.HTTPResponse:
        """What is answered to somebody who is signed in; a form is posted."""
        request = urllib.request.Request(f"{self.url}{path}", form, headers={"Cookie": self.cookie})
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=ANSWERS_WITHIN)
        return answer


@contextmanager
def serving(home: Path, fork_server: ForkServer) -> Iterator[ServedApp]:
    """Serve a home for as long as the block lasts."""
    served = ServedApp(home, fork_server)
    served.start()
    try:
        yield served
    finally:
        served.stop(signal.SIGKILL)  # nobody comes back to this home
        sign_out(served.cookie)


Serve = Callable[[Path], AbstractContextManager[ServedApp]]


def fill(home: Path, size: int = 300) -> None:
    """Make a home with three orgs.

    `demo`: a sandbox org, read twice, 30 days apart, and priced. `limited`: another, read by a user who may see
    little. `strange`: licenses, profiles and users whose names are HTML and script.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATWISE_HOME", str(home))
        patch.setenv("SEATWISE_SECRET_KEY", SECRET_KEY)
        sandbox = Sandbox(size, 7, MOMENT, BEFORE)
        with serve_in_thread(sandbox) as url:
            _connect("demo", url, ADMIN)
            _read("demo")
            sandbox.set_clock(MOMENT)
            _read("demo")
        _price("demo")
        with serve_in_thread(Sandbox(40, 8, MOMENT, MOMENT)) as url:
            _connect("limited", url, INTEGRATION)
            _read("limited")
        _keep_strange("strange")


def _connect(name: str, url: str, login: Account) -> None:
    connection = Connection(name, AuthMethod.PASSWORD, url, username=login.username)
    secrets = {"password": login.password, "security_token": login.security_token}
    services().orgs().add(connection, secrets)


def _read(name: str) -> None:
    org = services().orgs().enter(name)
    try:
        refresh(
            org, services().storage, name=name, tables=REGISTRY, as_of=None, clock=lambda: MOMENT, watch=lambda _: None
        )
    finally:
        org.close()


def _price(name: str) -> None:
    context = services().entry_context(services().connections.get(name))
    import_prices(context, SandboxProcess(Path()).sample_prices(), source="the sample prices", start=BEFORE.date())


def _keep_strange(name: str) -> None:
    org = RowsOrg(
        {
            "organization": [{"Id": ORG_ID, "Name": SCRIPT, "OrganizationType": IMAGE, "IsSandbox": False}],
            "user_license": [
                user_license(1, SCRIPT, "SCRIPT", 10, 5),
                user_license(2, IMAGE, IMAGE, 10, 5),
                user_license(3, AMPERSAND, AMPERSAND, 10, 12),
            ],
            "profile": [{**profile(1, 1), "Name": SCRIPT}],
            "user": users(5, 1, Name=IMAGE, Department=AMPERSAND),
            "package_license": [
                {"Id": sid("050", 1), "NamespacePrefix": f"pkg{IMAGE}", "AllowedLicenses": 1, "UsedLicenses": 0}
            ],
        }
    )
    services().connections.add(
        Connection(name, AuthMethod.PASSWORD, "http://127.0.0.1:1", username=IMAGE, org_id=ORG_ID),
        {"password": "-", "security_token": "-"},
    )
    refresh(org, services().storage, name=name, tables=REGISTRY, as_of=None, clock=lambda: MOMENT, watch=lambda _: None)
