"""Bulk API 2.0: which queries it takes, and their result as a SELECT of text columns, ready for COPY to CSV."""

from seatwise.sandbox.soql.plan import Column, Plan, is_aggregate
from seatwise.sandbox.soql.syntax import Call, ChildQuery, Item, Query, TypeOf


def bulk_refusal(query: Query) -> str | None:
    """Why Bulk API 2.0 does not take a query, or None if it does.

    Source: facts section 3.4. Whether the object itself is open to Bulk is told by `SObject.bulk`.
    """
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
    """The result as text columns, headed by the paths as they were written; null stays null.

    Rows come in the order asked for; without one, in whatever order is fastest.

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
