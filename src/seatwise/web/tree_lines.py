"""The lines of the tree that a reader has opened: what the page draws, and what a file of it holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from seatwise.views.panel import Row
from seatwise.views.tree import Branch, Level, PeoplePage
from seatwise.web.profile_query_params import AskedTree


@dataclass(frozen=True)
class Line:
    """One line of the tree.

    Attributes:
        row: its figures.
        toggle: the query after a click on its name.
        is_open: whether what is below it is shown.
        people: the first users of an open profile.
        processes: its business processes, if they are listed.
    """

    row: Row
    toggle: str
    is_open: bool
    people: PeoplePage | None = None
    processes: Sequence[Row] | None = None


def lines(
    tree: Sequence[Branch],
    asked: AskedTree,
    *,
    people: Callable[[Row], PeoplePage],
    processes: Callable[[Branch], Sequence[Row]],
) -> Iterator[Line]:
    """What is shown, from top to bottom.

    Args:
        tree: the whole tree.
        asked: which of its branches are open.
        people: reads the first users of a profile.
        processes: reads the business processes of a branch.
    """
    for branch in tree:
        row, is_open = branch.row, asked.is_open(branch.row)
        is_profile = row["level"] == Level.PROFILE
        yield Line(
            row,
            asked.toggled(row),
            is_open,
            people(row) if is_profile and is_open else None,
            processes(branch) if row["id"] in asked.processes and row["business_processes"] else None,
        )
        if is_open:
            yield from lines(branch.children, asked, people=people, processes=processes)


def shown_rows(tree: Sequence[Branch], asked: AskedTree) -> Iterator[Row]:
    """The figures of the lines alone."""
    for branch in tree:
        yield branch.row
        if asked.is_open(branch.row):
            yield from shown_rows(branch.children, asked)
