"""Output of the command line: results on stdout, everything else on stderr; org data is never markup."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.domain.errors import SeatwiseError
from seatwise.domain.formulas import escape_formula
from seatwise.render.sanitize import sanitize

if TYPE_CHECKING:
    from rich.console import Console

_IN_A_FILE = 150  # characters a line


class ListFormat(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class TextOrJson(StrEnum):
    """How something that is no list is printed."""

    TEXT = "text"
    JSON = "json"


FormOption = Annotated[ListFormat, typer.Option("--format", "-f", help="Output format.")]


def console() -> "Console":
    """Results. Into a file or pipe, lines are as wide as a table needs them, unless COLUMNS says otherwise."""
    from seatwise.cli.safe_console import SafeConsole

    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _IN_A_FILE
    return SafeConsole(sys.stdout, width=wide)


def notes() -> "Console":
    """Messages beside the result: progress, warnings, next steps."""
    from seatwise.cli.safe_console import SafeConsole

    return SafeConsole(sys.stderr)


def say(message: str) -> None:
    """Print a message on stderr, in one line however long it is."""
    notes().print(message, soft_wrap=True)


def warn(message: str) -> None:
    """Print a warning on stderr."""
    notes().print(f"Warning: {message}", style="yellow")


def suggest_next(*commands: str) -> None:
    """Suggest the next commands, on stderr."""
    for first, command in zip(("Next:", *["     "] * len(commands)), commands, strict=False):
        notes().print(f"{first} {command}", style="dim", soft_wrap=True)


def print_error(error: SeatwiseError) -> None:
    """Print an error: the mistake, then the next step."""
    sys.stdout.flush()
    notes().print(f"Error: {error.message}", style="bold red", soft_wrap=True)
    if error.next_step:
        notes().print(error.next_step, soft_wrap=True)


def print_json(value: object) -> None:
    """Print one line of JSON, at once: another process may wait for it."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def print_list(columns: Sequence[str], rows: Sequence[Sequence[object]], form: ListFormat, *, empty: str = "") -> None:
    """Print rows under their columns; JSON keys are the columns in lower case with underscores.

    None is blank in tables and CSV, null in JSON. `empty` is said on stderr where there are no rows.
    """
    if not rows and empty:
        notes().print(empty)
    if form is ListFormat.JSON:
        keys = [column.lower().replace(" ", "_") for column in columns]
        sys.stdout.write(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2, default=str) + "\n")
    elif form is ListFormat.CSV:
        import csv

        clean = sanitize if sys.stdout.isatty() else str
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_csv_cell(value, clean) for value in row] for row in rows)
    elif rows:
        _print_table(columns, rows)


def _csv_cell(value: object, clean: Callable[[object], str]) -> object:
    if isinstance(value, str):
        return escape_formula(clean(value))
    return "" if value is None else value


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numeric = all(isinstance(row[index], int | None) for row in rows) and any(
            row[index] is not None for row in rows
        )
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(
            *("" if value is None else f"{value:,}" if type(value) is int else sanitize(value) for value in row)
        )
    console().print(table)
