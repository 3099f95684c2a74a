"""A panel's result in every form: text for the terminal, and a file per format. One file here per form."""

from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, assert_never

if TYPE_CHECKING:
    from seatwise.panels.declaration.result import Result


class Format(StrEnum):
    """The formats of files."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    HTML = "html"

    @property
    def media_type(self) -> str:
        """Its media type, as HTTP says it."""
        return _MEDIA_TYPES[self]

    @property
    def label(self) -> str:
        """As displayed."""
        return _LABELS[self]

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self not in {Format.XLSX, Format.PARQUET}


class ChartFormat(StrEnum):
    """The formats of charts."""

    SVG = "svg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """Its media type, as HTTP says it."""
        return "image/svg+xml" if self is ChartFormat.SVG else "image/png"


_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.HTML: "text/html; charset=utf-8",
}
_LABELS = {
    Format.JSON: "JSON",
    Format.CSV: "CSV",
    Format.XLSX: "Excel",
    Format.PARQUET: "Parquet",
    Format.HTML: "Printable page",
}


def write(result: "Result", format_: Format, file: BinaryIO) -> None:
    """Write a result, row by row: a million of them need no memory.

    Raises UsageError: more rows than the format can hold; DiskFull, StorageError: a temporary file cannot be written.
    """
    match format_:
        case Format.JSON:
            from seatwise.render.json_file import write as write_format
        case Format.CSV:
            from seatwise.render.csv_file import write as write_format
        case Format.XLSX:
            from seatwise.render.xlsx_file import write as write_format
        case Format.PARQUET:
            from seatwise.render.parquet_file import write as write_format
        case Format.HTML:
            from seatwise.render.html_file import write as write_format
        case _:
            assert_never(format_)
    write_format(result, file)
