"""A panel in the terminal: sections, totals, reconciliation, gaps and notes."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from seatwise.cli.show import console
from seatwise.measures.model import Column
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import NUMERIC, Panel, Row

SHOWN_IN_CELLS = frozenset({"unpriced", "unlimited"})  # flags that a figure's own cell says already


def print_panel(panel: Panel, out: Console | None = None) -> None:
    """Print the panel, by default on stdout. Names from the org are never markup."""
    out = out or console()
    out.print(Text(f"{panel.title} of {panel.org}", style="bold"))
    out.print(
        f"read {panel.as_of:%d %b %Y %H:%M} UTC, snapshot {panel.snapshot}, money in {panel.currency} per year",
        style="dim",
    )
    for section in panel.sections:
        out.print()
        out.print(_table(panel, section.title, section.rows))
    out.print()
    out.print(_totals(panel))
    _print_unattributed(out, panel)
    for gap in panel.gaps:
        out.print(Text.assemble(("Could not be read: ", "bold yellow"), f"{gap.what}. {gap.reason} {gap.remedy}"))
    for note in panel.notes:
        out.print(f"- {note}", style="dim")


def _table(panel: Panel, title: str, rows: tuple[Row, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    columns = [
        column for column in panel.columns if column.name != "bucket"
    ]  # it stands below the name, with its reason
    for column in columns:
        _add(table, column, panel.currency)
    for row in rows:
        figures = (for_people(row, column) for column in columns if column.name != "label")
        table.add_row(_label(row), *figures)
    return table


def _add(table: Table, column: Column, currency: str) -> None:
    numeric = column.unit in NUMERIC
    table.add_column(
        heading(column, currency), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold"
    )


def _label(row: Row) -> Text:
    """The name and what to notice about it; below, its key, its bucket and why, its logins a year."""
    name = Text(str(row["label"]))
    flags = row["flags"]
    noticed = [flag for flag in flags if flag not in SHOWN_IN_CELLS] if isinstance(flags, list) else []
    if noticed:
        name.append(f" ({', '.join(noticed)})", style="yellow")
    below = (
        row["key"] if row["key"] != row["label"] else None,
        f"{row['bucket']}: {row['bucket_reason']}" if row["bucket"] else None,
        None if row["yearly_logins"] is None else f"{row['yearly_logins']:,} logins a year",
    )
    told = " · ".join(str(part).rstrip(".") for part in below if part)
    return name.append(f"\n{told}", style="dim") if told else name


def _totals(panel: Panel) -> Table:
    table = Table(
        title="Totals", title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold"
    )
    table.add_column("Group")
    table.add_column("Licenses", justify="right")
    table.add_column("Unpriced", justify="right")
    columns = [column for column in panel.columns if column.name not in ("label", "bucket", "unit_price")]
    for column in columns:
        _add(table, column, panel.currency)
    for row in panel.totals:
        if row["group"] == "Unattributed":
            continue
        figures = [for_people(row, column) for column in columns]
        table.add_row(str(row["group"]), str(row["licenses"]), str(row["unpriced"] or ""), *figures)
    return table


def _print_unattributed(out: Console, panel: Panel) -> None:
    """The reconciliation row, in words: Salesforce's counter against the active users we read."""
    row = next(row for row in panel.totals if row["group"] == "Unattributed")
    if row["assigned"] is None:
        out.print("Unattributed: unknown, the users or their assignments could not be read.")
        return
    parts = row["by_license"]
    listed = ", ".join(f"{part['key']} {part['unattributed']:+,}" for part in parts) if isinstance(parts, list) else ""
    what = "seats in Salesforce's counters beyond (+) or short of (-) the active users that were read"
    out.print(f"Unattributed, {what}: {listed or 'none'}.", style="dim", soft_wrap=True)
