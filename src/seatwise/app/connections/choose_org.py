"""Which org a command is about: the one that is named, else the default, else the only one."""

from seatwise.app.ports import Connections
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError


def choose_org(name: str | None, connections: Connections) -> Connection:
    """The connection of the org that a command is about.

    Raises:
        UsageError: there is no org of that name; or none is named and there are none, or several without a default.
    """
    chosen = name or connections.default()
    if chosen:
        return connections.get(chosen)
    every = connections.all()
    if len(every) == 1:
        return every[0]
    if not every:
        raise UsageError("There are no orgs yet.", "Add one: seatwise org add NAME")
    names = [each.name for each in every]
    raise UsageError(
        f"Which org? There are {', '.join(names)}.",
        f"Name one with --org, or choose a default: seatwise org default {names[0]}",
    )
