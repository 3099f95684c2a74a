"""A sandbox org in its own process, and a Seatwise home that is connected to it."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.command import PYTHON, SEATWISE, CommandRun, environment, run

SEED = 7
ORG = "demo"
_STOP_TIMEOUT = 10.0


@dataclass
class BenchOrg:
    """A served org.

    Attributes:
        users: number of users.
        url: its address.
        home: the Seatwise home.
        started_in: seconds until it was ready.
        credentials: as `sandbox serve` prints them.
    """

    users: int
    url: str
    home: Path
    started_in: float
    credentials: dict[str, str]

    def refresh(self) -> CommandRun:
        """`seatwise refresh`, whole process, without an earlier snapshot: everything is read."""
        self._delete_snapshots()
        return run([SEATWISE, "refresh", ORG], environment(self.home))

    def refresh_again(self) -> CommandRun:
        """`seatwise refresh`, whole process, with an earlier snapshot."""
        time.sleep(1)  # two snapshots cannot have the same second
        return run([SEATWISE, "refresh", ORG], environment(self.home))

    def refresh_licenses(self) -> CommandRun:
        """A process that reads only what the Licenses panel needs."""
        self._delete_snapshots()
        return run([PYTHON, "-m", "bench.refresh_once", ORG, "licenses"], environment(self.home))

    def refresh_inside(self, what: str) -> CommandRun:
        """A refresh that prints its own seconds: from before the login to the commit, without the process start."""
        self._delete_snapshots()
        return run([PYTHON, "-m", "bench.refresh_once", ORG, what], environment(self.home))

    def _delete_snapshots(self) -> None:
        shutil.rmtree(self.home / "lake", ignore_errors=True)

    def manifest(self) -> dict[str, Any]:
        """The manifest of the latest snapshot."""
        latest = max(self.home.glob("lake/org=*/as_of=*/manifest.json"))
        body: dict[str, Any] = json.loads(latest.read_text())["snapshot"]
        return body

    def snapshot_folder(self) -> Path:
        """The latest snapshot's folder."""
        return max(self.home.glob("lake/org=*/as_of=*/manifest.json")).parent

    def calls(self) -> list[dict[str, Any]]:
        """The requests since `clear_calls`: method, path, status."""
        with urllib.request.urlopen(f"{self.url}/sandbox/calls", timeout=30) as response:
            requests: list[dict[str, Any]] = json.load(response)
        return requests

    def clear_calls(self) -> None:
        """Start a new list of requests."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/sandbox/calls", method="DELETE"), timeout=30):
            pass


@contextmanager
def served(users: int, folder: Path, *sizes: str) -> Iterator[BenchOrg]:
    """Serve an org while the block runs, and connect to it. `sizes`: more options of `sandbox serve`."""
    command = [PYTHON, "-m", "seatwise", "sandbox", "serve", "--users", str(users), "--seed", str(SEED), *sizes]
    began = time.perf_counter()
    log = (folder / f"sandbox-{users}.log").open("wb")
    process = subprocess.Popen(
        [*command, "--port", "0", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=log,
        stdin=subprocess.DEVNULL,
        env=environment(),
    )
    assert process.stdout is not None
    try:
        started = json.loads(process.stdout.readline() or "{}")
        if "url" not in started:
            raise RuntimeError(f"The sandbox org of {users:,} users did not start; see {log.name}")
        org = BenchOrg(users, started["url"], folder / f"home-{users}", time.perf_counter() - began, started)
        _connect(org)
        yield org
    finally:
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        log.close()


def _connect(org: BenchOrg) -> None:
    login = ["--username", org.credentials["username"], "--password", org.credentials["password"], "--insecure-literal"]
    run(
        [SEATWISE, "org", "add", ORG, "--login-url", org.url, *login, "--token", org.credentials["security_token"]],
        environment(org.home),
    )
