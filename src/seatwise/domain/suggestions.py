"""Known names that look like what a person typed, for "Did you mean ...?"."""

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 3


def suggestions(typed: str, names: Iterable[str]) -> list[str]:
    """Up to three names that look like what was typed, best first; upper and lower case are the same."""
    by_folded: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_folded.setdefault(name.casefold(), []).append(name)
    close = get_close_matches(typed.casefold(), by_folded, n=SHOWN, cutoff=0.5)
    return [name for folded in close for name in by_folded[folded]][:SHOWN]


def did_you_mean(names: Iterable[str]) -> str:
    """The question with these names in it; empty where there are none."""
    listed = " or ".join(names)
    return f"Did you mean {listed}?" if listed else ""
