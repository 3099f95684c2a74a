"""The columns of totals that are the sums of a metric's columns: of those that are declared `summed`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.model import Column


def sums_of(summed: Sequence[Column], what: str) -> Iterator[Column]:
    """Each summed column, and how many rows are left out of its sum; `what` a row is, in the plural: "licenses"."""
    for column in summed:
        if column.summed:
            sentence = f"Sum: {column.sentence}"
            yield replace(
                column,
                sentence=sentence,
                formula=f"sum({column.name})",
                missing=True,
                blank=tuple(each for each in column.blank if each[0] == "not priced"),
                summed="",
                shown=False,
            )
            yield left_out(column, what)


def with_left_out(column: Column, what: str) -> tuple[Column, Column]:
    """A count or sum that can be incomplete, and how many rows are left out of it."""
    return replace(column, missing=True), left_out(column, what)


def left_out(column: Column, what: str) -> Column:
    """How many rows are left out of a count or sum; `what` a row is, in the plural: "licenses"."""
    return columns.licenses(
        f"{column.name}_missing",
        f"{what.capitalize()} left out of {column.label}, because theirs is not known; 0 if it is complete, blank if "
        "their number is not known.",
        label=f"{column.label}, left out",
    )
