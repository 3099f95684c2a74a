"""`seatwise sandbox`: serve a local test org with sample data."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import TextOrJson, console, print_json, suggest_next
from seatwise.cli.timestamps import parse_moment

if TYPE_CHECKING:
    from seatwise.sandbox.server.serve import Credentials

app = typer.Typer(no_args_is_help=True, help="A local test org with sample data.")
_CREDENTIALS = ("username", "password", "security_token", "client_id", "client_secret")


@app.callback()
def _sandbox() -> None:
    """The sandbox org."""


@app.command("serve")
def serve(
    users: Annotated[int, typer.Option("--users", min=1, max=1_000_000, help="Number of users.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same org.")] = 7,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks a free port.")] = 8650,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on. Its passwords are public: keep it local.")
    ] = "127.0.0.1",
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Stop its clock at this time. By default it runs.")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option("--anchor", metavar="TIME", help="The time at which it has --users users.")
    ] = None,
    records: Annotated[
        int | None,
        typer.Option(
            "--records",
            min=0,
            max=5_000_000,
            help="Number of leads, cases and so on. Default: 8 per user, at most 500,000.",
        ),
    ] = None,
    logins: Annotated[
        int | None,
        typer.Option(
            "--logins",
            min=0,
            max=10_000_000,
            help="Approximate number of rows of login history. Default: about 70 per user.",
        ),
    ] = None,
    form: Annotated[
        TextOrJson, typer.Option("--format", "-f", help="Format of the URL and the credentials.")
    ] = TextOrJson.TEXT,
) -> None:
    """Serve a sandbox org over HTTP until Ctrl-C: SOAP and OAuth login, SOQL, Bulk API 2.0, describe, limits.

    The same seed and number of users always give the same org.
    """
    from seatwise.sandbox.server.serve import serve as serve_org

    serve_org(
        users,
        seed,
        host,
        port,
        now=parse_moment(now),
        anchor=parse_moment(anchor),
        records=records,
        login_rows=logins,
        on_ready=_print_json if form is TextOrJson.JSON else _print_text,
    )


def _print_text(url: str, credentials: "Credentials") -> None:
    out = console()
    out.print(f"Sandbox org at {url}   (stop with Ctrl-C)", style="bold", soft_wrap=True)
    for name in _CREDENTIALS:
        out.print(f"  {name.replace('_', ' '):<14}  {getattr(credentials, name)}", soft_wrap=True)
    out.print(f"  control         GET {url}/sandbox   (faults, clock, calls)", soft_wrap=True)
    suggest_next(
        f"seatwise org add sandbox --login-url {url} --username {credentials.username} "
        f"--password {credentials.password} --token {credentials.security_token} --insecure-literal"
    )


def _print_json(url: str, credentials: "Credentials") -> None:
    print_json({"url": url, **{name: getattr(credentials, name) for name in _CREDENTIALS}})
