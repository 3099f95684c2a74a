"""The Profiles panel and its users in the terminal. Names from the org are never markup."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from seatwise.cli.console import console
from seatwise.domain.gaps import by_remedy
from seatwise.metrics.model import Column
from seatwise.render.sanitize import sanitize
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import Panel, Row
from seatwise.views.profile_flags import COUNTED
from seatwise.views.profile_totals import counted
from seatwise.views.tree import Level, PeoplePage, ProfilesPanel

_LEFT_OUT_FIRST = ("business_processes", "manager", "objects_touched", "department", "non_actor_cost", "username")
_NAME_WIDTH, _GAP_WIDTH = 28, 2


def print_profiles(panel: ProfilesPanel) -> None:
    """Print the rows of the panel, its totals, gaps and notes, on stdout."""
    _head(panel)
    figures = [column for column in panel.columns if column.name != "label"]
    named = [(_label(row), row) for row in panel.rows]
    named += [(_total(row), row) for row in panel.totals]
    _table(panel, "Bucket" if panel.level is Level.BUCKET else panel.level.value.capitalize(), figures, named)
    for note in panel.notes:
        console().print(f"- {note}", style="dim", soft_wrap=True)


def print_people(page: PeoplePage) -> None:
    """Print one page of users, and how many there are."""
    panel = page.panel
    _head(panel)
    figures = [column for column in page.columns if column.name != "name"]
    _table(panel, "User", figures, [(_person(row), row) for row in page.rows])
    if page.after is not None:
        everybody = "more" if page.total is None else f"{page.total:,}"
        console().print(f"- {len(page.rows)} of {everybody} users. All of them: --format csv.", style="dim")
    for note in panel.notes:
        console().print(f"- {note}", style="dim", soft_wrap=True)


def _head(panel: ProfilesPanel) -> None:
    out = console()
    out.print(Text(f"{panel.title} of {panel.org}", style="bold"))
    read = f"read {panel.as_of:%d %b %Y %H:%M} UTC, snapshot {panel.snapshot}, {panel.windows}"
    out.print(f"{read}, money in {panel.currency} per year", style="dim", soft_wrap=True)
    out.print(sanitize(panel.summary), soft_wrap=True)
    for remedy, gaps in by_remedy(panel.gaps).items():
        what = ", ".join(gap.what for gap in gaps)
        why = f" {gaps[0].reason}" if len(gaps) == 1 else ""
        out.print(Text.assemble(("Could not be read: ", "bold yellow"), sanitize(f"{what}.{why} {remedy}")))
    out.print()


def _table(panel: Panel, first: str, figures: Sequence[Column], named: Sequence[tuple[Text, Row]]) -> None:
    """A figure is never cut: on a narrow screen whole columns are left out, and named."""
    out = console()
    shown = _that_fit(panel, list(figures), [row for _, row in named], out.width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for column in shown:
        numeric = column.type.numeric
        table.add_column(heading(column, panel.currency), justify="right" if numeric else "left", no_wrap=numeric)
    for name, row in named:
        table.add_row(name, *(sanitize(_figure(row, column)) for column in shown))
    out.print(table)
    left_out = [heading(column, panel.currency) for column in figures if column not in shown]
    if left_out:
        out.print(f"- Left out on this narrow screen: {', '.join(left_out)}. All: --format csv.", style="dim")


def _that_fit(panel: Panel, columns: list[Column], rows: Sequence[Row], width: int) -> list[Column]:
    room = {
        column.name: max(len(heading(column, panel.currency)), *(len(_figure(row, column)) for row in rows), 1)
        for column in columns
    }
    for name in _LEFT_OUT_FIRST:
        if _NAME_WIDTH + sum(room[column.name] + _GAP_WIDTH for column in columns) <= width:
            break
        columns = [column for column in columns if column.name != name]
    return columns


def _figure(row: Row, column: Column) -> str:
    """The figure; logins of a login license say so, beside money."""
    text = for_people(row, column)
    return f"{text} logins" if text and column.name in ("assigned", "unlogged") and row.get("by_login") else text


def _label(row: Row) -> Text:
    """The name and what to notice; below, where it stands."""
    below = {Level.LICENSE.value: row["bucket"], Level.PROFILE.value: f"{row['bucket']} · {row['license']}"}
    return _name(row["label"], _noticed(row, COUNTED), below.get(str(row["level"])))


def _person(row: Row) -> Text:
    return _name(row["name"], _noticed(row, frozenset()), f"{row['license']} · {row['profile']}")


def _noticed(row: Row, said: frozenset[str]) -> list[str]:
    flags = row["flags"]
    return [flag for flag in flags if flag not in said] if isinstance(flags, list) else []


def _name(label: object, flags: Sequence[str], below: object) -> Text:
    name = Text(sanitize(label))
    if flags:
        name.append(f" ({', '.join(flags)})", style="yellow")
    return name.append(f"\n{sanitize(below)}", style="dim") if below else name


def _total(row: Row) -> Text:
    return Text(f"Total {sanitize(row['group'])}", style="bold").append(f"\n{counted(row)}", style="dim")
