"""A panel in the terminal: sections, totals, reconciliation, gaps and notes."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from seatwise.cli.console import console
from seatwise.domain.gaps import by_remedy
from seatwise.metrics.model import Column
from seatwise.render.sanitize import sanitize
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import UNATTRIBUTED, Panel, Row, Section
from seatwise.views.totals import counted

SAID_IN_CELLS = {"unpriced": "unit_price", "unlimited": "provisioned"}  # flags that a figure's own cell says already
BESIDE_THE_NAME = frozenset({"label", "bucket"})  # columns that share the first one
LEFT_OUT_FIRST = ("assigned_pct", "unit_price", "assigned_cost", "assigned", "provisioned")  # on a narrow screen
NAME_WIDTH, GAP_WIDTH = 28, 2


def print_panel(panel: Panel, out: Console | None = None) -> None:
    """Print the panel, by default on stdout. Names from the org are never markup.

    A figure is never cut: on a narrow screen whole columns are left out, and named.
    """
    out = out or console()
    out.print(Text(f"{panel.title} of {panel.org}", style="bold"))
    read = f"read {panel.as_of:%d %b %Y %H:%M} UTC, snapshot {panel.snapshot}, money in {panel.currency} per year"
    out.print(read, style="dim", soft_wrap=True)
    out.print(sanitize(panel.summary), soft_wrap=True)
    for remedy, gaps in by_remedy(panel.gaps).items():
        what = ", ".join(gap.what for gap in gaps)
        why = f" {gaps[0].reason}" if len(gaps) == 1 else ""
        out.print(Text.assemble(("Could not be read: ", "bold yellow"), sanitize(f"{what}.{why} {remedy}")))
    columns = _that_fit(panel, out.width)
    for section in panel.sections:
        out.print()
        out.print(_table(panel, section, columns))
    out.print()
    out.print(_totals(panel, [column for column in columns if column.name != "unit_price"]))
    _print_unattributed(out, panel)
    for note in panel.notes:
        out.print(f"- {note}", style="dim")
    left_out = [heading(column, panel.currency) for column in _figures(panel) if column not in columns]
    if left_out:
        out.print(f"- Left out on this narrow screen: {', '.join(left_out)}. All: --format csv.", style="dim")


def _figures(panel: Panel) -> list[Column]:
    return [column for column in panel.columns if column.name not in BESIDE_THE_NAME]


def _that_fit(panel: Panel, width: int) -> list[Column]:
    """The columns of figures that fit the screen beside the names."""
    columns = _figures(panel)
    shown = (*panel.rows, *panel.totals)
    room = {
        column.name: max(map(len, (heading(column, panel.currency), *(for_people(row, column) for row in shown))))
        for column in columns
    }
    for name in LEFT_OUT_FIRST:
        if NAME_WIDTH + sum(room[column.name] + GAP_WIDTH for column in columns) <= width:
            break
        columns = [column for column in columns if column.name != name]
    return columns


def _new_table(title: str, panel: Panel, columns: list[Column], *texts: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    for text in texts:
        table.add_column(text, overflow="fold")
    for column in columns:
        numeric = column.type.numeric
        table.add_column(heading(column, panel.currency), justify="right" if numeric else "left", no_wrap=True)
    return table


def _table(panel: Panel, section: Section, columns: list[Column]) -> Table:
    table = _new_table(section.title, panel, columns, "License")
    said = {flag for flag, name in SAID_IN_CELLS.items() if name in {column.name for column in columns}}
    for row in section.rows:
        table.add_row(_label(row, said), *(for_people(row, column) for column in columns))
    return table


def _label(row: Row, said: set[str]) -> Text:
    """The name and what to notice about it; below, its key, its bucket and why, its logins."""
    name = Text(sanitize(row["label"]))
    flags = row["flags"]
    noticed = [flag for flag in flags if flag not in said] if isinstance(flags, list) else []
    if noticed:
        name.append(f" ({', '.join(noticed)})", style="yellow")
    below = (
        row["key"] if row["key"] != row["label"] else None,
        f"{row['bucket']}: {row['bucket_reason']}" if row["bucket"] else row["bucket_reason"],
        None if row["yearly_logins"] is None else f"{row['yearly_logins']:,} logins a year",
        _this_month(row),
    )
    told = " · ".join(sanitize(part).rstrip(".") for part in below if part)
    return name.append(f"\n{told}", style="dim") if told else name


def _this_month(row: Row) -> str | None:
    """The pace of a login pool: this month's logins, what a month allows, and when that ends."""
    if row["consumed"] is None or row["monthly_logins"] is None:
        return None
    ends = f", used up by {row['runs_out']:%d %b}" if row["runs_out"] else ""
    return f"{row['consumed']:,} of {row['monthly_logins']:,} logins this month{ends}"


def _totals(panel: Panel, columns: list[Column]) -> Table:
    table = _new_table("Totals", panel, columns, "Group")
    for row in panel.totals:
        if row["group"] != UNATTRIBUTED:
            group = Text(str(row["group"])).append(f"\n{counted(row)}", style="dim")
            table.add_row(group, *(for_people(row, column) for column in columns))
    return table


def _print_unattributed(out: Console, panel: Panel) -> None:
    """The reconciliation row, in words: Salesforce's counter against the active users we read."""
    row = next(row for row in panel.totals if row["group"] == UNATTRIBUTED)
    parts = row["by_license"] if isinstance(row["by_license"], list) else []
    listed = ", ".join(_odd(part, panel.currency) for part in parts)
    unknown = "unknown, not everything could be read" if row["assigned"] is None else ""
    what = "seats in Salesforce's counters beyond (+) or short of (-) the active users that were read"
    out.print(
        f"Unattributed, {what}: {', '.join(filter(None, (unknown, listed))) or 'none'}.", style="dim", soft_wrap=True
    )


def _odd(part: Row, currency: str) -> str:
    cost = f" ({part['cost']:,.2f} {currency})" if part["cost"] else ""
    return f"{sanitize(part['key'])} {part['unattributed']:+,}{cost}"
