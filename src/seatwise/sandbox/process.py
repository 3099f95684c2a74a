"""A sandbox org in a process of its own: start it, let its clock run, stop it. What the demo needs."""

import urllib.request
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from seatwise.sandbox.detached import Detached


@dataclass(frozen=True)
class Running:
    """A sandbox org that is being served, and how to log in to it."""

    url: str
    username: str
    password: str
    security_token: str


class Host:
    """Runs one sandbox org in a process of its own, detached from this terminal; notes it in a folder.

    Implements `seatwise.app.demo.SandboxHost`.
    """

    def __init__(self, folder: Path) -> None:
        self._process = Detached(folder, "demo-sandbox")

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
        size = ["--users", str(users), "--seed", str(seed), "--now", now.isoformat(), "--anchor", anchor.isoformat()]
        told = self._process.start(["sandbox", "serve", "--format", "json", "--port", "0", *size])
        return Running(told["url"], told["username"], told["password"], told["security_token"])

    def let_clock_run(self, url: str) -> None:
        """Set the org's clock to this machine's: people have joined, left and logged in until now."""
        request = urllib.request.Request(f"{url}/sandbox/clock", method="DELETE")  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - loopback
            pass

    def sample_prices(self) -> str:
        """Prices for the sandbox org's licenses, made up, as a CSV file that `seatwise price import` takes."""
        return files("seatwise.sandbox").joinpath("prices.csv").read_text(encoding="utf-8")

    def stop(self) -> bool:
        """Stop the org that was started last. Whether it ran."""
        return self._process.stop()
