"""Updates docs/benchmarks.md: its tables, each between two markers; everything around them is written by hand."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
USUAL, LARGER = "measured", "larger sizes"  # the two tables, as their markers name them


def markers(table: str) -> tuple[str, str]:
    """The lines before and after a table."""
    return f"<!-- {table}: begin (python -m bench writes this) -->", f"<!-- {table}: end -->"


def with_table(text: str, rows: str, table: str = USUAL) -> str:
    """The page with a new table between its markers.

    Raises:
        ValueError: a marker is missing, repeated or out of order.
    """
    first, last = markers(table)
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end) or first in after or last in after:
        raise ValueError("docs/benchmarks.md has lost its markers")
    return f"{before}{first}\n\n{rows}\n\n{last}{after}"
