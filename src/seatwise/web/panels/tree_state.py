"""Which rows of a tree are open: those above the chosen level, and what a reader opened or closed beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatwise.panels.declaration.result import Row
from seatwise.web.panels.panel_address import PanelAddress


@dataclass(frozen=True)
class TreeLine:
    """One visible line."""

    row: Row
    depth: int  # from 0
    is_open: bool | None  # whether what is below it is shown; None: there is nothing below it
    toggle: str  # the address after a click on its name


@dataclass(frozen=True)
class TreeState:
    """The state of a tree's page."""

    address: PanelAddress  # `open` and `shut` in its query name rows
    depth: int  # how many levels are open unless a row is named

    def lines(self, rows: Sequence[Row]) -> list[TreeLine]:
        """The visible lines, from top to bottom; rows below one another in the order of `rows`."""
        below: dict[object, list[Row]] = {}
        for row in rows:
            below.setdefault(row["parent"], []).append(row)
        return list(self._lines(below, None, 0))

    def _lines(self, below: dict[object, list[Row]], parent: object, depth: int) -> Iterator[TreeLine]:
        for row in below.get(parent, ()):
            has_rows = row["id"] in below
            is_open = self._is_open(str(row["id"]), depth) if has_rows else None
            yield TreeLine(row, depth, is_open, self._toggle(str(row["id"]), depth) if has_rows else "")
            if is_open:
                yield from self._lines(below, row["id"], depth + 1)

    def _is_open(self, row: str, depth: int) -> bool:
        return row in self._named("open") or (depth < self.depth and row not in self._named("shut"))

    def _toggle(self, row: str, depth: int) -> str:
        opened, shut = self._named("open"), self._named("shut")
        if self._is_open(row, depth):
            shut_now = (*shut, row) if depth < self.depth else shut
            return self.address.with_(open=tuple(each for each in opened if each != row), shut=shut_now)
        if depth < self.depth:
            return self.address.with_(shut=tuple(each for each in shut if each != row))
        return self.address.with_(open=(*opened, row))

    def _named(self, name: str) -> tuple[str, ...]:
        value = self.address.extra.get(name, ())
        return value if isinstance(value, tuple) else ()
