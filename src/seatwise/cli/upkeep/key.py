"""`seatwise key`: the key that encrypts stored secrets."""

import typer

from seatwise.cli.console import say
from seatwise.cli.context import services_of
from seatwise.domain.counts import counted

app = typer.Typer(no_args_is_help=True, help="The key that encrypts the stored secrets of logins.")

_WHERE = {
    "environment": "The new key is the first one in SEATWISE_SECRET_KEY: remove the others there.",
    "keyring": "The new key is in the system keyring.",
    "file": "The new key is in secret.key in SEATWISE_HOME.",
}


@app.command("new")
def new() -> None:
    """Print a new random key for SEATWISE_SECRET_KEY. It is not stored: save it in a safe place."""
    from seatwise.state.encryption.key_store import new_key

    typer.echo(new_key())


@app.command("rotate")
def rotate(context: typer.Context) -> None:
    """Replace the key by a new one, and encrypt every secret with it. Pages and refreshes can run meanwhile.

    If it is stopped at any moment nothing is lost: run it again. If the key is in SEATWISE_SECRET_KEY, set that to
    NEW,OLD first, for every process. Backups that were made with --with-key still hold the old key.
    """
    done = services_of(context).rotate_key()
    say(f"{counted(done.secrets, 'secret')} encrypted with a new key. {_WHERE[done.key_location]}")
