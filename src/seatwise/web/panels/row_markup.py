"""Lines of tables as HTML, without a template: a page may have 500 of them, and a macro call costs more than a cell."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import parse_qs

from markupsafe import Markup, escape

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Link, Panel
from seatwise.panels.declaration.params import NONE, Kind
from seatwise.panels.declaration.result import ALL, NOT_KNOWN, Result, Row, flags_of
from seatwise.panels.profiles import AMONG, PROFILES
from seatwise.panels.registry import panel_of
from seatwise.render.cell import format_display
from seatwise.web.panels.panel_address import Choice, PanelAddress, query, segment

_Choices = dict[str, Choice]


class RowMarkup:
    """Writes the lines of one result."""

    def __init__(self, result: Result, address: PanelAddress) -> None:
        """A writer of lines; links keep the snapshot, period and filters of the address."""
        self._result = result
        self._panel: Panel = result.panel
        self._address = address
        self._base = f"/orgs/{segment(result.org)}" if result.org else ""
        self._links = {column: self._link(link) for column, link in self._panel.links.items()}
        self._badges = {word: _flag(word, meaning) for word, meaning in (self._panel.badges or {}).items()}

    def line(self, row: Row, columns: Sequence[Column]) -> Markup:
        """The line of a row: its name with what to notice, then its figures."""
        head = f'<th scope="row">{self._text(row, columns[0], name=True)}{self.flags(row)}</th>'
        return Markup(f"<tr>{head}{self.cells(row, columns[1:])}</tr>\n")  # noqa: S704 - every text is escaped

    def cells(self, row: Row, columns: Sequence[Column]) -> Markup:
        """The cells of a row's figures."""
        return Markup("".join([self._cell(row, column) for column in columns]))  # noqa: S704 - every text is escaped

    def cell(self, row: Row, column: Column) -> Markup:
        """A figure of a row, or of a total, leading to what it counts."""
        return Markup(self._text(row, column))  # noqa: S704 - every text is escaped

    def name(self, row: Row, column: Column) -> Markup:
        """The name of a row, leading to where it is shown."""
        return Markup(self._text(row, column, name=True))  # noqa: S704 - every text is escaped

    def flags(self, row: Row) -> Markup:
        """What to notice about a row, each word with what it means."""
        flags = [self._badges.get(word) or _flag(word, "") for word in flags_of(row)]
        return Markup("".join(flags))  # noqa: S704 - every text is escaped

    def _link(self, link: Link) -> _Choices | None:
        """What an address of a link has in its query, whichever the row; None where there is no list to lead to."""
        values = link.values(self._result) if callable(link.values) else link.values
        if values is None:
            return None
        target, choices = panel_of(link.panel), self._address.choices
        known = {param.name for param in target.all_params if param is not target.key}
        carried: _Choices = {name: each for name, each in self._address.moment_choices.items() if name in known}
        others: _Choices = {}
        for param in [param for param, *_ in self._address.filters if param.kind is not Kind.CHOICE]:
            if param.name == AMONG.name and target is PROFILES:  # its own filter, as another page has it
                carried |= {name: tuple(values) for name, values in parse_qs(str(choices[param.name])).items()}
                continue
            named = carried if param.kind is Kind.TEXTS and param.name in known else others
            named[param.name] = choices[param.name]
        if link.among and others:
            carried[link.among] = query(others)[1:]
        return {**carried, **values}

    def _leads_to(self, row: Row, column: str) -> str:
        """The address that a figure of a row leads to; empty where there is no list of what it counts."""
        link, carried = self._panel.links[column], self._links[column]
        base = self._base or (f"/orgs/{segment(str(row['org']))}" if "org" in row else "")
        if carried is None or not base or row.get("group", ALL) != ALL:
            return ""
        if any(row.get(name) != value for name, value in link.when.items()):
            return ""
        chosen = {name: str(row[each]) for name, each in link.columns.items() if row.get(each) is not None}
        if row.get("level") in link.columns:  # the bucket, license or profile itself is blank: those without any
            chosen.setdefault(str(row["level"]), NONE)
        path = f"{base}/{link.panel}"
        if key := panel_of(link.panel).key:
            if key.name not in chosen:
                return ""
            path = f"{path}/{segment(chosen.pop(key.name))}"
        section = f"#section-{link.section}" if link.section else ""
        return f"{path}{query({**carried, **chosen})}{section}"

    def _cell(self, row: Row, column: Column) -> str:
        kind = ' class="n"' if column.type.numeric else ' class="at"' if column.type is FieldType.TIME else ""
        return f"<td{kind}>{self._text(row, column)}</td>"

    def _text(self, row: Row, column: Column, *, name: bool = False) -> str:
        text = format_display(self._result, row, column)
        if row.get(column.name) is None:
            return text and f'<span class="{"unread" if text == NOT_KNOWN else "sub"}">{escape(text)}</span>'
        address = self._leads_to(row, column.name) if column.name in self._links and row[column.name] != 0 else ""
        return _linked(text, address, "name" if name else "", _exact(row[column.name], text))


def _exact(value: object, text: str) -> str:
    """An amount with its cents, where they are not displayed; it is shown on hover."""
    exact = f"{value:,.2f}" if isinstance(value, Decimal) else ""
    return "" if "." in text or exact.endswith(".00") else exact


def _linked(text: str, address: str, kind: str, title: str) -> str:
    given = (("class", kind), ("title", title))
    named = "".join(f' {name}="{value}"' for name, value in given if value)
    if address:
        return f'<a{named} href="{escape(address)}">{escape(text)}</a>'
    return f"<span{named}>{escape(text)}</span>" if named else str(escape(text))


def _flag(word: str, meaning: str) -> str:
    return f'<span class="flag" title="{escape(meaning)}">{escape(word)}</span>'
