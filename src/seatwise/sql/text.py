"""SQL as text."""

import re
from pathlib import PurePath

_WILDCARD = re.compile(r"[*?\[]")


def literal(value: str) -> str:
    """A text as a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def path_pattern(path: PurePath) -> str:
    """A path as DuckDB's readers take it: they match patterns, and a folder may be named with * ? or [."""
    return _WILDCARD.sub(r"[\g<0>]", str(path))


def parquet_rows(path: PurePath) -> str:
    """The rows of a Parquet file, as a table in SQL."""
    return f"read_parquet({literal(path_pattern(path))})"
