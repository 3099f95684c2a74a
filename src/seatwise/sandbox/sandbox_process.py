"""Runs a sandbox org in the background, for the demo: start, set the clock, stop."""

import urllib.request
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from seatwise.app.demo import RunningOrg
from seatwise.sandbox.background_process import BackgroundProcess


class SandboxProcess:
    """Runs one sandbox org in the background.

    Implements `seatwise.app.demo.SandboxHost`.
    """

    def __init__(self, folder: Path) -> None:
        self._process = BackgroundProcess(folder, "demo-sandbox")

    def start(self, users: int, seed: int, *, now: datetime, anchor: datetime) -> RunningOrg:
        """Start `seatwise sandbox serve` on a free port; stops the one that is running.

        Args:
            users: number of users at `anchor`.
            seed: the same seed gives the same org.
            now: the time of its clock, which is stopped.
            anchor: the time at which it has `users` users.

        Raises:
            UsageError: it did not start.
        """
        size = ["--users", str(users), "--seed", str(seed), "--now", now.isoformat(), "--anchor", anchor.isoformat()]
        started = self._process.start(["sandbox", "serve", "--format", "json", "--port", "0", *size])
        return RunningOrg(started["url"], started["username"], started["password"], started["security_token"])

    def start_clock(self, url: str) -> None:
        """Set the org's clock to this machine's: users have joined, left and logged in until now."""
        request = urllib.request.Request(f"{url}/sandbox/clock", method="DELETE")  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - loopback
            pass

    def sample_prices(self) -> str:
        """Sample prices for its licenses, as CSV for `seatwise price import`."""
        return files("seatwise.sandbox").joinpath("prices.csv").read_text(encoding="utf-8")

    def stop(self) -> bool:
        """Stop the org; returns whether it was running."""
        return self._process.stop()
