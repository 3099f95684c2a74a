"""Prints the result of `seatwise org test`."""

from seatwise.app.reports.panel_gaps import panels_without
from seatwise.cli.console import ListFormat, console, print_list
from seatwise.domain.connection import ConnectionReport, Permission

PRESENT = {True: "present", False: "missing", None: "not known"}


def print_connection_report(name: str, found: ConnectionReport) -> None:
    """Print the org and the permissions, with the panels that need each missing one."""
    has_api = "includes the API" if found.edition_has_api else "does not include the API, but this org has it"
    facts = {
        "Org": f"{found.org_name} ({found.org_id})",
        "Edition": f"{found.edition}: {has_api}",
        "Kind": "sandbox" if found.is_sandbox else "production",
        "Instance": found.instance,
        "API version": found.api_version,
        "Logged in as": found.username,
        "API calls": _calls(found),
        "Org time": f"{found.clock:%d %b %Y, %H:%M:%S} UTC",
    }
    out = console()
    out.print(f"{name} is up.", soft_wrap=True)
    for title, fact in facts.items():
        out.print(f"  {title:<14}{fact}", soft_wrap=True)
    out.print()
    rows = [(permission.name, PRESENT[permission.present], _cost(permission)) for permission in found.permissions]
    print_list(("Permission", "State", "Without it"), rows, ListFormat.TABLE)


def _calls(found: ConnectionReport) -> str:
    if found.calls_used is None or found.calls_limit is None:
        return "not known"
    return f"{found.calls_used:,} of {found.calls_limit:,} in the last 24 hours"


def _cost(permission: Permission) -> str:
    panels = () if permission.present else panels_without(permission.name)
    return f"figures missing in {', '.join(panel.title for panel in panels)}" if panels else ""
