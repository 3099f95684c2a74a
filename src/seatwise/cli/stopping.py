"""How a command ends by Ctrl-C or SIGTERM: it cleans up, says so, and exits with 130 or 143, as shells expect."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Any

from seatwise.domain.errors import Stopped

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_AGAIN = 1.0  # seconds after which another signal ends the process at once; shells and make may send one twice
_received: list[tuple[int, float]] = []  # the first signal, and when


def stop_on_signals() -> None:
    """From now on a signal raises `Stopped` where the main thread is."""
    _received.clear()
    for number in _SIGNALS:
        signal.signal(number, _stop)
    sys.unraisablehook = _unraisable


def end_undisturbed() -> None:
    """The command is over, or being stopped: from now on signals are ignored, while Python cleans up."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def exit_code() -> int | None:
    """The exit code, if a signal has come: even where a library has made another error of it."""
    return Stopped(_received[0][0]).exit_code if _received else None


def _stop(number: int, _frame: FrameType | None) -> None:
    if not _received:
        _received.append((number, time.monotonic()))
        if logging := sys.modules.get("logging"):
            logging.disable()  # SQLAlchemy, for one, would log it as an error of its own, with a traceback
        raise Stopped(number)
    if time.monotonic() - _received[0][1] > _AGAIN:
        os._exit(Stopped(number).exit_code)


def _unraisable(error: Any) -> None:
    """Where Python cannot raise, in a finalizer say, it would print `Stopped` and go on: raise it again outside."""
    if isinstance(error.exc_value, Stopped):
        _received.clear()
        signal.raise_signal(error.exc_value.number)
    else:
        sys.__unraisablehook__(error)
