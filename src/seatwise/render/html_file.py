"""A result as one HTML page that prints well and needs no script, no font and no network."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from seatwise.domain.gaps import by_remedy
from seatwise.metrics import columns
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import NOT_KNOWN, Result, Row
from seatwise.render.cell import (
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


class _Line(NamedTuple):
    """One row: its depth in the tree, its cells, the words beside its name."""

    depth: int
    cells: tuple[str, ...]
    flags: tuple[str, ...] = ()


class _Group(NamedTuple):
    """Rows under a heading, and their total."""

    title: str
    lines: Iterable[_Line]
    total: _Line | None = None
    note: str = ""


class _Table(NamedTuple):
    """One table; of upright ones, the one row as lines of field, value and source."""

    title: str
    columns: tuple[Column, ...]
    groups: Iterable[_Group]
    foot: tuple[_Line, ...] = ()
    nothing: str = ""  # the sentence of a table without rows

    @property
    def classes(self) -> tuple[Markup, ...]:
        """The attribute of each column's cells: figures are right-aligned."""
        return tuple(Markup(' class="n"') if column.type.numeric else Markup() for column in self.columns)


_FACTS = (
    columns.text("field", ""),
    columns.text("value", ""),
    columns.text("source", ""),
)


def write(result: Result, file: BinaryIO) -> None:
    """The page, row by row. Every name from the org is escaped."""
    pages = Environment(
        loader=PackageLoader("seatwise.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    gaps = by_remedy(result.all_gaps)
    stream = pages.get_template("result.html").stream(
        title=" of ".join(filter(None, (result.panel.title, result.org))),
        about=about_display(result),
        headline=result.headline,
        gaps=[gap_text(missing, remedy) for remedy, missing in gaps.items()],
        notes=result.notes,
        tables=_detail_tables(result) if result.panel.shape is Shape.DETAIL else [_table(result)],
    )
    stream.enable_buffering(100)
    stream.dump(file, encoding="utf-8")


def _table(result: Result) -> _Table:
    columns = result.panel.shown_columns
    grouped = {group_of(result.panel, row) for row in result.rows} if result.panel.group_by else set()
    foot = tuple(_sum(result, total) for total in result.shown_totals if total["group"] not in grouped)
    return _Table(result.panel.title, columns, _groups(result, columns), foot, result.nothing)


def _groups(result: Result, columns: tuple[Column, ...]) -> Iterator[_Group]:
    if not result.panel.group_by:
        yield _Group("", (_line(result, row, columns, depth) for depth, row in rows_of(result)))
        return
    for total, rows in result.grouped():
        group = group_of(result.panel, rows[0])
        lines = [_line(result, row, columns) for row in rows]
        sums = _sum(result, total) if total else None
        yield _Group(group_title(result.panel, group), lines, sums, group_note(group))


def _sum(result: Result, total: Row) -> _Line:
    line = _line(result, total, total_columns(result.panel))
    return line._replace(cells=(f"{group_title(result.panel, total['group'])}, total", *line.cells[1:]))


def _line(result: Result, row: Row, columns: tuple[Column, ...], depth: int = 0) -> _Line:
    return _Line(
        depth, tuple(format_display(result, row, column) for column in columns), tuple(flags_beside(result, row))
    )


def _detail_tables(result: Result) -> Iterator[_Table]:
    for row in own_rows(result):
        yield _upright(result, result.panel.title, row, result.panel.shown_columns, "")
    for section in result.sections:
        table = section.table
        if table.upright:
            for row in section.rows:
                yield _upright(result, table.title, row, table.columns, table.source)
        else:
            lines = [_line(result, row, table.columns) for row in section.rows]
            nothing = NOT_KNOWN if section.gaps else "none"
            yield _Table(table.title, table.columns, [_Group("", lines)], nothing=nothing)


def _upright(result: Result, title: str, row: Row, columns: tuple[Column, ...], source: str) -> _Table:
    lines = [
        _Line(0, (column.label, format_display(result, row, column), column.source_or(source))) for column in columns
    ]
    return _Table(title, _FACTS, [_Group("", lines)])
