"""Translates fields and functions to SQL, with the rules of SOQL for each."""

from dataclasses import dataclass

from seatwise.sandbox.objects.schema import Field
from seatwise.sandbox.soql.errors import INVALID_FIELD, MALFORMED_QUERY
from seatwise.sandbox.soql.parser.syntax import Call, Expression, Path
from seatwise.sandbox.soql.scope import Scope

IDS = frozenset({"id", "reference"})
NUMBERS = frozenset({"int", "long", "double", "currency", "percent"})
MOMENTS = frozenset({"date", "datetime"})
AGGREGATES = frozenset({"COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"})

# Source: SOQL reference, date functions. Weeks of a year or month start on its first day, days of a week on Sunday.
_DATE_PARTS = {
    "CALENDAR_YEAR": "year({0})",
    "CALENDAR_QUARTER": "quarter({0})",
    "CALENDAR_MONTH": "month({0})",
    "FISCAL_YEAR": "year({0})",
    "FISCAL_QUARTER": "quarter({0})",
    "FISCAL_MONTH": "month({0})",
    "DAY_IN_YEAR": "dayofyear({0})",
    "DAY_IN_MONTH": "day({0})",
    "DAY_IN_WEEK": "(dayofweek({0}) + 1)",
    "WEEK_IN_YEAR": "((dayofyear({0}) - 1) // 7 + 1)",
    "WEEK_IN_MONTH": "((day({0}) - 1) // 7 + 1)",
    "HOUR_IN_DAY": "hour({0})",
    "DAY_ONLY": "CAST({0} AS DATE)",
}
DATE_FUNCTIONS = frozenset(_DATE_PARTS)
_OF_TIMES_ONLY = frozenset({"HOUR_IN_DAY", "DAY_ONLY"})


@dataclass(frozen=True)
class Operand:
    """One expression, translated.

    Attributes:
        type: Salesforce's type of its values.
        sql: its SQL.
        name: its name in errors.
        json_path: its path in the JSON record, if it is a field.
        field: the field, if the expression is a plain field.
        kind: `field`, `part` (a date function) or `aggregate`.
    """

    type: str
    sql: str
    name: str
    json_path: tuple[str, ...]
    field: Field | None
    kind: str
    at: int

    @property
    def is_text(self) -> bool:
        """Whether its values are compared as text, ignoring case."""
        return self.type not in IDS | NUMBERS | MOMENTS | {"boolean", "time", "base64"}

    @property
    def sort_sql(self) -> str:
        """The SQL to order by."""
        return f"lower({self.sql})" if self.is_text else self.sql


def operand(expression: Expression, scope: Scope) -> Operand:
    """Translate a field, a date function or an aggregate.

    Raises:
        SoqlError: INVALID_FIELD for an unknown field, MALFORMED_QUERY for an invalid use.
    """
    if isinstance(expression, Path):
        found = scope.resolve(expression)
        name = expression.names[-1]
        return Operand(found.field.type, found.sql, name, found.json_path, found.field, "field", expression.at)
    if expression.name in AGGREGATES:
        return _aggregate(expression, scope)
    if expression.name in _DATE_PARTS:
        return _date_part(expression, scope)
    if expression.name == "TOLABEL":
        return operand(_only(expression, scope), scope)
    raise scope.context.error(MALFORMED_QUERY, expression.at, f"unexpected function: {expression.name}")


def _only(call: Call, scope: Scope) -> Expression:
    if len(call.arguments) != 1:
        raise scope.context.error(MALFORMED_QUERY, call.at, f"The function {call.name} takes one field")
    return call.arguments[0]


def _aggregate(call: Call, scope: Scope) -> Operand:
    inner = operand(_only(call, scope), scope)
    summing, ranging = call.name in {"SUM", "AVG"}, call.name in {"MIN", "MAX"}
    fits = inner.type in NUMBERS if summing else not (ranging and inner.type in {"boolean", "base64"})
    if inner.field is None or not fits:
        reason = f"field {inner.name} does not support aggregate operator {call.name}"
        raise scope.context.error(MALFORMED_QUERY, call.at, reason)
    if call.name == "COUNT":
        every = inner.json_path == ("Id",)  # every record has one, so no ID needs to be computed to count them
        kind, sql = "int", "count(*)" if every else f"count({inner.sql})"
    elif call.name == "COUNT_DISTINCT":
        kind, sql = "int", f"count(DISTINCT {inner.sort_sql})"
    elif call.name == "AVG":
        kind, sql = "double", f"avg({inner.sql})"
    elif call.name == "SUM":
        whole = inner.type in {"int", "long"}
        kind, sql = ("long", f"CAST(sum({inner.sql}) AS BIGINT)") if whole else ("double", f"sum({inner.sql})")
    else:
        kind, sql = inner.type, f"{call.name.lower()}({inner.sql})"
    return Operand(kind, sql, call.written, (), None, "aggregate", call.at)


def _date_part(call: Call, scope: Scope) -> Operand:
    argument = _only(call, scope)
    if isinstance(argument, Call) and argument.name == "CONVERTTIMEZONE":
        argument = _only(argument, scope)  # all users of the sandbox are in UTC
    inner = operand(argument, scope)
    wanted = {"datetime"} if call.name in _OF_TIMES_ONLY else MOMENTS
    if inner.field is None or inner.type not in wanted:
        reason = f"The function {call.name} cannot be used with the field {inner.name}"
        raise scope.context.error(INVALID_FIELD, call.at, reason)
    kind = "date" if call.name == "DAY_ONLY" else "int"
    return Operand(kind, _DATE_PARTS[call.name].format(inner.sql), call.written, (), inner.field, "part", call.at)
