"""A server that is killed while prices are entered has lost none that it had confirmed, and has no half of one."""

import http.client
import random
import re
import signal
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeAlias

import pytest

from browser.served_app import ServedApp
from forked_process import ForkServer
from resilience.cli_runner import CliRunner
from seatwise.bootstrap import Services
from seatwise.domain.licensing.entries import Price
from waiting import wait_until

KEYS = ("SFDC", "AUL", "PID_CHATTER")
FIRST_DAY = date(2020, 1, 1)
Entry: TypeAlias = tuple[str, date]  # a license's key, and the day from which its price is in effect


@dataclass
class Editor:
    """Enters a price for another day each time, as the page of a license's prices does, until the server is killed."""

    served: ServedApp
    key: str
    number: int
    confirmed: dict[Entry, Decimal] = field(default_factory=dict)

    def work(self) -> None:
        while True:
            day = FIRST_DAY + timedelta(days=self.number)
            self.number += 1
            try:
                with self.served.open(f"/orgs/box/prices?kind=user&key={self.key}") as page:
                    (seen,) = set(re.findall(r'name="seen" value="(.*?)"', page.read().decode()))
                entry = {"kind": "user", "key": self.key, "amount": str(self.number), "start": f"{day}", "seen": seen}
                with self.served.open("/orgs/box/prices/history", urllib.parse.urlencode(entry).encode()):
                    self.confirmed[self.key, day] = Decimal(self.number)
            except (OSError, http.client.HTTPException):
                return


def any_confirmed(editors: list[Editor], before: set[Entry]) -> bool:
    return any(editor.confirmed.keys() - before for editor in editors)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.exhaustive)])
def test_a_server_killed_under_edits_has_lost_nothing_that_it_confirmed(
    read_box: CliRunner, fork_server: ForkServer, kills: int
) -> None:
    dice = random.Random(20261130)
    known: dict[Entry, Decimal | None] = {}
    served = ServedApp(read_box.home, fork_server)
    editors = [Editor(served, key, 0) for key in KEYS]
    for _ in range(kills):
        served.start()
        threads = [threading.Thread(target=editor.work) for editor in editors]
        for thread in threads:
            thread.start()
        wait_until(partial(any_confirmed, editors, {*known}))
        time.sleep(dice.uniform(0, 1))
        served.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
        confirmed = {entry: amount for editor in editors for entry, amount in editor.confirmed.items()}
        stored = {
            (each.key, each.effective_from): each.amount for each in Services(read_box.home).book.entries("box", Price)
        }
        assert confirmed.items() <= stored.items()
        assert len(stored) <= len({**known, **confirmed}) + len(KEYS)  # what was on its way when it was killed
        assert all(amount == (day - FIRST_DAY).days + 1 for (_, day), amount in stored.items())
        known = dict(stored)
    assert read_box("doctor", "--format", "json").json["damaged"] == 0
    assert read_box.report()["rows"]
