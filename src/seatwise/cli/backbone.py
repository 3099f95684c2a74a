"""`seatwise backbone`: which objects make somebody an actor who creates or modifies their records."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next, warn

app = typer.Typer(
    no_args_is_help=True,
    help="Say which objects' records somebody must create or modify to count as an actor: the backbone of the org.",
)

ORG = Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")]
OBJECT = Annotated[str, typer.Argument(metavar="OBJECT", help="The object's API name, as in Contract or Invoice__c.")]


@app.command("list")
def list_objects(
    org: ORG,
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """The objects of the backbone. What a snapshot was read with stands in its manifest."""
    from seatwise import wiring
    from seatwise.app.backbone import backbone_of
    from seatwise.sources.activity import TRACKED_OBJECTS

    wiring.connections().get(org)
    rows = [(name, "standard" if name in TRACKED_OBJECTS else "added") for name in backbone_of(org, wiring.backbones())]
    print_list(("Object", "Why"), rows, form)


@app.command("add")
def add(org: ORG, sobject: OBJECT) -> None:
    """Count an object, too, from the next refresh on.

    seatwise backbone add --org acme Invoice__c
    """
    from seatwise import wiring
    from seatwise.app.backbone import add_object, near_standard

    wiring.connections().get(org)
    name = add_object(org, sobject, wiring.backbones())
    notes().print(
        f"{name} is in the backbone of {org}. If the org has no such object, the next refresh says so.", soft_wrap=True
    )
    if close := near_standard(name):
        warn(f"It looks like {' or '.join(close)}. If it was a slip: seatwise backbone remove --org {org} {name}")
    suggest_next(f"seatwise refresh {org}")


@app.command("remove")
def remove(org: ORG, sobject: OBJECT) -> None:
    """Count an object no longer, from the next refresh on. Snapshots stay as they were read."""
    from seatwise import wiring
    from seatwise.app.backbone import remove_object
    from seatwise.sources.activity import TRACKED_OBJECTS

    wiring.connections().get(org)
    name = remove_object(org, sobject, wiring.backbones())
    notes().print(f"{name} is no longer in the backbone of {org}.", soft_wrap=True)
    if name in TRACKED_OBJECTS:
        warn(f"{name} is a standard one: whoever works with nothing else is no actor any more.")
    suggest_next(f"seatwise refresh {org}")
