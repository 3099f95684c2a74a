"""A sandbox org in a process of its own: start it, let its clock run, stop it. What the demo needs."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from time import monotonic, sleep

from seatwise.domain.errors import UsageError

_READY_WITHIN = 30.0
_GONE_WITHIN = 5.0


@dataclass(frozen=True)
class Running:
    """A sandbox org that is being served, and how to log in to it."""

    pid: int
    url: str
    username: str
    password: str
    security_token: str

    def keep(self, path: Path) -> None:
        """Note it in a file, to stop it later."""
        path.write_text(json.dumps(asdict(self)))


def start(*, users: int, seed: int, now: datetime, anchor: datetime, log: Path) -> Running:
    """Start `seatwise sandbox serve` on a free port, detached from this terminal.

    Args:
        users: how many the org has at `anchor`.
        seed: the same seed gives the same org.
        now: where its clock stands at first.
        anchor: the moment that the org is planned for.
        log: what it has to say goes here.

    Raises:
        UsageError: it did not come up.
    """
    command = [sys.executable, "-m", "seatwise", "sandbox", "serve", "--format", "json", "--port", "0"]
    command += ["--users", str(users), "--seed", str(seed), "--now", now.isoformat(), "--anchor", anchor.isoformat()]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    until = monotonic() + _READY_WITHIN
    while monotonic() < until and process.poll() is None:
        text = log.read_text()
        if text.endswith("}\n"):
            told = json.loads(text)
            names = ("url", "username", "password", "security_token")
            return Running(process.pid, **{name: told[name] for name in names})
        sleep(0.05)
    process.kill()
    raise UsageError("The sandbox org did not start.", f"What it said is in {log}")


def let_clock_run(url: str) -> None:
    """Set the org's clock to this machine's: people have joined, left and logged in until now."""
    request = urllib.request.Request(f"{url}/sandbox/clock", method="DELETE")  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - loopback
        pass


def stop(note: Path) -> bool:
    """Stop the org that was noted in the file. Whether there was one."""
    try:
        pid = json.loads(note.read_text())["pid"]
    except (OSError, ValueError, KeyError):
        return False
    note.unlink(missing_ok=True)
    try:
        os.kill(pid, signal.SIGTERM)
        until = monotonic() + _GONE_WITHIN
        while monotonic() < until:
            os.kill(pid, 0)
            sleep(0.05)
    except ProcessLookupError:
        pass
    return True


def sample_prices() -> str:
    """Prices for the sandbox org's licenses, made up, as a CSV file that `seatwise price import` takes."""
    return files("seatwise.sandbox").joinpath("prices.csv").read_text(encoding="utf-8")
