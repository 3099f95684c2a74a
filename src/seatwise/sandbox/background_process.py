"""Runs a `seatwise` command in the background, with a PID file so that it can be stopped later."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep
from urllib.error import HTTPError, URLError

from seatwise.domain.errors import UsageError

_START_TIMEOUT = 120.0  # seconds; an org of 1,000,000 users takes 30
_STOP_TIMEOUT = 5.0


class BackgroundProcess:
    """A command in the background.

    Args:
        folder: of the PID file and the log.
        name: of both files.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._pid_file, self._log = folder / f"{name}.json", folder / f"{name}.log"

    def start(self, command: Sequence[str]) -> dict[str, str]:
        """Start `seatwise COMMAND`; stops the one that is running.

        Args:
            command: it prints a JSON object with `url` on one line when it is ready.

        Returns:
            That object.

        Raises:
            UsageError: it did not start; names the log.
        """
        self.stop()
        self._pid_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "seatwise", *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            if started := self._wait_for(process):
                return started
        except BaseException:  # nobody would know of it
            process.kill()
            raise
        process.kill()
        raise UsageError(f"`seatwise {' '.join(command[:2])}` did not start.", f"See its log: {self._log}")

    def _wait_for(self, process: "subprocess.Popen[bytes]") -> dict[str, str] | None:
        """The object that it prints when it is ready; None if it ends, or takes too long."""
        deadline = monotonic() + _START_TIMEOUT
        while monotonic() < deadline and process.poll() is None:
            text = self._log.read_text()
            if text.endswith("}\n"):
                started: dict[str, str] = json.loads(text.splitlines()[-1])
                url = started["url"].partition("?")[0]  # a token in it is for once, and not for asking whether it runs
                self._pid_file.write_text(json.dumps({"pid": process.pid, "url": url}))
                return started
            sleep(0.05)
        return None

    def stop(self) -> bool:
        """Stop it; returns whether it was running. Without a response at its URL, the PID may be of another process."""
        try:
            saved = json.loads(self._pid_file.read_text())
            pid, url = int(saved["pid"]), str(saved["url"])
        except (OSError, ValueError, KeyError):
            return False
        self._pid_file.unlink(missing_ok=True)
        if not _responds(url):
            return False
        try:
            os.kill(pid, signal.SIGTERM)
            deadline = monotonic() + _STOP_TIMEOUT
            while monotonic() < deadline:
                os.kill(pid, 0)
                sleep(0.05)
        except ProcessLookupError:
            pass
        return True


def _responds(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
