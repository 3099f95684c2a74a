"""What a check of the home folder finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be."""

    what: str  # in a sentence, with the file or row
    next_step: str  # what to do about it
    is_damage: bool = True  # whether data is damaged or lost; else it is to be known, or to be tidied up


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    title: str
    problems: tuple[Problem, ...]
