"""query?columns=true: what a query selects, as a tree of columns. The sf CLI asks for it before it prints a table."""

from seatwise.sandbox.soql import Plan

_APEX = {
    "id": "Id",
    "reference": "Id",
    "boolean": "Boolean",
    "int": "Integer",
    "double": "Double",
    "currency": "Double",
    "percent": "Double",
    "date": "Date",
    "datetime": "Datetime",
}
_NUMBERS = frozenset({"int", "double", "currency", "percent"})


def column_metadata(plan: Plan, key_prefix: str) -> dict[str, object]:
    """The answer to a query with columns=true.

    Args:
        plan: of the query, which is not run.
        key_prefix: the first three characters of the object's ids.
    """
    return {
        "columnMetadata": _columns(plan),
        "entityName": plan.sobject,
        "groupBy": bool(plan.query.group),
        "idSelected": any(column.place == ("Id",) for column in plan.columns),
        "keyPrefix": key_prefix,
    }


def _columns(plan: Plan) -> list[dict[str, object]]:
    """Fields at their place: those of a parent below the parent's name, those of a subquery below its own."""
    top: list[dict[str, object]] = []
    for column in plan.columns:
        level = top
        for parent in column.place[:-1]:
            level = _below(level, parent)
        told = _column(column.place[-1], column.type, aggregate=plan.aggregate)
        if column.child is not None:
            told["joinColumns"] = _columns(column.child)
        level.append(told)
    return top


def _below(level: list[dict[str, object]], parent: str) -> list[dict[str, object]]:
    """The columns below a parent, which is added when it is new."""
    found = next((column for column in level if column["columnName"] == parent), None)
    if found is None:
        found = _column(parent, "", aggregate=False)
        level.append(found)
    inner = found["joinColumns"]
    assert isinstance(inner, list)
    return inner


def _column(name: str, kind: str, *, aggregate: bool) -> dict[str, object]:
    return {
        "aggregate": aggregate,
        "apexType": _APEX.get(kind, "String"),
        "booleanType": kind == "boolean",
        "columnName": name,
        "custom": False,
        "displayName": name,
        "foreignKeyName": None,
        "insertable": False,
        "joinColumns": [],
        "numberType": kind in _NUMBERS,
        "textType": kind not in _APEX,
        "updatable": False,
    }
