"""A program of ours in a process of its own, detached from this terminal, noted in a file so that it can be stopped."""

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

_READY_WITHIN = 120.0  # seconds; an org of 1,000,000 users takes 30
_GONE_WITHIN = 5.0


class Detached:
    """One such program.

    Args:
        folder: where it is noted, and where what it says goes.
        name: of both files.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._note, self._log = folder / f"{name}.json", folder / f"{name}.log"

    def start(self, words: Sequence[str]) -> dict[str, str]:
        """Start `seatwise WORDS`; one that runs already is stopped first.

        Args:
            words: a command that, once it is ready, prints a JSON object on one line, `url` in it.

        Returns:
            That object.

        Raises:
            UsageError: it did not come up; names the file with what it said.
        """
        self.stop()
        self._note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._log.open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "seatwise", *words],
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        until = monotonic() + _READY_WITHIN
        while monotonic() < until and process.poll() is None:
            text = self._log.read_text()
            if text.endswith("}\n"):
                told: dict[str, str] = json.loads(text.splitlines()[-1])
                self._note.write_text(json.dumps({"pid": process.pid, "url": told["url"]}))
                return told
            sleep(0.05)
        process.kill()
        raise UsageError(f"`seatwise {' '.join(words[:2])}` did not start.", f"What it said is in {self._log}")

    def stop(self) -> bool:
        """Stop it. Whether it ran. A note whose address does not answer is stale: that process may be anybody's."""
        try:
            noted = json.loads(self._note.read_text())
            pid, url = int(noted["pid"]), str(noted["url"])
        except (OSError, ValueError, KeyError):
            return False
        self._note.unlink(missing_ok=True)
        if not _answers(url):
            return False
        try:
            os.kill(pid, signal.SIGTERM)
            until = monotonic() + _GONE_WITHIN
            while monotonic() < until:
                os.kill(pid, 0)
                sleep(0.05)
        except ProcessLookupError:
            pass
        return True


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
