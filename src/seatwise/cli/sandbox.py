"""`seatwise sandbox`: serve a made-up Salesforce org, to try things on."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import console, suggest_next
from seatwise.cli.timestamps import parse_moment

if TYPE_CHECKING:
    from seatwise.sandbox.server.running import Credentials

app = typer.Typer(no_args_is_help=True, help="A Salesforce org in a box: made-up users, real answers.")


class Said(StrEnum):
    """How the address and the logins are told."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def _sandbox() -> None:
    """The sandbox org."""


@app.command("serve")
def serve(
    users: Annotated[int, typer.Option("--users", min=1, max=1_000_000, help="How many users it has.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same org.")] = 7,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8650,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen. Its passwords are public: keep it local.")
    ] = "127.0.0.1",
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Where its clock stands still. Default: it runs.")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option("--anchor", metavar="TIME", help="The moment at which it has --users users.")
    ] = None,
    records: Annotated[
        int | None,
        typer.Option(
            "--records",
            min=0,
            max=5_000_000,
            help="How many leads, cases and so on people have made. Default: 8 per user, at most 500,000.",
        ),
    ] = None,
    logins: Annotated[
        int | None,
        typer.Option(
            "--logins",
            min=0,
            max=10_000_000,
            help="About how many rows login history has. Default: about 70 per user.",
        ),
    ] = None,
    form: Annotated[Said, typer.Option("--format", "-f", help="How to tell the address and logins.")] = Said.TEXT,
) -> None:
    """Serve a sandbox org over HTTP until Ctrl-C: SOAP and OAuth login, SOQL, Bulk API 2.0, describe, limits.

    The same seed and number of users always give the same org.
    """
    from seatwise import wiring

    tell = _tell_json if form is Said.JSON else _tell
    wiring.serve_sandbox(
        users,
        seed,
        host,
        port,
        now=parse_moment(now),
        anchor=parse_moment(anchor),
        records=records,
        logins=logins,
        on_ready=tell,
    )


def _tell(url: str, logins: "Credentials") -> None:
    out = console()
    out.print(f"Sandbox org at {url}   (Ctrl-C stops it)", style="bold", soft_wrap=True)
    out.print(f"  username        {logins.username}", soft_wrap=True)
    out.print(f"  password        {logins.password}", soft_wrap=True)
    out.print(f"  security token  {logins.security_token}", soft_wrap=True)
    out.print(f"  client id       {logins.client_id}", soft_wrap=True)
    out.print(f"  client secret   {logins.client_secret}", soft_wrap=True)
    out.print(f"  control         GET {url}/sandbox   (faults, clock, calls)", soft_wrap=True)
    suggest_next(
        f"seatwise org add sandbox --login-url {url} --username {logins.username} "
        f"--password {logins.password} --token {logins.security_token}"
    )


def _tell_json(url: str, logins: "Credentials") -> None:
    names = ("username", "password", "security_token", "client_id", "client_secret")
    sys.stdout.write(json.dumps({"url": url, **{name: getattr(logins, name) for name in names}}) + "\n")
    sys.stdout.flush()
