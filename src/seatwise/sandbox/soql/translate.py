"""Translates a parsed query to DuckDB SQL with numbered parameters; each object is a table of its name.

Column types: datetime is TIMESTAMP in UTC, date is DATE, boolean is BOOLEAN, numbers are numbers, the rest VARCHAR.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from seatwise.sandbox.objects.schema import Field, SObject
from seatwise.sandbox.soql.aggregates import aggregate
from seatwise.sandbox.soql.conditions import Inner, condition
from seatwise.sandbox.soql.errors import INVALID_FIELD, MALFORMED_QUERY
from seatwise.sandbox.soql.expressions import IDS, operand
from seatwise.sandbox.soql.parser.syntax import Call, ChildQuery, Item, Path, Query, TypeOf
from seatwise.sandbox.soql.plan import Column, Entity, Plan, is_aggregate, ordering_sql
from seatwise.sandbox.soql.scope import QueryContext, Scope

MOST_WITH_ALL_FIELDS = 200  # records of a query with FIELDS(ALL) or FIELDS(CUSTOM)


def translate(
    query: Query, objects: Mapping[str, SObject], *, now: datetime, permissions: frozenset[str] | None = None
) -> Plan:
    """Translate a query.

    Args:
        query: from `parse`.
        objects: the org's objects by name.
        now: the current time (aware), for TODAY.
        permissions: of the caller; objects and fields that need another permission do not exist. None shows all.

    Raises:
        SoqlError: as Salesforce would return it.
    """
    context = QueryContext(query.text, objects, permissions, now.astimezone(UTC))
    sobject = context.sobject(query.source, query.source_at)
    return _plan(query, Scope(context, sobject, query.alias))


def _plan(query: Query, scope: Scope) -> Plan:
    if is_aggregate(query):
        return aggregate(query, scope, where=_where(query, scope))
    columns = [column for item in query.items for column in _columns(item, query, scope)]
    _refuse_duplicates(columns, query, scope)
    where = _where(query, scope)
    order = tuple(ordering_sql(ordering, scope) for ordering in query.order)
    if query.having is not None:
        raise scope.context.error(MALFORMED_QUERY, query.at, "HAVING needs GROUP BY")
    places = {
        json_path[:length]: None
        for json_path in ((), *(c.json_path for c in columns))
        for length in range(len(json_path) or 1)
    }
    entities = tuple(Entity(json_path, *scope.id_of(json_path)) for json_path in places)
    return Plan(
        query=query,
        sobject=scope.sobject.name,
        columns=tuple(columns),
        entities=entities,
        body=scope.from_clause() + where,
        order=order,
        stable=(f'{scope.root}."Id"',),
        parameters=tuple(scope.context.parameters),
        query_more=scope.sobject.query_more,
    )


def _where(query: Query, scope: Scope) -> str:
    if query.where is None:
        return ""
    return " WHERE " + condition(query.where, scope, lambda inner: _semi_join_select(inner, scope.context))


def _columns(item: Item | ChildQuery | TypeOf, query: Query, scope: Scope) -> list[Column]:
    """The columns of one item of the SELECT list."""
    match item:
        case TypeOf():
            raise scope.context.error(MALFORMED_QUERY, item.at, "TYPEOF needs a polymorphic relationship")
        case ChildQuery():
            return [_children(item, scope)]
        case Item(Call("FIELDS") as call):
            return [_column(scope, field) for field in _all_fields(call, query, scope)]
    if item.alias is not None:
        reason = "only aggregate expressions use field aliasing"
        raise scope.context.error(MALFORMED_QUERY, item.expression.at, reason)
    found = operand(item.expression, scope)
    path = item.expression if isinstance(item.expression, Path) else None
    return [Column(found.json_path, found.type, path.written if path else found.name, found.sql)]


def _column(scope: Scope, field: Field) -> Column:
    found = scope.reference(field)
    return Column(found.json_path, field.type, field.name, found.sql)


def _all_fields(call: Call, query: Query, scope: Scope) -> list[Field]:
    """The fields of FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM)."""
    which = call.arguments[0].written.upper() if len(call.arguments) == 1 else ""
    if which not in {"ALL", "STANDARD", "CUSTOM"}:
        raise scope.context.error(MALFORMED_QUERY, call.at, "FIELDS takes ALL, STANDARD or CUSTOM")
    if which != "STANDARD" and (query.limit is None or query.limit > MOST_WITH_ALL_FIELDS):
        reason = f"The SOQL FIELDS function must have a LIMIT of at most {MOST_WITH_ALL_FIELDS}"
        raise scope.context.error(MALFORMED_QUERY, call.at, reason)
    fields = scope.context.fields(scope.sobject)
    return [field for field in fields if which == "ALL" or field.name.endswith("__c") == (which == "CUSTOM")]


def _refuse_duplicates(columns: list[Column], query: Query, scope: Scope) -> None:
    seen: set[tuple[str, ...]] = set()
    for column in columns:
        if column.json_path in seen:
            reason = f"duplicate field selected: {column.header}"
            raise scope.context.error(INVALID_FIELD, query.at, reason)
        seen.add(column.json_path)


def _children(item: ChildQuery, outer: Scope) -> Column:
    """A subquery as one column: the list of its rows as structs c0, c1, ..., or null if there are none."""
    context, query = outer.context, item.query
    link, sobject = context.child(outer.sobject, query.source, query.source_at)
    if is_aggregate(query) or any(isinstance(inner, ChildQuery) for inner in query.items):
        raise context.error(MALFORMED_QUERY, item.at, "Only root queries support aggregate expressions and subqueries")
    scope = Scope(context, sobject, query.alias)
    plan = _plan(query, scope)
    joined = f'{scope.root}."{link.field}" = {outer.root}."Id"'
    word = "WHERE" if query.where is None else "AND"
    row = ", ".join(f"{name} := {term}" for name, term in plan.terms())
    rows = f"list(struct_pack({row}){plan.ordered((*plan.order, *plan.stable))})"
    first = query.offset or 0
    last = "" if query.limit is None else first + query.limit
    sql = f"(SELECT {rows}[{first + 1}:{last}] {plan.body} {word} {joined})"
    return Column((link.name,), "children", link.name, sql, plan)


def _semi_join_select(query: Query, context: QueryContext) -> str:
    """The SELECT of IDs of a semi-join."""
    scope = Scope(context, context.sobject(query.source, query.source_at), query.alias)
    only = query.items[0]
    if len(query.items) != 1 or not isinstance(only, Item) or not isinstance(only.expression, Path):
        raise context.error(MALFORMED_QUERY, query.at, "The inner select of a semi join must have one field")
    if query.group or query.having is not None or query.order or query.offset is not None or query.limit is not None:
        raise context.error(MALFORMED_QUERY, query.at, "The inner select of a semi join takes only a WHERE clause")
    found = operand(only.expression, scope)
    if found.type not in IDS:
        reason = f"The selected field '{found.name}' in the inner select must be an ID or a reference"
        raise context.error(MALFORMED_QUERY, query.at, reason)
    where = "" if query.where is None else " WHERE " + condition(query.where, scope, _refuse_nesting(context, query))
    return f"SELECT {found.sql} {scope.from_clause()}{where}"


def _refuse_nesting(context: QueryContext, query: Query) -> Inner:
    def refuse(_: Query) -> str:
        raise context.error(MALFORMED_QUERY, query.at, "Nesting of semi join sub-selects is not supported")

    return refuse
