"""Orgs that are generated once and asked many questions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb

from seatwise.sandbox.generator.build import build

ANCHOR = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
Rows = Callable[[str], list[tuple]]


class Orgs:
    """orgs(users, days=0, seed=7): answers SQL about the org of that size as it is `days` after its anchor."""

    def __init__(self) -> None:
        self._built: dict[tuple[int, int, int], duckdb.DuckDBPyConnection] = {}

    def __call__(self, users: int, days: int = 0, seed: int = 7) -> Rows:
        key = (users, days, seed)
        if key not in self._built:
            connection = duckdb.connect()
            build(connection, users=users, seed=seed, anchor=ANCHOR, now=ANCHOR + timedelta(days=days))
            self._built[key] = connection
        return lambda sql: self._built[key].execute(sql).fetchall()
