"""Where the process starts. `--version` answers before anything heavy is imported."""

import sys

from seatwise import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"seatwise {__version__}\n")
        return
    from seatwise.cli.main import run  # noqa: PLC0415 - Typer costs six times the start of Python

    run()


if __name__ == "__main__":
    main()
