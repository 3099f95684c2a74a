"""How far a refresh is: what is being read, how much of it, and about how long the rest takes."""

from dataclasses import dataclass, replace

from seatwise.app.extract import Progress
from seatwise.sources.registry import REGISTRY

SETTLED = frozenset({"done", "gap"})
_FIRST_SECOND = 1.0  # before it, a rate says nothing


@dataclass(frozen=True)
class StepProgress:
    """One table of a refresh, or a part of one. `expected`: about how many rows it has; None when not known."""

    table: str
    sobject: str
    state: str = "waiting"
    rows: int = 0
    expected: int | None = None

    @property
    def total(self) -> int | None:
        """What `rows` is a part of: never less than the rows; at least 1, so that an empty table can be whole."""
        if self.state in SETTLED:
            return max(self.rows, 1)
        return None if self.expected is None else max(self.expected, self.rows, 1)

    @property
    def part(self) -> int:
        """How many of `total` are there."""
        return max(self.rows, 1) if self.state in SETTLED else self.rows


@dataclass(frozen=True)
class RefreshProgress:
    """The state of a refresh. `calls_left` is None until the org says."""

    steps: tuple[StepProgress, ...]
    calls: int = 0
    calls_left: int | None = None

    @staticmethod
    def begun() -> "RefreshProgress":
        """Nothing is read yet."""
        return RefreshProgress(tuple(StepProgress(table.name, table.sobject) for table in REGISTRY))

    def after(self, event: Progress) -> "RefreshProgress":
        """The state after an event. Those of several tables arrive in any order; calls only grow."""
        known = self.steps
        if all(step.table != event.table for step in known):
            known = (*known, StepProgress(event.table, step_name(event.table)))
        steps = tuple(_stepped(step, event) if step.table == event.table else step for step in known)
        left = self.calls_left if event.calls_left is None else event.calls_left
        return RefreshProgress(steps, max(self.calls, event.calls), left)

    @property
    def rows(self) -> int:
        """Rows read so far, over all tables."""
        return sum(step.rows for step in self.steps)

    @property
    def expected(self) -> int | None:
        """About how many there are, over the tables that the org counts; None when it counts none."""
        totals = [step.total or step.rows for step in self.steps if step.expected is not None]
        return sum(totals) if totals else None

    @property
    def settled(self) -> int:
        """How many tables are done or cannot be seen."""
        return sum(step.state in SETTLED for step in self.steps)

    def seconds_left(self, seconds: float) -> int | None:
        """About how long the rest takes at the pace of the seconds so far, in whole seconds; None: nobody can know.

        Tables that the org does not count before they are read are small, and left out.
        """
        counted = [step for step in self.steps if step.expected is not None]
        read = sum(step.rows for step in counted)
        if seconds < _FIRST_SECOND or not read:
            return None
        rest = sum((step.total or 0) - step.part for step in counted)
        if not rest:  # what is still being read or stored has no count to go by
            return None
        return round(seconds * rest / read)


def step_name(table: str) -> str:
    """A table, or part of one, as progress names it: in words that people know."""
    whole, _, sobject = table.partition(".")
    if sobject:
        return f"{sobject} records"
    return next((known.sobject for known in REGISTRY if known.name == whole), whole)


def _stepped(step: StepProgress, event: Progress) -> StepProgress:
    expected = step.expected if event.rows_expected is None else event.rows_expected
    return replace(step, state=event.state, rows=event.rows, expected=expected)
