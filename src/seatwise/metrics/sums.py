"""Totals: of a metric's columns the sums of those that are declared `summed`; of a list how many rows there are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric

NONE_LEFT_OUT = "case when (select count(*) from may_match) = 0 then cast(0 as bigint) end"  # SQL: 0, or not known


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


def count_of_rows(over: Metric, count: Column, left_out: Column) -> Metric:
    """The totals of a list that is read page by page: how many rows there are; `left_out` is 0 where that is known."""
    return Metric(
        f"{over.name}_totals",
        sentence="One row: how many there are.",
        inputs=("may_match",),
        over=over,
        columns=(columns.text("group", "Always `all`."), count, left_out),
        text=f"select 'all' as \"group\", count(*) as {count.name},\n"
        f"    {NONE_LEFT_OUT} as {left_out.name}\nfrom shown",
    )


def with_left_out(column: Column, what: str) -> tuple[Column, Column]:
    """A count or sum that can be incomplete, and how many rows are left out of it."""
    return replace(column, missing=True), left_out(column, what)


def known_or_not(column: Column) -> tuple[Column, Column]:
    """A count that is complete or not known, and 0 beside it if it is complete."""
    return replace(column, missing=True), columns.missing(
        f"{column.name}_missing",
        f"0 if {column.label} is known; blank if not, as the number left out is not known.",
        label=f"{column.label}, left out",
        needs=column.needs,
    )


def left_out(column: Column, what: str) -> Column:
    """How many rows are left out of a count or sum; `what` a row is, in the plural: "licenses"."""
    return columns.licenses(
        f"{column.name}_missing",
        f"{what.capitalize()} left out of {column.label}, because theirs is not known; 0 if it is complete, blank if "
        "their number is not known.",
        label=f"{column.label}, left out",
    )
