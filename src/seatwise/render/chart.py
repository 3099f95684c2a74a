"""A chart as SVG or PNG. A process of its own draws: in ours, each drawing would hold up every page for 40 ms."""

import json
import subprocess
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock

from seatwise.domain.errors import SeatwiseError
from seatwise.render import ChartFormat

_COMMAND = (sys.executable, "-m", "seatwise.render.chart_process")


class ChartRenderer:
    """Draws charts. Safe to use from several threads; one picture is drawn at a time."""

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        self._command = command
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def warm_up(self) -> None:
        """Start the process that draws, without waiting for it."""
        with self._lock:
            self._running()

    def draw(self, spec: Mapping[str, object], format_: ChartFormat) -> bytes:
        """The picture of a Vega-Lite specification. Raises SeatwiseError: it cannot be drawn."""
        with self._lock:
            return self._request(json.dumps({"spec": spec, "format": format_}).encode() + b"\n")

    def close(self) -> None:
        """Stop the process."""
        with self._lock:
            if self._process is not None:
                _stop(self._process)
                self._process = None

    def _request(self, line: bytes) -> bytes:
        for _ in range(2):  # a process that was killed is started again, once
            picture = self._response(self._running(), line)
            if picture is not None:
                return picture
        raise SeatwiseError("The chart could not be drawn.", "Show it as a table instead.")

    def _response(self, process: subprocess.Popen[bytes], line: bytes) -> bytes | None:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            _stop(process)
            return None
        if "bytes" not in answer:
            raise SeatwiseError(f"The chart could not be drawn: {answer['error']}", "Show it as a table instead.")
        picture = process.stdout.read(answer["bytes"])
        return picture if len(picture) == answer["bytes"] else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                _stop(self._process)
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            weakref.finalize(self, _stop, self._process)
        return self._process


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # the process is gone, and what was not sent with it
                pipe.close()
