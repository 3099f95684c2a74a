"""`seatwise doctor`: whether everything that is stored is whole, and what to do where it is not."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import TextOrJson, console, say
from seatwise.cli.context import services_of
from seatwise.domain.counts import counted

if TYPE_CHECKING:
    from seatwise.upkeep.problem import CheckResult

DAMAGED = 4  # the exit code of damage


def doctor(
    context: typer.Context,
    org: Annotated[str | None, typer.Argument(metavar="ORG", help="Check what is stored of this org alone.")] = None,
    form: Annotated[TextOrJson, typer.Option("--format", help="text or json.")] = TextOrJson.TEXT,
    discard_damaged: Annotated[
        bool,
        typer.Option(
            "--discard-damaged",
            help="First delete rows of state.db that cannot be identified, and continue with the rest.",
        ),
    ] = False,
) -> None:
    """Check everything that is stored: files, rows, keys, permissions, free space, leftovers.

    Each problem comes with what to do about it. Nothing is changed without --discard-damaged. Exit code 0 if all data
    is whole, 4 if some is damaged or lost.
    """
    services = services_of(context)
    if discard_damaged:
        say(f"{counted(services.discard_damaged(), 'damaged row')} deleted.")
    results = []
    for result in services.examine(org):
        results.append(result)
        if form is TextOrJson.TEXT:
            _print(result)
    damage = sum(problem.is_damage for result in results for problem in result.problems)
    if form is TextOrJson.JSON:
        typer.echo(json.dumps(_as_json(results, damage), indent=1, ensure_ascii=False))
    elif damage:
        console().print(f"{counted(damage, 'problem')} with damaged or lost data.", style="bold red")
    if damage:
        raise typer.Exit(DAMAGED)


def _print(result: "CheckResult") -> None:
    out = console()
    out.print(result.title if result.problems else f"{result.title}: ok", style="bold" if result.problems else None)
    for problem in result.problems:
        out.print(f"  {problem.what}", style="red" if problem.is_damage else "yellow", soft_wrap=True, markup=False)
        out.print(f"    {problem.next_step}", soft_wrap=True, markup=False)


def _as_json(results: "list[CheckResult]", damage: int) -> dict[str, object]:
    return {
        "damaged": damage,
        "checks": [
            {
                "title": result.title,
                "problems": [
                    {"what": each.what, "next_step": each.next_step, "damaged": each.is_damage}
                    for each in result.problems
                ],
            }
            for result in results
        ],
    }
