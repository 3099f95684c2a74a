"""Figures with their targets: medians, ratios, and the table of results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        measured: as displayed, with its unit.
        floor: the baseline and its measured value; empty if there is none.
        value: the number to compare with `most`: a ratio or an amount.
        most: the target, the highest `value` allowed; None = no target.
    """

    what: str
    measured: str
    floor: str = ""
    value: float | None = None
    most: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the target is missed. A value that could not be measured misses it."""
        return self.most is not None and (self.value is None or self.value > self.most)

    @property
    def verdict(self) -> str:
        """`yes`, `NO`, or empty without a target."""
        return "" if self.most is None else "NO" if self.missed else "yes"


def ratio(
    what: str, ours: Sequence[float], floor_is: str, floor: Sequence[float], *, most: float | None = None
) -> Figure:
    """Our median seconds divided by those of the floor."""
    mine, other = median(ours), median(floor)
    return Figure(what, seconds(mine), f"{floor_is}: {seconds(other)}", mine / other, most)


def in_turns(times: int, *runs: Callable[[], _T]) -> list[list[_T]]:
    """Run A B A B ..., so that a slowdown of the machine affects both. Returns one list of results per run."""
    results: list[list[_T]] = [[] for _ in runs]
    for _ in range(times):
        for run, found in zip(runs, results, strict=True):
            found.append(run())
    return results


def seconds(value: float) -> str:
    """`1.23 s`, or `12.3 ms` below a tenth of a second."""
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"


def milliseconds(what: str, took: float, most: float) -> Figure:
    """A time in seconds, shown and compared in milliseconds."""
    return Figure(what, f"{took * 1000:.1f} ms", "", took * 1000, most)


def percentile(times: Sequence[float], share: float = 0.95) -> float:
    """The percentile of the times, the 95th by default."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def megabytes(value: float) -> str:
    """`123.4 MB` (10^6 bytes)."""
    return f"{value / 1e6:.1f} MB"


_HEADINGS = ("figure", "measured", "floor", "value", "at most", "reached")


def cells(figure: Figure) -> tuple[str, ...]:
    """The cells of one row."""
    value = "" if figure.value is None else f"{figure.value:.2f}".removesuffix(".00")
    most = "" if figure.most is None else f"{figure.most:g}"
    return figure.what, figure.measured, figure.floor, value, most, figure.verdict


def as_text(figures: Sequence[Figure]) -> str:
    """The table for a terminal."""
    lines = [_HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table for the documentation."""
    lines = [_HEADINGS, ("---",) * len(_HEADINGS), *(cells(figure) for figure in figures)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
