"""Bulk API 2.0: which queries it supports, and their SELECT of text columns for COPY to CSV."""

from seatwise.sandbox.soql.parser.syntax import Call, ChildQuery, Item, Query, TypeOf
from seatwise.sandbox.soql.plan import Column, Plan, is_aggregate


def bulk_refusal(query: Query) -> str | None:
    """Why Bulk API 2.0 does not support a query, or None if it does. `SObject.bulk` is for the object."""
    calls = [item.expression for item in query.items if isinstance(item, Item) and isinstance(item.expression, Call)]
    refusals = {
        "GROUP BY": bool(query.group),
        "Aggregate functions": is_aggregate(query),
        "OFFSET": query.offset is not None,
        "TYPEOF": any(isinstance(item, TypeOf) for item in query.items),
        "Nested queries": any(isinstance(item, ChildQuery) for item in query.items),
        "FIELDS(ALL) and FIELDS(CUSTOM)": any(
            call.name == "FIELDS" and [a.written.upper() for a in call.arguments] != ["STANDARD"] for call in calls
        ),
    }
    refused = [what for what, found in refusals.items() if found]
    return f"{' and '.join(refused)} not supported by Bulk API 2.0 queries" if refused else None


def csv_select(plan: Plan) -> tuple[str, tuple[object, ...]]:
    """The result as text columns, with the paths of the query as headers; null stays null.

    Without ORDER BY, the rows have the order that is fastest.

    Args:
        plan: of a query for which `bulk_refusal` is None.

    Returns:
        The SELECT and its parameters, numbered $1, $2, ...
    """
    columns = ", ".join(f'{_text(column)} AS "{column.header}"' for column in plan.columns)
    order = (*plan.order, *plan.stable) if plan.order or plan.query.limit is not None else ()
    return f"SELECT {columns} {plan.body}{plan.ordered(order)}{plan.window}", plan.parameters


def _text(column: Column) -> str:
    if column.type == "datetime":
        return f"strftime({column.sql}, '%Y-%m-%dT%H:%M:%S.%gZ')"
    return f"CAST({column.sql} AS VARCHAR)"
