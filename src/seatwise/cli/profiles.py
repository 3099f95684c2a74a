"""`seatwise report profiles`: who logs in, who works, and what the rest costs."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import suggest_next
from seatwise.cli.output import OutputFormat, open_output
from seatwise.domain.window import DAYS
from seatwise.views.tree import Level

if TYPE_CHECKING:
    from seatwise.views.tree import PeoplePage, ProfilesPanel


def profiles(
    org: Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")],
    level: Annotated[Level, typer.Option("--level", help="What a row is.")] = Level.PROFILE,
    license_key: Annotated[
        str | None, typer.Option("--license", help="Only this license: its key, name or id.")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="Only this profile: its name, of every license that has it, or its id."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort", help="Sort by a column, for example actor_cost; `seatwise explain profiles` lists them."
        ),
    ] = None,
    descending: Annotated[bool, typer.Option("--desc", help="Largest first. Blanks stand last either way.")] = False,
    window: Annotated[int, typer.Option("--window", help="Days before the snapshot in which a login counts.")] = DAYS,
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="Which snapshot: its id or the start of it. Default: the latest.")
    ] = None,
    form: Annotated[OutputFormat, typer.Option("--format", "-f", help="How to write it.")] = OutputFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file. xlsx and parquet need one, or a redirect.")
    ] = None,
) -> None:
    """Who really uses what you pay for: users, logins and actors of each profile, and what they cost.

    Who actually works: --sort actor_cost --desc. In communities: --sort logged_in_users --desc.
    """
    from seatwise import wiring
    from seatwise.app.profiles import MOST, PAGE, read_everybody, read_profiles

    as_table = form is OutputFormat.TABLE and output is None
    if level is Level.USER:
        pages = read_everybody(
            org,
            wiring.sources(),
            snapshot_id=snapshot,
            days=window,
            license_key=license_key,
            profile=profile,
            sort=sort,
            descending=descending,
            limit=PAGE if as_table else MOST,
        )
        _write_people(pages, form, output)
        return
    panel = read_profiles(
        org,
        wiring.sources(),
        snapshot_id=snapshot,
        days=window,
        level=level,
        license_key=license_key,
        profile=profile,
        sort=sort,
        descending=descending,
    )
    _write_panel(panel, form, output)


def _write_panel(panel: "ProfilesPanel", form: OutputFormat, output: Path | None) -> None:
    if form is OutputFormat.TABLE and output is None:
        from seatwise.cli.profiles_table import print_profiles

        print_profiles(panel)
        report = f"seatwise report profiles --org {panel.org}"
        suggest_next(
            f"{report} --sort actor_cost --desc", f"{report} --level user", "seatwise explain profiles unlogged"
        )
        return
    from seatwise import wiring

    with open_output(form, output, panel.name) as file:
        file.write(wiring.export(panel, form.value)[0])


def _write_people(pages: "Iterator[PeoplePage]", form: OutputFormat, output: Path | None) -> None:
    if form is OutputFormat.TABLE and output is None:
        from seatwise.cli.profiles_table import print_people

        print_people(next(pages))
        return
    from seatwise import wiring

    first = next(pages)  # whatever cannot be done is said before a file is begun
    with open_output(form, output, "users") as file:
        wiring.export_people(chain([first], pages), form.value, file)
