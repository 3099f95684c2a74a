"""`seatwise report`: a panel in the terminal or as a file."""

import typer

from seatwise.cli.profiles import profiles

app = typer.Typer(no_args_is_help=True, help="Print a panel, or write it to a file.")


app.command("profiles")(profiles)


@app.callback()
def _panels() -> None:
    """One command per panel."""
