"""How every CSV file of ours is written: its encoding, its cells, and no text that a spreadsheet would run."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from typing import TextIO

_BOM = b"\xef\xbb\xbf"  # Excel needs it to see the encoding
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(names: Collection[str], lines: Iterable[Mapping[str, object]], texts: Collection[str]) -> bytes:
    """A whole CSV file, as `write_lines` writes it: UTF-8 with a byte order mark."""
    file = io.StringIO()
    write_lines(file, names, lines, texts)
    return _BOM + file.getvalue().encode()


def write_lines(
    file: TextIO, names: Collection[str], lines: Iterable[Mapping[str, object]], texts: Collection[str]
) -> None:
    """Write a heading and lines: comma, CRLF as in RFC 4180. What a line does not have is blank.

    Args:
        file: open for text, without newline translation.
        names: the heading.
        lines: by name.
        texts: the names whose cells hold texts of an org or a person; figures stay as they are.
    """
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    for line in lines:
        writer.writerow(
            {name: escape_formula(_cell(value)) if name in texts else _cell(value) for name, value in line.items()}
        )


def escape_formula(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
