"""How a report is written: its forms, and to a file or to stdout."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from seatwise.cli.console import notes
from seatwise.domain.errors import StorageError, UsageError


class Format(StrEnum):
    """How a panel is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    HTML = "html"


_BINARY = (Format.XLSX, Format.PARQUET)


@contextmanager
def open_output(form: Format, output: Path | None, name: str) -> Iterator[BinaryIO]:
    """Where to write a report: the file that was named, else stdout.

    Raises:
        UsageError: a table was asked for as a file, or what is no text for the terminal.
        StorageError: the file cannot be written.
    """
    if form is Format.TABLE:
        raise UsageError("A table is for the terminal.", "For a file, add --format json, csv, xlsx, parquet or html.")
    if output is None:
        if form in _BINARY and sys.stdout.isatty():
            raise UsageError(f"{form.value} is no text.", f"Write it to a file: --output {name}.{form.value}")
        yield sys.stdout.buffer
        return
    try:
        with output.open("wb") as file:
            yield file
    except OSError as error:
        raise StorageError(
            f"{output} cannot be written: {error.strerror}.", "Name another file with --output."
        ) from error
    notes().print(f"Written to {output}", soft_wrap=True)
