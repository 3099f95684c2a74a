"""`seatwise objects`: the tracked objects, whose records make users actors."""

from typing import Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat, print_list, say, suggest_next, warn
from seatwise.cli.context import services_of
from seatwise.cli.org_option import OrgOption, chosen_org

app = typer.Typer(
    no_args_is_help=True, help="Choose the tracked objects: users who create or modify their records are actors."
)

OBJECT = Annotated[str, typer.Argument(metavar="OBJECT", help="The object's API name, as in Contract or Invoice__c.")]


@app.command("list")
def list_objects(context: typer.Context, form: FormOption = ListFormat.TABLE, org: OrgOption = None) -> None:
    """List the tracked objects. The manifest of a snapshot says which ones it was read with."""
    from seatwise.app.entries.tracked_objects import tracked_objects_of
    from seatwise.sources.activity import TRACKED_OBJECTS

    org_name = chosen_org(services_of(context), org).name
    names = tracked_objects_of(org_name, services_of(context).tracked_objects)
    print_list(("Object", "Why"), [(name, "standard" if name in TRACKED_OBJECTS else "added") for name in names], form)


@app.command("add")
def add(context: typer.Context, sobject: OBJECT, org: OrgOption = None) -> None:
    """Track another object from the next refresh on.

    seatwise objects add --org acme Invoice__c
    """
    from seatwise.app.entries.tracked_objects import add_object, similar_standard_objects

    org_name = chosen_org(services_of(context), org).name
    name = add_object(org_name, sobject, services_of(context).tracked_objects)
    say(f"{name} is a tracked object of {org_name}. If the org has no such object, the next refresh says so.")
    if close := similar_standard_objects(name):
        warn(f"It looks like {' or '.join(close)}. If that was a typo: seatwise objects remove --org {org_name} {name}")
    suggest_next(f"seatwise refresh {org_name}")


@app.command("remove")
def remove(context: typer.Context, sobject: OBJECT, org: OrgOption = None) -> None:
    """Stop tracking an object from the next refresh on. Snapshots stay as they were read."""
    from seatwise.app.entries.tracked_objects import remove_object
    from seatwise.sources.activity import TRACKED_OBJECTS

    org_name = chosen_org(services_of(context), org).name
    name = remove_object(org_name, sobject, services_of(context).tracked_objects)
    say(f"{name} is no longer a tracked object of {org_name}.")
    if name in TRACKED_OBJECTS:
        warn(f"{name} is a standard object: users who work only with it are no longer actors.")
    suggest_next(f"seatwise refresh {org_name}")
