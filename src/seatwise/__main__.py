"""Where the process starts. `--version` answers before anything heavy is imported."""

import gc
import os
import sys

from seatwise import __version__
from seatwise.cli.stopping import end_undisturbed, stop_on_signals
from seatwise.domain.errors import Stopped

_OBJECTS = 100_000  # new objects between two collections; with Python's 700, an eighth of the start goes into them
_OWNER_ONLY = 0o077  # every file that is written is for its owner alone


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"seatwise {__version__}\n")
        return
    stop_on_signals()
    os.umask(_OWNER_ONLY)
    gc.set_threshold(_OBJECTS)
    try:
        from seatwise.cli.main import run  # noqa: PLC0415 - Typer costs six times the start of Python
    except Stopped as stopped:
        sys.exit(stopped.exit_code)
    try:
        run()
    finally:
        end_undisturbed()


if __name__ == "__main__":
    main()
