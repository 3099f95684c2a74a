"""Lines of tables as HTML, without a template: a page may have 500 of them, and a macro call costs more than a cell."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Link, Panel
from seatwise.panels.declaration.params import Kind
from seatwise.panels.declaration.result import NOT_KNOWN, Result, Row, flags_of
from seatwise.panels.registry import panel_of
from seatwise.render.cell import format_display
from seatwise.web.panels.panel_address import PanelAddress, query, segment


class RowMarkup:
    """Writes the lines of one result."""

    def __init__(self, result: Result, address: PanelAddress) -> None:
        """A writer of lines.

        Args:
            result: whose rows.
            address: of their page; links keep its snapshot, its period, and its filters by value.
        """
        self._result = result
        self._panel: Panel = result.panel
        self._moment = {name: address.choices[name] for name in ("snapshot", "period") if name in address.choices}
        facets = [param.name for param in self._panel.params if param.kind is Kind.TEXTS]
        self._facets = {name: address.choices[name] for name in facets if name in address.choices}
        self._base = f"/orgs/{segment(result.org)}" if result.org else ""

    def line(self, row: Row, columns: Sequence[Column]) -> Markup:
        """The line of a row: its name with what to notice, then its figures."""
        head = f'<th scope="row">{self._text(row, columns[0], name=True)}{self.flags(row)}</th>'
        return Markup(f"<tr>{head}{self.cells(row, columns[1:])}</tr>\n")  # noqa: S704 - every text is escaped

    def cells(self, row: Row, columns: Sequence[Column]) -> Markup:
        """The cells of a row's figures."""
        return Markup("".join([self._cell(row, column) for column in columns]))  # noqa: S704 - every text is escaped

    def name(self, row: Row, column: Column) -> Markup:
        """The name of a row, leading to where it is shown."""
        return Markup(self._text(row, column, name=True))  # noqa: S704 - every text is escaped

    def flags(self, row: Row) -> Markup:
        """What to notice about a row, each word with what it means."""
        badges = self._panel.badges or {}
        return Markup("").join(_flag(word, badges.get(word, "")) for word in flags_of(row))

    def leads_to(self, row: Row, link: Link) -> str:
        """The address that a figure of a row leads to; empty where the row has no key for it."""
        target = panel_of(link.panel)
        chosen = {name: str(row[column]) for name, column in link.columns.items() if row.get(column) is not None}
        path = f"{self._base}/{link.panel}"
        if target.key is not None:
            key = chosen.pop(target.key.name, "")
            if not key:
                return ""
            path = f"{path}/{segment(key)}"
        known = {param.name for param in target.all_params}
        carried = {name: value for name, value in {**self._moment, **self._facets}.items() if name in known}
        return f"{path}{query({**carried, **chosen, **link.values})}"

    def _cell(self, row: Row, column: Column) -> str:
        kind = ' class="n"' if column.type.numeric else ' class="at"' if column.type is FieldType.TIME else ""
        return f"<td{kind}>{self._text(row, column)}</td>"

    def _text(self, row: Row, column: Column, *, name: bool = False) -> str:
        text = format_display(self._result, row, column)
        if row.get(column.name) is None:
            return _blank(text)
        link = self._panel.links.get(column.name)
        address = self.leads_to(row, link) if link and row.get(column.name) != 0 else ""
        return _linked(text, address, "name" if name else "")


@lru_cache(maxsize=8192)
def _linked(text: str, address: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    if address:
        return f'<a{named} href="{escape(address)}">{escape(text)}</a>'
    return f"<span{named}>{escape(text)}</span>" if kind else str(escape(text))


@lru_cache(maxsize=64)
def _blank(text: str) -> str:
    if not text:
        return ""
    return f'<span class="{"unread" if text == NOT_KNOWN else "sub"}">{escape(text)}</span>'


@lru_cache(maxsize=256)
def _flag(word: str, meaning: str) -> Markup:
    return Markup('<span class="flag" title="{}">{}</span>').format(meaning, word)
