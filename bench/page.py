"""Updates docs/benchmarks.md: the table between two markers; everything around it is written by hand."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
BEGIN = "<!-- measured: begin (python -m bench writes this) -->"
END = "<!-- measured: end -->"


def with_table(text: str, table: str) -> str:
    """The page with a new table between the markers.

    Raises:
        ValueError: a marker is missing, repeated or out of order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after or END in after:
        raise ValueError("docs/benchmarks.md has lost its markers")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
