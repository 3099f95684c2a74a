"""Aggregate queries: COUNT() and GROUP BY."""

from seatwise.sandbox.soql.conditions import condition
from seatwise.sandbox.soql.errors import MALFORMED_QUERY, SoqlError
from seatwise.sandbox.soql.expressions import Operand, operand
from seatwise.sandbox.soql.parser.syntax import (
    Among,
    Call,
    Compare,
    Condition,
    Expression,
    Item,
    Junction,
    Not,
    Path,
    Query,
    SemiJoin,
)
from seatwise.sandbox.soql.plan import Column, Plan, ordering_sql
from seatwise.sandbox.soql.scope import Scope


def aggregate(query: Query, scope: Scope, *, where: str) -> Plan:
    """The plan of a query that counts or groups.

    Args:
        query: one for which `is_aggregate` holds.
        scope: of its FROM.
        where: its WHERE clause as SQL.

    Raises:
        SoqlError: MALFORMED_QUERY, for what SOQL cannot group, aggregate or limit.
    """
    if _counts_only(query, scope):
        return _plan(query, scope, (), where)
    grouped = [_grouped(expression, scope) for expression in query.group]
    columns = _columns(query, scope, grouped)
    if query.having is not None and not query.group:
        raise scope.context.error(MALFORMED_QUERY, query.at, "HAVING needs GROUP BY")
    having = ""
    if query.having is not None:
        _refuse_ungrouped(query.having, scope, grouped)
        having = " HAVING " + condition(query.having, scope, lambda _: "", having=True)
    for ordering in query.order:
        _check(operand(ordering.expression, scope), grouped, "Ordered field must be grouped or aggregated")
    if query.limit is not None and not query.group:
        reason = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
        raise scope.context.error(MALFORMED_QUERY, query.at, reason)
    by = f" GROUP BY {', '.join(item.sql for item in grouped)}" if grouped else ""
    return _plan(query, scope, columns, where + by + having, tuple(item.sql for item in grouped))


def _plan(query: Query, scope: Scope, columns: tuple[Column, ...], rest: str, stable: tuple[str, ...] = ()) -> Plan:
    return Plan(
        query=query,
        sobject=scope.sobject.name,
        columns=columns,
        entities=(),
        order=tuple(ordering_sql(ordering, scope) for ordering in query.order),
        body=scope.from_clause() + rest,
        stable=stable,
        parameters=tuple(scope.context.parameters),
        query_more=False,
    )


def _counts_only(query: Query, scope: Scope) -> bool:
    calls = [item for item in query.items if isinstance(item, Item) and _is_bare_count(item.expression)]
    if not calls:
        return False
    if len(query.items) > 1 or query.group or query.order or query.having is not None:
        at = query.at
        raise scope.context.error(MALFORMED_QUERY, at, "COUNT() must stand alone, without GROUP BY and ORDER BY")
    return True


def _is_bare_count(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.name == "COUNT" and not expression.arguments


def _grouped(expression: Expression, scope: Scope) -> Operand:
    if isinstance(expression, Call) and expression.name in {"ROLLUP", "CUBE"}:
        reason = f"GROUP BY {expression.name} is not supported by the sandbox org; group by the fields themselves"
        raise scope.context.error(MALFORMED_QUERY, expression.at, reason)
    found = operand(expression, scope)
    if found.kind == "aggregate":
        reason = f"Grouped field should not be aggregated: {found.name}"
        raise scope.context.error(MALFORMED_QUERY, expression.at, reason)
    if found.kind == "field" and found.field is not None and not found.field.groupable:
        reason = f"field '{found.name}' can not be grouped in a query call"
        raise scope.context.error(MALFORMED_QUERY, expression.at, reason)
    return found


def _columns(query: Query, scope: Scope, grouped: list[Operand]) -> tuple[Column, ...]:
    """The SELECT list. Fields have their own name, functions their alias or expr0, expr1, ..."""
    columns: list[Column] = []
    names: set[str] = set()
    unnamed = 0
    for item in query.items:
        if not isinstance(item, Item):
            raise scope.context.error(MALFORMED_QUERY, item.at, "Grouped queries have no subqueries")
        found = operand(item.expression, scope)
        _check(found, grouped, "Field must be grouped or aggregated")
        name = item.alias or (found.json_path[-1] if isinstance(item.expression, Path) else f"expr{unnamed}")
        unnamed += item.alias is None and not isinstance(item.expression, Path)
        if name.lower() in names:
            raise scope.context.error(MALFORMED_QUERY, item.expression.at, f"duplicate alias: {name}")
        names.add(name.lower())
        columns.append(Column((name,), found.type, name, found.sql))
    return tuple(columns)


def _check(found: Operand, grouped: list[Operand], reason: str) -> None:
    if found.kind != "aggregate" and all(found.sql != item.sql for item in grouped):
        raise _ungrouped(found, reason)


def _ungrouped(found: Operand, reason: str) -> SoqlError:
    return SoqlError(MALFORMED_QUERY, f"{reason}: {found.name}")  # without an arrow, as in real orgs


def _refuse_ungrouped(node: Condition, scope: Scope, grouped: list[Operand]) -> None:
    match node:
        case Junction(_, parts):
            for part in parts:
                _refuse_ungrouped(part, scope, grouped)
        case Not(part):
            _refuse_ungrouped(part, scope, grouped)
        case SemiJoin(left):
            raise _ungrouped(operand(left, scope), "Semi joins are not allowed in HAVING")
        case Compare(left) | Among(left):
            _check(operand(left, scope), grouped, "Field must be grouped or aggregated")
