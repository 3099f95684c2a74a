"""`seatwise objects`: the tracked objects, whose records make users actors."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next, warn

app = typer.Typer(
    no_args_is_help=True,
    help="Choose the tracked objects: users who create or modify their records are actors.",
)

ORG = Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")]
OBJECT = Annotated[str, typer.Argument(metavar="OBJECT", help="The object's API name, as in Contract or Invoice__c.")]


@app.command("list")
def list_objects(
    org: ORG,
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """List the tracked objects. The manifest of a snapshot says which ones it was read with."""
    from seatwise import wiring
    from seatwise.app.tracked_objects import tracked_objects_of
    from seatwise.sources.activity import TRACKED_OBJECTS

    wiring.connections().get(org)
    names = tracked_objects_of(org, wiring.tracked_objects())
    print_list(("Object", "Why"), [(name, "standard" if name in TRACKED_OBJECTS else "added") for name in names], form)


@app.command("add")
def add(org: ORG, sobject: OBJECT) -> None:
    """Track another object from the next refresh on.

    seatwise objects add --org acme Invoice__c
    """
    from seatwise import wiring
    from seatwise.app.tracked_objects import add_object, similar_standard_objects

    wiring.connections().get(org)
    name = add_object(org, sobject, wiring.tracked_objects())
    notes().print(
        f"{name} is a tracked object of {org}. If the org has no such object, the next refresh says so.", soft_wrap=True
    )
    if close := similar_standard_objects(name):
        warn(f"It looks like {' or '.join(close)}. If that was a typo: seatwise objects remove --org {org} {name}")
    suggest_next(f"seatwise refresh {org}")


@app.command("remove")
def remove(org: ORG, sobject: OBJECT) -> None:
    """Stop tracking an object from the next refresh on. Snapshots stay as they were read."""
    from seatwise import wiring
    from seatwise.app.tracked_objects import remove_object
    from seatwise.sources.activity import TRACKED_OBJECTS

    wiring.connections().get(org)
    name = remove_object(org, sobject, wiring.tracked_objects())
    notes().print(f"{name} is no longer a tracked object of {org}.", soft_wrap=True)
    if name in TRACKED_OBJECTS:
        warn(f"{name} is a standard object: users who work only with it are no longer actors.")
    suggest_next(f"seatwise refresh {org}")
