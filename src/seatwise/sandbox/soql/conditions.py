"""WHERE and HAVING as SQL.

SOQL has two truth values: a comparison with null is false, and NOT of it is true. SQL's third value matters under NOT
only, so coalesce() is applied there; != and NOT IN handle null explicitly.
"""

from collections.abc import Callable
from datetime import date, datetime

from seatwise.domain.errors import UsageError
from seatwise.domain.ids import to18
from seatwise.sandbox.soql.errors import FILTER_OPERATOR, INVALID_FIELD, MALFORMED_QUERY, SoqlError
from seatwise.sandbox.soql.expressions import IDS, NUMBERS, Operand, operand
from seatwise.sandbox.soql.literals import days, pattern, string
from seatwise.sandbox.soql.parser.syntax import (
    Among,
    Compare,
    Condition,
    Day,
    Junction,
    Moment,
    Not,
    Number,
    Query,
    SemiJoin,
    Text,
    Value,
    Word,
)
from seatwise.sandbox.soql.scope import Scope

_EQUALITY = frozenset({"=", "!="})
_DISTINCT = {"=": "=", "!=": "IS DISTINCT FROM"}
Inner = Callable[[Query], str]


def condition(node: Condition, scope: Scope, inner: Inner, *, having: bool = False) -> str:
    """Translate a condition to SQL.

    Args:
        node: the condition.
        scope: resolves its names.
        inner: translates the query of a semi-join into a SELECT of one column.
        having: whether aggregates are allowed.

    Raises:
        SoqlError: INVALID_FIELD, INVALID_QUERY_FILTER_OPERATOR or MALFORMED_QUERY.
    """
    match node:
        case Junction(word, parts):
            if word == "OR":
                _refuse_semi_joins(parts, scope)
            return "(" + f" {word} ".join(condition(part, scope, inner, having=having) for part in parts) + ")"
        case Not(part):
            return f"(NOT coalesce({condition(part, scope, inner, having=having)}, false))"
    left = operand(node.left, scope)
    if left.kind == "aggregate" and not having:
        raise scope.context.error(MALFORMED_QUERY, left.at, "Aggregate functions are not allowed in WHERE")
    if left.field is not None and not left.field.filterable:
        raise scope.context.error(INVALID_FIELD, left.at, f"field '{left.name}' can not be filtered in a query call")
    match node:
        case SemiJoin():
            return _semi_join(node, left, scope, inner)
        case Among():
            return _among(node, left, scope)
        case Compare():
            return _compare(left, node, scope)


def _semi_join(node: SemiJoin, left: Operand, scope: Scope, inner: Inner) -> str:
    if left.type not in IDS:
        reason = f"Semi join sub-selects are only allowed on reference fields, not on '{left.name}'"
        raise scope.context.error(MALFORMED_QUERY, left.at, reason)
    found = f"{left.sql} IN ({inner(node.query)})"
    return f"(NOT coalesce({found}, false))" if node.negated else f"({found})"


def _refuse_semi_joins(parts: tuple[Condition, ...], scope: Scope) -> None:
    for part in parts:
        inner = part.part if isinstance(part, Not) else part
        if isinstance(inner, SemiJoin):
            reason = "Semi join sub-selects are not allowed with the 'OR' operator"
            raise scope.context.error(MALFORMED_QUERY, inner.left.at, reason)


def _among(node: Among, left: Operand, scope: Scope) -> str:
    """Null and relative dates become separate conditions; the other values become one IN."""
    plain: list[str] = []
    others: list[str] = []
    for value in node.values:
        if _is_null(value) or (isinstance(value, Word) and left.type in {"date", "datetime"}):
            others.append(_compare(left, Compare(node.left, "=", value), scope))
        else:
            plain.append(_scalar(left, value, scope))
    if plain:
        others.append(f"{left.sort_sql} IN ({', '.join(plain)})")
    found = "(" + " OR ".join(others) + ")"
    return f"(NOT coalesce({found}, false))" if node.negated else found


