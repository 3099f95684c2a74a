"""The syntax tree of SOQL. `at` is an offset in the text of the query."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Path:
    """A field, with its parents: `Profile.UserLicense.Name`."""

    names: tuple[str, ...]
    at: int

    @property
    def written(self) -> str:
        """The path as in the query."""
        return ".".join(self.names)


@dataclass(frozen=True)
class Call:
    """A function: aggregate, date function, `toLabel`, `FIELDS`. `name` is in capitals."""

    name: str
    arguments: tuple["Expression", ...]
    at: int

    @property
    def written(self) -> str:
        """The call, normalized: `COUNT(Id)`."""
        return f"{self.name}({', '.join(argument.written for argument in self.arguments)})"


Expression = Path | Call


@dataclass(frozen=True)
class Text:
    """A string literal. `raw` is the text between the quotes, with its escapes, which LIKE treats differently."""

    raw: str
    at: int


@dataclass(frozen=True)
class Number:
    """A number literal."""

    value: int | float
    at: int


@dataclass(frozen=True)
class Day:
    """A date literal such as 2026-11-21."""

    value: date
    at: int


@dataclass(frozen=True)
class Moment:
    """A datetime literal in UTC without a zone, as in the sandbox's tables."""

    value: datetime
    at: int


@dataclass(frozen=True)
class Word:
    """A bare word: null, true, false, or a relative date such as `LAST_N_DAYS:30`. `name` is in capitals."""

    name: str
    count: int | None
    at: int


Value = Text | Number | Day | Moment | Word


@dataclass(frozen=True)
class Compare:
    """`left operator right`; the operator is one of = != < <= > >= LIKE."""

    left: Expression
    operator: str
    right: Value


@dataclass(frozen=True)
class Among:
    """`left IN (values)`, or NOT IN."""

    left: Expression
    values: tuple[Value, ...]
    negated: bool


@dataclass(frozen=True)
class SemiJoin:
    """`left IN (SELECT ...)`; negated, it is an anti-join."""

    left: Expression
    query: "Query"
    negated: bool


@dataclass(frozen=True)
class Junction:
    """Conditions joined by `AND` or `OR`. `depth` is the number of levels below."""

    word: str
    parts: tuple["Condition", ...]
    depth: int


@dataclass(frozen=True)
class Not:
    """A negated condition."""

    part: "Condition"
    depth: int


Condition = Compare | Among | SemiJoin | Junction | Not


@dataclass(frozen=True)
class Item:
    """One item of the SELECT list, with its alias."""

    expression: Expression
    alias: str | None


@dataclass(frozen=True)
class ChildQuery:
    """A parent-to-child subquery: `(SELECT AssigneeId FROM PermissionSetLicenseAssignments)`."""

    query: "Query"
    at: int


@dataclass(frozen=True)
class TypeOf:
    """A TYPEOF expression, which is parsed but not supported."""

    at: int


@dataclass(frozen=True)
class Ordering:
    """One term of ORDER BY. SOQL puts nulls first by default, in both directions."""

    expression: Expression
    descending: bool
    nulls_first: bool


@dataclass(frozen=True)
class Query:
    """One SELECT. `text` is the whole query; it is empty in subqueries."""

    items: tuple[Item | ChildQuery | TypeOf, ...]
    source: str
    source_at: int
    alias: str | None
    where: Condition | None
    group: tuple[Expression, ...]
    having: Condition | None
    order: tuple[Ordering, ...]
    limit: int | None
    offset: int | None
    all_rows: bool
    at: int
    text: str = ""
