"""A result in the terminal. A figure is never cut: on a narrow screen whole columns are hidden, and named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from seatwise.charts.chart import Drawing
from seatwise.domain.gaps import Gap, by_remedy
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import NOT_KNOWN, Result, Row, Section
from seatwise.render.cell import (
    AT_LEAST,
    LEFT_OUT,
    about_display,
    flags_beside,
    format_display,
    gap_text,
    group_note,
    group_of,
    group_title,
    rows_of,
    total_columns,
)
from seatwise.render.facts import own_rows
from seatwise.render.sanitize import sanitize

_NAME_WIDTH, _TEXT_WIDTH, _SPACE = 28, 20, 2
_ROWS_AT_ONCE = 1_000  # a table is as wide as its widest cell: more rows are printed as further tables


class _Line(NamedTuple):
    """A line of a table: its name, and its figures by column; a heading has none."""

    name: Text
    cells: Mapping[str, str] | None = None


def write(result: Result, out: Console, *, most: int | None = None) -> None:
    """Print the result: headline, gaps, rows, totals, notes. Names from the org are never markup.

    Of a table without groups at most `most` rows; None: all.
    """
    _Printer(result, out, most).print_result()


def write_drawing(drawing: Drawing, out: Console) -> None:
    """Print the figures of a chart: what it shows in a sentence, its table, what is not drawn."""
    out.print(Text(sanitize(drawing.title), style="bold"))
    out.print(sanitize(drawing.alt), soft_wrap=True)
    table = _new_table("")
    for index, heading in enumerate(drawing.head):
        table.add_column(sanitize(heading), justify="right" if index else "left", overflow="fold")
    for line in drawing.body:
        table.add_row(*map(sanitize, line))
    if drawing.body:
        out.print()
        out.print(table)
    if drawing.caption:
        out.print(f"- {sanitize(drawing.caption)}", style="dim", soft_wrap=True)


class _Printer:
    """Prints one result, and remembers which columns found no room."""

    def __init__(self, result: Result, out: Console, most: int | None) -> None:
        self._result = result
        self._panel = result.panel
        self._out = out
        self._most = most if result.panel.shape is Shape.TABLE else None
        self._notes: list[str] = []
        self._left_out: dict[str, None] = {}
        self._breaks = False

    def print_result(self) -> None:
        result, out = self._result, self._out
        out.print(Text(sanitize(" of ".join(filter(None, (self._panel.title, result.org)))), style="bold"))
        about = about_display(result)[1 if result.org else 0 :]  # the title names the org
        out.print(sanitize(", ".join(about)), style="dim", soft_wrap=True)
        if result.headline:
            out.print(sanitize(result.headline), soft_wrap=True)
        self._print_gaps(result.gaps)
        if self._panel.shape is Shape.DETAIL:
            self._print_detail()
        else:
            self._print_rows()
        notes = [*self._notes, *result.notes]
        if self._left_out:
            notes.append(f"Hidden on this narrow screen: {', '.join(self._left_out)}. Files have every column.")
        for note in notes:
            out.print(f"- {sanitize(note)}", style="dim", soft_wrap=True)

    def _print_gaps(self, gaps: Iterable[Gap]) -> None:
        for remedy, missing in by_remedy(gaps).items():
            text = Text.assemble(("Data gap: ", "bold yellow"), sanitize(gap_text(missing, remedy)))
            self._out.print(text, soft_wrap=True)

    def _print_rows(self) -> None:
        """Rows and totals in one table, so that figures are aligned; very many rows in several."""
        columns, first = self._panel.shown_columns, True
        for some in _batches(self._lines()):
            if first:
                columns = self._that_fit(columns, some)
            self._print_table("", columns, some)
            first = False

    def _lines(self) -> Iterator[_Line]:
        """A line per row, below a heading per group; then one per total."""
        shown, result, panel = 0, self._result, self._panel
        for line in self._grouped() if panel.group_by else self._flat():
            shown += line.cells is not None
            yield line
        if not shown:
            yield _Line(Text(result.nothing, style="dim"))
        elif result.after is not None or (result.count or 0) > shown:
            of = f" of {result.count:,}" if result.count else ""
            self._notes.append(f"{shown:,}{of} {panel.row_word[1]}. All of them: --all, or --format csv.")
        if result.shown_totals:
            yield _Line(Text("\nTotals", style="bold"))
        for total in result.shown_totals:
            cells = self._cells(total, total_columns(panel))
            yield _Line(Text(sanitize(group_title(panel, total["group"]))), cells)

    def _flat(self) -> Iterator[_Line]:
        for depth, row in islice(rows_of(self._result), self._most):
            yield _Line(self._name(row, depth), self._cells(row, self._panel.shown_columns))

    def _grouped(self) -> Iterator[_Line]:
        for number, (_, rows) in enumerate(self._result.grouped()):
            group = group_of(self._panel, rows[0])
            title = Text("\n" if number else "").append(group_title(self._panel, group), style="bold")
            yield _Line(title.append(f"\n{note}", style="dim") if (note := group_note(group)) else title)
            for row in rows:
                yield _Line(self._name(row), self._cells(row, self._panel.shown_columns))

    def _print_detail(self) -> None:
        for row in own_rows(self._result):
            self._print_upright("", self._panel.shown_columns, row)
        for section in self._result.sections:
            self._print_gaps(gap for gap in section.gaps if gap not in self._result.gaps)
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
        lines = [
            _Line(Text(self._cell(row, table.columns[0])), self._cells(row, table.columns)) for row in section.rows
        ]
        self._print_table(table.title, self._that_fit(table.columns, lines), lines)

    def _print_upright(self, title: str, columns: Sequence[Column], row: Row, source: str = "") -> None:
        table = _new_table(title)
        for heading in ("Field", "Value", "Source"):
            table.add_column(heading, overflow="fold")
        for column in columns:
            table.add_row(column.label, self._cell(row, column), sanitize(column.source_or(source)))
        self._out.print()
        self._out.print(table)

    def _print_table(self, title: str, columns: Sequence[Column], lines: Sequence[_Line]) -> None:
        table = _new_table(title)
        table.add_column(columns[0].label, overflow="fold")
        for column in columns[1:]:
            numeric = column.type.numeric
            table.add_column(column.label, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
        for name, cells in lines:
            table.add_row(name, *(self._broken((cells or {}).get(column.name, "")) for column in columns[1:]))
        self._out.print()
        self._out.print(table)

    def _cells(self, row: Row, columns: Sequence[Column]) -> Mapping[str, str]:
        return {column.name: self._cell(row, column) for column in columns[1:]}

    def _cell(self, row: Row, column: Column) -> str:
        return sanitize(format_display(self._result, row, column))

    def _name(self, row: Row, depth: int = 0) -> Text:
        """The row's name and what to notice about it; below, the key that commands take."""
        text, indent = self._cell(row, self._panel.shown_columns[0]), "  " * depth
        name = Text(indent + text)
        if flags := flags_beside(self._result, row):
            name.append(f" ({', '.join(map(sanitize, flags))})", style="yellow")
        link = self._panel.links.get(self._panel.shown_columns[0].name)
        key = row.get("key") if link and "key" in link.columns.values() else None
        if key is not None and sanitize(key) != text:
            name.append(f"\n{indent}{sanitize(key)}", style="dim")
        return name

    def _that_fit(self, columns: Sequence[Column], lines: Sequence[_Line]) -> tuple[Column, ...]:
        """The columns that fit: the name, the one that rows are sorted by, then as many as there is room for.

        Where that is not all of them, `at least` is above a figure, not before it, and what is left out below a figure.
        """
        name, *figures = columns
        order = str(self._result.params.get("sort") or self._panel.order).lstrip("-")
        figures.sort(key=lambda column: column.name != order)
        for self._breaks in (False, True):
            shown, room = [name], self._out.width - _NAME_WIDTH
            for column in figures:
                needed = self._width(column, lines) + _SPACE
                if needed <= room:
                    shown.append(column)
                    room -= needed
            if len(shown) == len(columns):
                break
        self._left_out.update((column.label, None) for column in columns if column not in shown)
        return tuple(column for column in columns if column in shown)

    def _width(self, column: Column, lines: Sequence[_Line]) -> int:
        cells = (self._broken((line.cells or {}).get(column.name, "")) for line in lines)
        widest = max((cell_len(part) for cell in cells for part in cell.split("\n")), default=0)
        return max(cell_len(column.label), widest if column.type.numeric else min(widest, _TEXT_WIDTH))

    def _broken(self, cell: str) -> str:
        if not self._breaks:
            return cell
        if cell.endswith(LEFT_OUT):
            return cell.replace(" (", "\n(")
        return cell.replace(AT_LEAST, AT_LEAST.rstrip() + "\n")


def _batches(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        yield some


def _new_table(title: str) -> Table:
    heading = sanitize(title) or None
    return Table(title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