def _is_null(value: Value) -> bool:
    """Whether it is null. An empty string is."""
    return (isinstance(value, Word) and value.name == "NULL") or (isinstance(value, Text) and not value.raw)


def _compare(left: Operand, node: Compare, scope: Scope) -> str:
    operator, value = node.operator, node.right
    if _is_null(value) and operator in _EQUALITY:
        return f"({left.sql} IS {'' if operator == '=' else 'NOT '}NULL)"
    if operator == "LIKE":
        return _like(left, value, scope)
    if operator not in _EQUALITY and (left.type in {"boolean", "id", "reference", "base64"} or _is_null(value)):
        allowed = left.type in IDS and isinstance(value, Text)  # keyset paging compares IDs by order
        if not allowed:
            raise scope.context.error(FILTER_OPERATOR, left.at, f"invalid operator on {left.type} field")
    if isinstance(value, Word) and left.type in {"date", "datetime"}:
        return _within(left, operator, value, scope)
    return f"({left.sort_sql} {_DISTINCT.get(operator, operator)} {_scalar(left, value, scope)})"


def _like(left: Operand, value: Value, scope: Scope) -> str:
    if not left.is_text:
        raise scope.context.error(FILTER_OPERATOR, left.at, f"invalid operator on {left.type} field")
    if not isinstance(value, Text):
        raise _wrong_type(left, scope)
    return f"({left.sort_sql} LIKE lower({scope.context.parameter(pattern(value.raw))}) ESCAPE '\\')"


def _scalar(left: Operand, value: Value, scope: Scope) -> str:
    """One value as a parameter; it must have the operand's type."""
    parameter = scope.context.parameter
    match value:
        case Text(raw) if left.is_text:
            return f"lower({parameter(string(raw))})"
        case Text(raw) if left.type in IDS:
            return parameter(_record_id(string(raw), value.at, scope))
        case Number(number) if left.type in NUMBERS:
            return parameter(number)
        case Day(day) if left.type == "date":
            return parameter(day)
        case Moment(moment) if left.type == "datetime":
            return parameter(moment)
        case Word("TRUE" | "FALSE", None) if left.type == "boolean":
            return parameter(value.name == "TRUE")
    raise _wrong_type(left, scope)


def _record_id(text: str, at: int, scope: Scope) -> str:
    try:
        return to18(text)
    except UsageError:
        raise scope.context.error(FILTER_OPERATOR, at, f"invalid ID field: {text}") from None


def _within(left: Operand, operator: str, word: Word, scope: Scope) -> str:
    """Compare with a relative date, which is a range of days: `=` is within it, `>` is after it."""
    found = days(word.name, word.count, scope.context.now.date())
    if found is None:
        raise _wrong_type(left, scope)
    first, after = (_as(left, day) for day in found)
    sql, parameter = left.sql, scope.context.parameter
    match operator:
        case "=":
            return f"({sql} >= {parameter(first)} AND {sql} < {parameter(after)})"
        case "!=":
            return f"({sql} IS NULL OR {sql} < {parameter(first)} OR {sql} >= {parameter(after)})"
        case "<" | ">=":
            return f"({sql} {operator} {parameter(first)})"
        case "<=":
            return f"({sql} < {parameter(after)})"
    return f"({sql} >= {parameter(after)})"


def _as(left: Operand, day: date) -> date:
    return datetime(day.year, day.month, day.day) if left.type == "datetime" else day  # noqa: DTZ001 - tables have UTC


def _wrong_type(left: Operand, scope: Scope) -> SoqlError:
    kind = "string" if left.is_text or left.type in IDS else {"datetime": "dateTime"}.get(left.type, left.type)
    quotes = "should be enclosed in quotes" if kind == "string" else "should not be enclosed in quotes"
    reason = f"value of filter criterion for field '{left.name}' must be of type {kind} and {quotes}"
    return scope.context.error(INVALID_FIELD, left.at, reason)
