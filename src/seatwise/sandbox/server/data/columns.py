"""query?columns=true: the selected columns as a tree. The Salesforce CLI uses it to print a table."""

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
    """The response to a query with columns=true.

    Args:
        plan: of the query; it is not run.
        key_prefix: of the object.
    """
    return {
        "columnMetadata": _columns(plan),
        "entityName": plan.sobject,
        "groupBy": bool(plan.query.group),
        "idSelected": any(column.json_path == ("Id",) for column in plan.columns),
        "keyPrefix": key_prefix,
    }


def _columns(plan: Plan) -> list[dict[str, object]]:
    """The tree: fields of a parent under the parent, those of a subquery under the subquery."""
    top: list[dict[str, object]] = []
    for column in plan.columns:
        level = top
        for parent in column.json_path[:-1]:
            level = _below(level, parent)
        entry = _column(column.json_path[-1], column.type, aggregate=plan.aggregate)
        if column.child is not None:
            entry["joinColumns"] = _columns(column.child)
        level.append(entry)
    return top


def _below(level: list[dict[str, object]], parent: str) -> list[dict[str, object]]:
    """The columns under a parent, which is added if it is new."""
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
