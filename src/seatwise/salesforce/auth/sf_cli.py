"""An existing login of Salesforce's own `sf` command-line tool."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import httpx2

from seatwise.domain.connection import Connection, Session
from seatwise.domain.errors import LoginRefused, UsageError
from seatwise.salesforce.auth.oauth import whose

Runner = Callable[[Sequence[str]], str]
_PATIENCE = 120  # seconds; the tool renews its token over the network


def log_in_by_sf_cli(
    connection: Connection, *, run: Runner | None = None, transport: httpx2.BaseTransport | None = None
) -> Session:
    """Take over the session of `sf`, which renews it when asked.

    Since May 2026 `sf org display` hides the token, and `sf org auth show-access-token` shows it (its pull request
    1667); older tools show it in the first.

    Args:
        connection: its `alias` is an alias or username that `sf org list` shows.
        run: runs a command and returns what it printed.
        transport: for tests.

    Raises:
        UsageError: the tool is not installed.
        LoginRefused: the tool does not know the alias, or its login has expired.
    """
    run = run or _run
    target = ("--target-org", connection.alias, "--json")
    shown = _result(run(("sf", "org", "display", *target)), connection.alias)
    token = str(shown.get("accessToken") or "")
    if "!" not in token:  # a token is <org id>!<secret>; anything else is a notice that it is hidden
        token = str(_result(run(("sf", "org", "auth", "show-access-token", *target)), connection.alias)["accessToken"])
    instance = str(shown.get("instanceUrl") or "")
    if not instance or "!" not in token:
        raise _no_login(connection.alias)
    return whose(instance, token, transport=transport)


def _result(printed: str, alias: str) -> dict[str, Any]:
    try:
        answer = json.loads(printed)
    except ValueError:
        raise _no_login(alias) from None
    result = answer.get("result") if isinstance(answer, dict) and answer.get("status") == 0 else None
    if not isinstance(result, dict):
        raise _no_login(alias)
    return {"accessToken": "", **result}


def _run(command: Sequence[str]) -> str:
    program = shutil.which(command[0])
    if program is None:
        raise UsageError(
            "The `sf` command is not installed here.", "Install the Salesforce CLI, or use another way in."
        )
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the alias is one argument, and no shell reads it
            [program, *command[1:]], capture_output=True, text=True, timeout=_PATIENCE, check=False, env=_plain()
        )
    except subprocess.TimeoutExpired:
        raise LoginRefused("The `sf` command did not answer in time.", "Try it by hand: sf org display.") from None
    return done.stdout


def _plain() -> dict[str, str]:
    """Our environment without the wish for colours, which the tool would put into its JSON."""
    return {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"} | {"NO_COLOR": "1"}


def _no_login(alias: str) -> LoginRefused:
    return LoginRefused(
        f"The `sf` command has no valid login named {alias!r}.",
        f"`sf org list` shows those it has; `sf org login web --alias {alias}` makes one.",
        code="SF_CLI",
    )
