"""A panel in the terminal: sections, totals, reconciliation, gaps and notes."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from seatwise.cli.show import console, visible
from seatwise.measures.model import Column
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import NUMERIC, Panel, Row, Section

SHOWN_IN_CELLS = frozenset({"unpriced", "unlimited"})  # flags that a figure's own cell says already
BESIDE_THE_NAME = frozenset({"label", "bucket"})  # columns that share the first one
LEFT_OUT_FIRST = (
    "unit_price",
    "provisioned_cost",
    "assigned_cost",
    "provisioned",
    "assigned_pct",
)  # on a narrow screen
NAME_WIDTH, GAP_WIDTH = 28, 2


def print_panel(panel: Panel, out: Console | None = None) -> None:
    """Print the panel, by default on stdout. Names from the org are never markup.

    A figure is never cut: on a narrow screen whole columns are left out, and named.
    """
    out = out or console()
    out.print(Text(f"{panel.title} of {panel.org}", style="bold"))
    read = f"read {panel.as_of:%d %b %Y %H:%M} UTC, snapshot {panel.snapshot}, money in {panel.currency} per year"
    out.print(read, style="dim", soft_wrap=True)
    out.print(visible(panel.summary), soft_wrap=True)
    for gap in panel.gaps:
        out.print(
            Text.assemble(("Could not be read: ", "bold yellow"), visible(f"{gap.what}. {gap.reason} {gap.remedy}"))
        )
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
        numeric = column.unit in NUMERIC
        table.add_column(heading(column, panel.currency), justify="right" if numeric else "left", no_wrap=True)
    return table


def _table(panel: Panel, section: Section, columns: list[Column]) -> Table:
    table = _new_table(section.title, panel, columns, "License")
    for row in section.rows:
        table.add_row(_label(row), *(for_people(row, column) for column in columns))
    return table


def _label(row: Row) -> Text:
    """The name and what to notice about it; below, its key, its bucket and why, its logins a year."""
    name = Text(visible(row["label"]))
    flags = row["flags"]
    noticed = [flag for flag in flags if flag not in SHOWN_IN_CELLS] if isinstance(flags, list) else []
    if noticed:
        name.append(f" ({', '.join(noticed)})", style="yellow")
    below = (
        row["key"] if row["key"] != row["label"] else None,
        f"{row['bucket']}: {row['bucket_reason']}" if row["bucket"] else None,
        None if row["yearly_logins"] is None else f"{row['yearly_logins']:,} logins a year",
    )
    told = " · ".join(visible(part).rstrip(".") for part in below if part)
    return name.append(f"\n{told}", style="dim") if told else name


def _totals(panel: Panel, columns: list[Column]) -> Table:
    table = _new_table("Totals", panel, columns, "Group")
    for row in panel.totals:
        if row["group"] == "Unattributed":
            continue
        unpriced = f", {row['unpriced']} unpriced" if row["unpriced"] else ""
        group = Text(str(row["group"])).append(f"\n{row['licenses']} licenses{unpriced}", style="dim")
        table.add_row(group, *(for_people(row, column) for column in columns))
    return table


def _print_unattributed(out: Console, panel: Panel) -> None:
    """The reconciliation row, in words: Salesforce's counter against the active users we read."""
    row = next(row for row in panel.totals if row["group"] == "Unattributed")
    if row["assigned"] is None:
        out.print("Unattributed: unknown, the users or their assignments could not be read.")
        return
    parts = row["by_license"]
    listed = (
        ", ".join(f"{visible(part['key'])} {part['unattributed']:+,}" for part in parts)
        if isinstance(parts, list)
        else ""
    )
    what = "seats in Salesforce's counters beyond (+) or short of (-) the active users that were read"
    out.print(f"Unattributed, {what}: {listed or 'none'}.", style="dim", soft_wrap=True)
