"""Turns rows into JSON records in Salesforce's format."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from seatwise.sandbox.soql.plan import Entity, Plan

Row = Sequence[Any]
_Fill = Callable[[Row], Any]


def records(plan: Plan, rows: Iterable[Row], api_version: str) -> list[dict[str, Any]]:
    """The records of a page.

    Args:
        plan: from `translate`.
        rows: of `plan.sql`: all, or one page.
        api_version: as in `67.0`, for the URLs in `attributes`.

    Returns:
        One dict per row; none for `SELECT COUNT()`, where totalSize is the count.

    Raises:
        SoqlError: EXCEEDED_ID_LIMIT, for more groups than Salesforce returns.
    """
    if plan.count_only:
        return []
    fill = _record(plan, api_version)
    found = [fill(row) for row in rows]
    if plan.aggregate:
        plan.check_size(len(found))
    return found


def _record(plan: Plan, api_version: str) -> _Fill:
    """A function from a row to a record."""
    if plan.aggregate:
        cells = [(column.json_path[0], _cell(at, column.type)) for at, column in enumerate(plan.columns)]
        return lambda row: {"attributes": {"type": "AggregateResult"}, **{name: cell(row) for name, cell in cells}}
    return _entity(plan, (), api_version)


def _entity(plan: Plan, json_path: tuple[str, ...], api_version: str) -> _Fill:
    """A function from a row to the record at a path: the record itself, or a parent in it."""
    depth = len(json_path)
    at, entity = next((at, entity) for at, entity in enumerate(plan.entities) if entity.json_path == json_path)
    id_at = len(plan.columns) + at
    members: dict[str, _Fill] = {}
    for index, column in enumerate(plan.columns):
        if column.json_path[:depth] != json_path or column.json_path[depth] in members:
            continue
        name = column.json_path[depth]
        if len(column.json_path) > depth + 1:
            members[name] = _entity(plan, (*json_path, name), api_version)
        elif column.child is not None:
            members[name] = _children(column.child, index, api_version)
        else:
            members[name] = _cell(index, column.type)
    url = f"/services/data/v{api_version}/sobjects/{entity.sobject}/"
    return _filler(entity, id_at, url, list(members.items()))


def _filler(entity: Entity, id_at: int, url: str, members: list[tuple[str, _Fill]]) -> _Fill:
    def fill(row: Row) -> dict[str, Any] | None:
        record_id = row[id_at]
        if record_id is None:
            return None
        record: dict[str, Any] = {"attributes": {"type": entity.sobject, "url": url + record_id}}
        for name, member in members:
            record[name] = member(row)
        return record

    return fill


def _cell(index: int, kind: str) -> _Fill:
    """A function from a row to one value. Most need no conversion, and then no Python runs."""
    value = _value(kind)
    return itemgetter(index) if value is None else lambda row: value(row[index])


def _children(plan: Plan, index: int, api_version: str) -> _Fill:
    fill = _record(plan, api_version)

    def children(row: Row) -> dict[str, Any] | None:
        if not row[index]:
            return None
        found = [fill(list(child.values())) for child in row[index]]
        return {"totalSize": len(found), "done": True, "records": found}

    return children


def _value(kind: str) -> Callable[[Any], Any] | None:
    """The conversion of values of a Salesforce type; None if there is none."""
    if kind == "datetime":
        return _moment
    if kind == "date":
        return _day
    if kind == "complexvalue":
        return lambda value: None if value is None else json.loads(value)
    if kind in {"double", "currency", "percent"}:
        return lambda value: None if value is None else float(value)
    return None


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="milliseconds") + "+0000"


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
