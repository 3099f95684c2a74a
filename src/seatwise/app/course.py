"""How far a refresh is: what is being read, how much of it, and about how long the rest takes."""

from dataclasses import dataclass, replace

from seatwise.app.pages import Progress
from seatwise.domain.people_tables import EVERY_TABLE

SETTLED = frozenset({"done", "gap"})
_FIRST_SECOND = 1.0  # before it, a rate says nothing


@dataclass(frozen=True)
class Stage:
    """One table of a refresh, or a part of one. `expected`: about how many rows it has; None when not told."""

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
class Course:
    """Where a refresh stands. `calls_left` is None until the org tells."""

    stages: tuple[Stage, ...]
    calls: int = 0
    calls_left: int | None = None

    @staticmethod
    def begun() -> "Course":
        """Nothing is read yet."""
        return Course(tuple(Stage(table.name, table.sobject) for table in EVERY_TABLE))

    def after(self, step: Progress) -> "Course":
        """Where it stands after a step. Steps of several tables arrive in any order; calls only grow."""
        known = self.stages
        if all(stage.table != step.table for stage in known):
            known = (*known, Stage(step.table, stage_name(step.table)))
        stages = tuple(_stepped(stage, step) if stage.table == step.table else stage for stage in known)
        left = self.calls_left if step.calls_left is None else step.calls_left
        return Course(stages, max(self.calls, step.calls), left)

    @property
    def rows(self) -> int:
        """Rows read so far, over all tables."""
        return sum(stage.rows for stage in self.stages)

    @property
    def expected(self) -> int | None:
        """About how many there are, over the tables that are told; None when none is."""
        told = [stage.total or stage.rows for stage in self.stages if stage.expected is not None]
        return sum(told) if told else None

    @property
    def settled(self) -> int:
        """How many tables are done or cannot be seen."""
        return sum(stage.state in SETTLED for stage in self.stages)

    def seconds_left(self, seconds: float) -> int | None:
        """About how long the rest takes at the pace so far, in whole seconds; None when nobody can know.

        Tables that the org does not count before they are read are small (definitions of licenses) and left out.

        Args:
            seconds: how long it has been reading.
        """
        told = [stage for stage in self.stages if stage.expected is not None]
        read = sum(stage.rows for stage in told)
        if seconds < _FIRST_SECOND or not read:
            return None
        rest = sum((stage.total or 0) - stage.part for stage in told)
        if not rest:  # what is still being read or stored has no count to go by
            return None
        return round(seconds * rest / read)


def stage_name(table: str) -> str:
    """A table, or part of one, as progress names it: in words that people know."""
    whole, _, sobject = table.partition(".")
    if sobject:
        return f"{sobject} records"
    return next((known.sobject for known in EVERY_TABLE if known.name == whole), whole)


def _stepped(stage: Stage, step: Progress) -> Stage:
    expected = stage.expected if step.rows_expected is None else step.rows_expected
    return replace(stage, state=step.state, rows=step.rows, expected=expected)
