"""Commands, run in this process."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from seatwise.cli.main import run


@dataclass(frozen=True)
class Ran:
    """What a command printed: results, and messages beside them."""

    stdout: str
    stderr: str


def run_command(*args: str, code: int = 0) -> Ran:
    """Run a command; it must end with this exit code."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
    before, sys.argv = sys.argv, ["seatwise", *args]
    ended = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            run()
    except SystemExit as end:
        ended = end.code if isinstance(end.code, int) else 1
    finally:
        sys.argv = before
    out.flush()
    raw = out.buffer.getvalue() if isinstance(out.buffer, io.BytesIO) else b""
    assert ended == code, f"exit code {ended}: {err.getvalue()}"
    return Ran(raw.decode(), err.getvalue())
