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


class Host:
    """Runs one sandbox org in a process of its own, detached from this terminal; notes it in a folder.

    Implements `seatwise.app.demo.SandboxHost`.
    """

    def __init__(self, folder: Path) -> None:
        self._note = folder / "demo-sandbox.json"
        self._log = folder / "demo-sandbox.log"

    def start(self, users: int, seed: int, *, now: datetime, anchor: datetime) -> Running:
        """Start `seatwise sandbox serve` on a free port; one that runs already is stopped first.

        Args:
            users: how many the org has at `anchor`.
            seed: the same seed gives the same org.
            now: where its clock stands at first.
            anchor: the moment that the org is planned for.

        Raises:
            UsageError: it did not come up.
        """
        self.stop()
        self._note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [sys.executable, "-m", "seatwise", "sandbox", "serve", "--format", "json", "--port", "0"]
        command += ["--users", str(users), "--seed", str(seed)]
        command += ["--now", now.isoformat(), "--anchor", anchor.isoformat()]
        with self._log.open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, start_new_session=True
            )
        until = monotonic() + _READY_WITHIN
        while monotonic() < until and process.poll() is None:
            text = self._log.read_text()
            if text.endswith("}\n"):
                told = json.loads(text)
                names = ("url", "username", "password", "security_token")
                running = Running(process.pid, **{name: told[name] for name in names})
                self._note.write_text(json.dumps(asdict(running)))
                return running
            sleep(0.05)
        process.kill()
        raise UsageError("The sandbox org did not start.", f"What it said is in {self._log}")

    def let_clock_run(self, url: str) -> None:
        """Set the org's clock to this machine's: people have joined, left and logged in until now."""
        request = urllib.request.Request(f"{url}/sandbox/clock", method="DELETE")  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - loopback
            pass

    def sample_prices(self) -> str:
        """Prices for the sandbox org's licenses, made up, as a CSV file that `seatwise price import` takes."""
        return files("seatwise.sandbox").joinpath("prices.csv").read_text(encoding="utf-8")

    def stop(self) -> bool:
        """Stop the org that was noted. Whether there was one."""
        try:
            pid = json.loads(self._note.read_text())["pid"]
        except (OSError, ValueError, KeyError):
            return False
        self._note.unlink(missing_ok=True)
        try:
            os.kill(pid, signal.SIGTERM)
            until = monotonic() + _GONE_WITHIN
            while monotonic() < until:
                os.kill(pid, 0)
                sleep(0.05)
        except ProcessLookupError:
            pass
        return True
