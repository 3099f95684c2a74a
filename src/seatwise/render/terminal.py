"""A result in the terminal. A figure is never cut: on a narrow screen whole columns are left out, and named."""

from collections.abc import Iterable, Sequence
from itertools import islice

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from seatwise.domain.gaps import Gap, by_remedy
from seatwise.metrics.model import Column
from seatwise.panels.panel import Shape
from seatwise.panels.result import NOT_KNOWN, Result, Row, Section
from seatwise.render.cell import (
    about_for_people,
    flags_beside,
    for_people,
    gap_text,
    group_of,
    group_title,
    rows_of,
    sanitize,
)

_NAME_WIDTH, _TEXT_WIDTH, _SPACE = 28, 20, 2
_ROWS_AT_ONCE = 1_000  # a table is as wide as its widest cell: more rows are printed as further tables

_Line = tuple[Text, Row]


def write(result: Result, out: Console) -> None:
    """Print the result: headline, gaps, rows, totals, notes. Names from the org are never markup."""
    _Printer(result, out).print_result()


class _Printer:
    """Prints one result, and remembers which columns found no room."""

    def __init__(self, result: Result, out: Console) -> None:
        self._result = result
        self._panel = result.panel
        self._out = out
        self._left_out: dict[str, None] = {}

    def print_result(self) -> None:
        result, out = self._result, self._out
        out.print(Text(sanitize(" of ".join(filter(None, (self._panel.title, result.org)))), style="bold"))
        about = about_for_people(result)[1 if result.org else 0 :]  # the title names the org
        out.print(sanitize(", ".join(about)), style="dim", soft_wrap=True)
        if result.headline:
            out.print(sanitize(result.headline), soft_wrap=True)
        self._print_gaps(result.gaps)
        if self._panel.shape is Shape.DETAIL:
            self._print_detail()
        else:
            self._print_rows()
        notes = [*result.notes]
        if self._left_out:
            notes.append(f"Left out on this narrow screen: {', '.join(self._left_out)}. They are in every file.")
        for note in notes:
            out.print(f"- {sanitize(note)}", style="dim", soft_wrap=True)

    def _print_gaps(self, gaps: Iterable[Gap]) -> None:
        for remedy, missing in by_remedy(gaps).items():
            text = Text.assemble(("Data gap: ", "bold yellow"), sanitize(gap_text(missing, remedy)))
            self._out.print(text, soft_wrap=True)

    def _print_rows(self) -> None:
        result, panel = self._result, self._panel
        if panel.group_by:
            groups = result.grouped()
            every = [row for _, rows in groups for row in rows] + list(result.totals)
            columns = self._that_fit(panel.shown_columns, every)
            for _, rows in groups:
                title = group_title(panel, group_of(panel, rows[0]))
                self._print_table(title, columns, [(self._name(row), row) for row in rows])
        else:
            columns = self._print_flat()
        if result.totals:
            sums = [(Text(sanitize(group_title(panel, total["group"]))), total) for total in result.totals]
            self._print_table("Totals", columns, sums, named="Group")

    def _print_flat(self) -> tuple[Column, ...]:
        """The rows as one table; very many as one table after the other. Returns the columns that were shown."""
        result, columns, shown = self._result, self._panel.shown_columns, 0
        rows = rows_of(result)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            if not shown:
                columns = self._that_fit(columns, [*(row for _, row in some), *result.totals])
            self._print_table("", columns, [(self._name(row, depth), row) for depth, row in some])
            shown += len(some)
        plural = self._panel.row_word[1]
        if not shown:
            self._out.print(f"No {plural}{' match' if result.filtered else ''}.")
        elif result.after is not None:
            of = f" of {result.count:,}" if result.count else ""
            self._out.print(f"{shown:,}{of} {plural}. All of them: --all, or --format csv.", style="dim")
        return columns

    def _print_detail(self) -> None:
        for row in self._result.rows:
            self._print_upright("", self._panel.shown_columns, row)
        for section in self._result.sections:
            self._print_gaps(section.gaps)
            if section.table.upright:
                for row in section.rows:
                    self._print_upright(section.table.title, section.table.columns, row, section.table.source)
            else:
                self._print_section(section)

    def _print_section(self, section: Section) -> None:
        table = section.table
        if not section.rows:
            self._out.print()
            self._out.print(Text(table.title, style="bold"))
            self._out.print(NOT_KNOWN if section.gaps else "none", style="dim")
            return
        columns = self._that_fit(table.columns, section.rows)
        lines = [(Text(self._cell(row, table.columns[0])), row) for row in section.rows]
        self._print_table(table.title, columns, lines)

    def _print_upright(self, title: str, columns: Sequence[Column], row: Row, source: str = "") -> None:
        table = _new_table(title)
        for heading in ("Field", "Value", "Source"):
            table.add_column(heading, overflow="fold")
        for column in columns:
            table.add_row(column.label, self._cell(row, column), sanitize(column.source or source))
        self._out.print()
        self._out.print(table)

    def _print_table(self, title: str, columns: Sequence[Column], lines: Sequence[_Line], named: str = "") -> None:
        table = _new_table(title)
        table.add_column(named or columns[0].label, overflow="fold")
        for column in columns[1:]:
            numeric = column.type.numeric
            table.add_column(column.label, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
        for name, row in lines:
            table.add_row(name, *(self._cell(row, column) for column in columns[1:]))
        self._out.print()
        self._out.print(table)

    def _cell(self, row: Row, column: Column) -> str:
        return sanitize(for_people(self._result, row, column))

    def _name(self, row: Row, depth: int = 0) -> Text:
        """The row's name and what to notice about it; below, the key that its own panel takes."""
        text, indent = self._cell(row, self._panel.shown_columns[0]), "  " * depth
        name = Text(indent + text)
        if flags := flags_beside(self._result, row):
            name.append(f" ({', '.join(map(sanitize, flags))})", style="yellow")
        key = row.get(self._panel.row_link[1]) if self._panel.row_link else None
        if key is not None and sanitize(key) != text:
            name.append(f"\n{indent}{sanitize(key)}", style="dim")
        return name

    def _that_fit(self, columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
        """The columns that fit: the name, the one that rows are sorted by, then as many as there is room for."""
        name, *figures = columns
        order = str(self._result.params.get("sort") or self._panel.order).lstrip("-")
        shown, room = [name], self._out.width - _NAME_WIDTH
        for column in sorted(figures, key=lambda column: column.name != order):
            needed = self._width(column, rows) + _SPACE
            if needed <= room:
                shown.append(column)
                room -= needed
        self._left_out.update((column.label, None) for column in columns if column not in shown)
        return tuple(column for column in columns if column in shown)

    def _width(self, column: Column, rows: Sequence[Row]) -> int:
        widest = max((cell_len(self._cell(row, column)) for row in rows), default=0)
        return max(cell_len(column.label), widest if column.type.numeric else min(widest, _TEXT_WIDTH))


def _new_table(title: str) -> Table:
    heading = sanitize(title) or None
    return Table(title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
