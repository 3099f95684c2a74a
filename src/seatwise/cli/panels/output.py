"""How a result is written: its formats, to a file or to stdout."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from seatwise.cli.console import say
from seatwise.domain.errors import StorageError, UsageError
from seatwise.render.sanitize import sanitize


class OutputFormat(StrEnum):
    """How a panel is written: for the terminal, as a file, or one of its charts."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    HTML = "html"
    SVG = "svg"
    PNG = "png"

    @property
    def is_chart(self) -> bool:
        """Whether only a chart can be written so."""
        return self in {OutputFormat.SVG, OutputFormat.PNG}


_LONGEST_NAME = 200  # characters of a file's name in that of its temporary file
_BINARY = {OutputFormat.XLSX, OutputFormat.PARQUET, OutputFormat.PNG}


@contextmanager
def open_output(format_: OutputFormat, output: Path | None, name: str) -> Iterator[BinaryIO]:
    """Where to write a result: the file that was named, else stdout.

    Raises UsageError: a table as a file, or a binary file for the terminal; StorageError: the file cannot be written.
    """
    if format_ is OutputFormat.TABLE:
        raise UsageError("A table is for the terminal.", "For a file, add --format json, csv, xlsx, parquet or html.")
    if output is None:
        if format_ in _BINARY and sys.stdout.isatty():
            raise UsageError(f"{format_.value} is not text.", f"Write it to a file: --output {name}.{format_.value}")
        if sys.stdout.isatty():
            from seatwise.cli.safe_console import terminal_file

            yield terminal_file(sys.stdout)
        else:
            yield sys.stdout.buffer
        return
    with _open_file(output) as file:
        yield file


def write_text(text: str, output: Path | None) -> None:
    """Write a text to the file that was named, else to stdout. Raises StorageError: the file cannot be written."""
    if output is None:
        sys.stdout.write(sanitize(text) if sys.stdout.isatty() else text)
        return
    with _open_file(output) as file:
        file.write(text.encode())


@contextmanager
def _open_file(output: Path) -> Iterator[BinaryIO]:
    """The file, for its owner alone. It takes the place of an older one when it is complete, not before."""
    try:
        if output.exists() and not output.is_file():  # a pipe, or a device
            with output.open("wb") as file:
                yield file
        else:
            with _replacing(output.resolve()) as file:
                yield file
    except OSError as error:
        raise StorageError(
            f"{output} cannot be written: {error.strerror}.", "Name another file with --output."
        ) from error
    say(f"Written to {output}")


@contextmanager
def _replacing(output: Path) -> Iterator[BinaryIO]:
    handle, part = mkstemp(dir=output.parent, prefix=f".{output.name[:_LONGEST_NAME]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(part).replace(output)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
