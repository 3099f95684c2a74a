"""A picture as SVG or PNG. A process of its own draws: in ours, each drawing would hold up every page for 40 ms."""

import json
import subprocess
import sys
import weakref
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock

from seatwise.domain.errors import SeatwiseError
from seatwise.views.picture_spec import fingerprint

FORMS = {"svg": "image/svg+xml", "png": "image/png"}
KEPT = 64  # drawings; an SVG takes about 20 kB, a PNG 60
_DRAWER = (sys.executable, "-m", "seatwise.export.drawing")


class Studio:
    """Draws and keeps what was drawn. Safe to use from several threads; one picture is drawn at a time."""

    def __init__(self, drawer: tuple[str, ...] = _DRAWER) -> None:
        self._command = drawer
        self._gate = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._drawn: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def warm_up(self) -> None:
        """Start the drawer, without waiting for it."""
        with self._gate:
            self._started()

    def draw(self, spec: Mapping[str, object], form: str) -> bytes:
        """The picture of a Vega-Lite specification.

        Args:
            spec: plain data; the same data is drawn once.
            form: `svg`, or `png` at twice the size.

        Raises:
            SeatwiseError: it cannot be drawn.
        """
        key = (fingerprint(spec), form)
        with self._gate:
            if key not in self._drawn:
                self._drawn[key] = self._asked(json.dumps({"spec": spec, "form": form}).encode() + b"\n")
                if len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
            return self._drawn[key]

    def close(self) -> None:
        """Stop the drawer."""
        with self._gate:
            if self._process is not None:
                _stop(self._process)
                self._process = None

    def _asked(self, question: bytes) -> bytes:
        for _ in range(2):  # a drawer that was killed is started again, once
            picture = self._answer(self._started(), question)
            if picture is not None:
                return picture
        raise SeatwiseError("The picture could not be drawn.", "Show it as a table instead.")

    def _answer(self, process: subprocess.Popen[bytes], question: bytes) -> bytes | None:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(question)
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            process.kill()
            return None
        if "bytes" not in told:
            raise SeatwiseError(f"The picture could not be drawn: {told['problem']}", "Show it as a table instead.")
        picture = process.stdout.read(told["bytes"])
        return picture if len(picture) == told["bytes"] else None

    def _started(self) -> subprocess.Popen[bytes]:
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
            with suppress(OSError):  # what was not sent any more
                pipe.close()
