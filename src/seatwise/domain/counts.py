"""Counts in sentences."""


def counted(count: int, what: str) -> str:
    """`1 license`, `1,200 licenses`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
