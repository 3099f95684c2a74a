"""The org of a command: an option that is not needed where there is one org or a default, or the first argument."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from seatwise.bootstrap import Services
    from seatwise.domain.connection import Connection

OrgOption = Annotated[
    str | None,
    typer.Option(
        "--org",
        "-o",
        metavar="NAME",
        help="The org, as in `seatwise org list`. Not needed where there is one org or a default.",
    ),
]

OrgArgument = Annotated[str, typer.Argument(metavar="ORG", help="The org's name, as in `seatwise org list`.")]


def chosen_org(services: "Services", name: str | None) -> "Connection":
    """The org that the option names, else the default org, else the only one. Raises UsageError: not clear which."""
    from seatwise.app.connections.orgs import choose_org

    return choose_org(name, services.connections)
