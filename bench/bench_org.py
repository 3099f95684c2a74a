"""A sandbox org in a process of its own, and a home in which Seatwise knows it by name."""

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

from bench.command import PYTHON, SEATWISE, Took, environment, run

SEED = 7
ORG = "demo"
_GONE_WITHIN = 10.0


@dataclass
class Box:
    """A served org.

    Attributes:
        users: how many it has.
        url: where it answers.
        home: the folder that Seatwise keeps everything in.
        built_in: seconds until it answered.
    """

    users: int
    url: str
    home: Path
    built_in: float
    told: dict[str, str]

    def refresh(self) -> Took:
        """`seatwise refresh`, whole process, into an empty lake: all of it is read, nothing taken over."""
        self._forget_snapshots()
        return run([SEATWISE, "refresh", ORG], environment(self.home))

    def refresh_again(self) -> Took:
        """`seatwise refresh`, whole process, when there is a snapshot already."""
        time.sleep(1)  # two snapshots cannot be of one second
        return run([SEATWISE, "refresh", ORG], environment(self.home))

    def refresh_licenses(self) -> Took:
        """A process that reads what the Licenses panel needs, and no more."""
        self._forget_snapshots()
        return run([PYTHON, "-m", "bench.refresh_once", ORG, "licenses"], environment(self.home))

    def refresh_inside(self, what: str) -> float:
        """The seconds of a refresh alone, from before the login to the commit, without the start of the process."""
        self._forget_snapshots()
        return float(run([PYTHON, "-m", "bench.refresh_once", ORG, what], environment(self.home)).output)

    def _forget_snapshots(self) -> None:
        shutil.rmtree(self.home / "lake", ignore_errors=True)

    def manifest(self) -> dict[str, Any]:
        """The body of the latest snapshot's manifest."""
        latest = max(self.home.glob("lake/org=*/as_of=*/manifest.json"))
        body: dict[str, Any] = json.loads(latest.read_text())["snapshot"]
        return body

    def snapshot_folder(self) -> Path:
        """The latest snapshot's folder."""
        return max(self.home.glob("lake/org=*/as_of=*/manifest.json")).parent

    def calls(self) -> list[dict[str, Any]]:
        """The requests that arrived since `forget_calls`: method, path, status."""
        with urllib.request.urlopen(f"{self.url}/sandbox/calls", timeout=30) as answer:
            listed: list[dict[str, Any]] = json.load(answer)
        return listed

    def forget_calls(self) -> None:
        """Begin a new list of requests."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/sandbox/calls", method="DELETE"), timeout=30):
            pass


@contextmanager
def served(users: int, folder: Path, *sizes: str) -> Iterator[Box]:
    """Serve an org for as long as the block lasts, and connect to it. `sizes`: more options of `sandbox serve`."""
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
        told = json.loads(process.stdout.readline() or "{}")
        if "url" not in told:
            raise RuntimeError(f"The sandbox org of {users:,} users did not start; see {log.name}")
        box = Box(users, told["url"], folder / f"home-{users}", time.perf_counter() - began, told)
        _connect(box)
        yield box
    finally:
        process.terminate()
        try:
            process.wait(_GONE_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        log.close()


def _connect(box: Box) -> None:
    login = ["--username", box.told["username"], "--password", box.told["password"]]
    run(
        [SEATWISE, "org", "add", ORG, "--login-url", box.url, *login, "--token", box.told["security_token"]],
        environment(box.home),
    )
