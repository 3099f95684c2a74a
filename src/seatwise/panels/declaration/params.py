"""Parameters of panels: what a person may choose, the same on the command line, in an address and in the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from seatwise.domain.errors import UsageError
from seatwise.metrics.selection import Condition, Operator, is_in, mentions

DAYS, MOST_DAYS = 30, 365
PAGE, MOST_ROWS = 50, 10_000
WHOLE_TREE = "tree"  # the level of a tree panel that shows every level, one below the other
NONE = "none"  # of a filter: rows without a value
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})

ParamValue = str | int | bool | tuple[str, ...] | None


class Kind(Enum):
    """What a parameter takes."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    TEXTS = "texts"  # may be given several times


Conditions = Callable[[ParamValue, datetime], tuple[Condition, ...]]
"""The conditions that a value means; those on times are relative to the snapshot's moment (UTC)."""


@dataclass(frozen=True)
class Param:
    """One parameter."""

    name: str  # as in an address and in the API; on the command line `--name`, with dashes
    help: str  # what it does, in a sentence
    kind: Kind = Kind.TEXT  # what it takes
    default: ParamValue = None  # what holds where it is not given
    choices: tuple[str, ...] = ()  # what it may be; for `CHOICE`, and for `TEXTS` that are not free
    least: int = 0  # for `NUMBER`
    most: int = 0  # for `NUMBER`
    positional: bool = False  # whether it is an argument on the command line, and part of the page's path
    conditions: Conditions | None = None  # the conditions on rows that a value means; None: it is no filter
    label: str = ""  # the filter as a page shows it
    hides: bool = False  # whether rows are hidden while it is off
    chooses: bool = False  # whether it says what the panel is of, so that its charts follow it, too
    lookup: str = ""  # how what was typed is found (`app.reports.panel_lookups`); the value is then what was found

    @property
    def values(self) -> tuple[str, ...]:
        """What it may be: its choices, and of a filter `none`, for rows without one; empty: any text."""
        return (*self.choices, NONE) if self.choices and self.kind is Kind.TEXTS else self.choices

    def parse(self, given: object) -> ParamValue:
        """The value of what was typed, or is in an address. Raises UsageError: it is none, and which there are."""
        if given is None or given == () or not str(given).strip(" "):
            if self.positional:
                raise UsageError(f"Parameter missing: {self.name}.", self.help)
            return self.default
        match self.kind:
            case Kind.TEXTS:
                texts = tuple(map(str, given)) if isinstance(given, list | tuple) else (str(given),)
                return tuple(map(self._choice, texts)) if self.choices else texts
            case Kind.FLAG:
                return self._flag(given)
            case Kind.NUMBER:
                return self._number(given)
            case Kind.CHOICE:
                return self._choice(str(given))
            case Kind.TEXT:
                return str(given)

    def _flag(self, given: object) -> bool:
        text = str(given).casefold()
        if text not in _TRUE | _FALSE:
            raise UsageError(f"{self.name} is {given!r}.", "Use true or false.")
        return text in _TRUE

    def _number(self, given: object) -> int:
        text = str(given).strip(" ")
        if not (text.isascii() and text.isdigit() and self.least <= int(text[:9]) <= self.most):
            raise UsageError(
                f"{self.name} is {text[:40]!r}.", f"Use a whole number from {self.least} to {self.most:,}."
            )
        return int(text)

    def _choice(self, given: str) -> str:
        for value in self.values:
            if value.casefold() == given.strip().casefold():
                return value
        raise UsageError(f"{self.name} is {given[:40]!r}.", f"Use one of: {', '.join(self.values)}.")


Params = Mapping[str, ParamValue]


def parse(params: Sequence[Param], given: Mapping[str, object]) -> Params:
    """Every parameter with its value; what is absent of what was typed has its default.

    Raises UsageError: there is no parameter of that name, or a value is not one of its values.
    """
    known = {param.name for param in params}
    if unknown := [name for name in given if name not in known]:
        raise UsageError(f"There is no parameter {unknown[0][:40]!r}.", f"Choose one of: {', '.join(sorted(known))}.")
    return {param.name: param.parse(given.get(param.name)) for param in params}


def chosen_conditions(params: Sequence[Param], values: Params, as_of: datetime) -> tuple[Condition, ...]:
    """The conditions of every filter that is on."""
    return tuple(
        condition
        for param in params
        if param.conditions is not None
        for condition in param.conditions(values[param.name], as_of)
    )


SNAPSHOT = Param("snapshot", "Snapshot ID, or the start of one. Default: the latest.")
SORT = Param(
    "sort", "The column to sort by; a minus in front sorts largest first. Unknown values come last either way."
)
PERIOD = Param(
    "period",
    "The activity period: days before the snapshot in which a login or a record counts.",
    Kind.NUMBER,
    DAYS,
    least=1,
    most=MOST_DAYS,
)
LIMIT = Param("limit", "How many rows a page has.", Kind.NUMBER, PAGE, least=1, most=MOST_ROWS)
AFTER = Param("after", "Continue after this row: the `after` of the previous page.")


def when(conditions: Callable[[ParamValue], tuple[Condition, ...]]) -> Conditions:
    """Conditions that depend on the value alone."""
    return lambda value, _: conditions(value)


def search(*columns: str, within: str = "", names: tuple[str, ...] = ()) -> Param:
    """The search box: rows with these words in one of the columns, which people know by these names.

    `within`, if one column has all of their texts.
    """
    *others, last = names or (column.replace("_", " ") for column in columns)
    several = f"{', '.join(others)} or {last}" if others else last
    searched = (within,) if within else columns
    conditions = when(lambda value: mentions(searched, str(value)) if value else ())
    return Param("search", f"Only rows with these words in their {several}.", conditions=conditions, label="Search")


def facet(
    name: str, help_: str, *, label: str, choices: tuple[str, ...] = (), column: str = "", lookup: str = ""
) -> Param:
    """A filter: rows whose column is one of the values; `none` matches rows without one."""

    def conditions(value: ParamValue) -> tuple[Condition, ...]:
        values = value if isinstance(value, tuple) else ()
        return (is_in(column or name, *(None if each == NONE else each for each in values)),) if values else ()

    return Param(name, help_, Kind.TEXTS, (), choices, conditions=when(conditions), label=label, lookup=lookup)


def flag(name: str, help_: str, label: str, *conditions: Condition, **columns: bool) -> Param:
    """A filter that is on or off: where it is on, only rows that meet the conditions and have these values."""
    wanted = (*conditions, *(is_in(column, is_so) for column, is_so in columns.items()))
    return Param(name, help_, Kind.FLAG, default=False, conditions=when(lambda on: wanted if on else ()), label=label)


def toggle(name: str, help_: str, hidden: Condition, *, label: str) -> Param:
    """Rows that are hidden unless the toggle is on: `hidden` is what holds for the others."""
    conditions = when(lambda value: () if value else (hidden,))
    return Param(name, help_, Kind.FLAG, default=False, conditions=conditions, label=label, hides=True)


def older_than(name: str, help_: str, column: str, *, label: str) -> Param:
    """A filter by age: rows whose time lies more than so many days before the snapshot."""

    def conditions(value: ParamValue, as_of: datetime) -> tuple[Condition, ...]:
        if not isinstance(value, int):
            return ()
        before = (as_of - timedelta(days=value)).replace(tzinfo=None)
        return (Condition((column,), Operator.BELOW, (before,)),)

    return Param(name, help_, Kind.NUMBER, least=1, most=10_000, conditions=conditions, label=label)
