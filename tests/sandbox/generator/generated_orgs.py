"""Orgs that are generated once for many tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from seatwise.sandbox.generator.build import build

ANCHOR = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
Rows = Callable[[str], list[tuple[Any, ...]]]


class Orgs:
    """orgs(users, days=0, seed=7): answers SQL about the org of that size as it is `days` after its anchor.

    `records` and `logins` are sizes, as `build` takes them.
    """

    def __init__(self) -> None:
        self._built: dict[tuple[object, ...], duckdb.DuckDBPyConnection] = {}

    def __call__(self, users: int, days: float = 0, seed: int = 7, **sizes: int) -> Rows:
        key = (users, days, seed, *sorted(sizes.items()))
        if key not in self._built:
            connection = duckdb.connect()
            build(connection, users=users, seed=seed, anchor=ANCHOR, now=ANCHOR + timedelta(days=days), **sizes)
            self._built[key] = connection
        return lambda sql: self._built[key].execute(sql).fetchall()
