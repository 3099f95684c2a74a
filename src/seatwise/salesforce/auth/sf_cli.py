"""Uses an existing login of the Salesforce CLI (`sf`)."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

from seatwise.domain.connection import Connection, Session
from seatwise.domain.errors import LoginRefused, UsageError
from seatwise.salesforce.auth.oauth import identity
from seatwise.salesforce.http.transport import Transport

Runner = Callable[[Sequence[str]], str]
_TIMEOUT = 120  # seconds; the CLI renews its token over the network


def log_in_by_sf_cli(connection: Connection, *, run: Runner | None = None, transport: Transport = None) -> Session:
    """Use the session of the Salesforce CLI, which renews it; `run` runs a command and returns what it printed.

    Since May 2026 `sf org display` hides the token and `sf org auth show-access-token` prints it (CLI pull request
    1667); older versions print it with the former. Raises UsageError: the CLI is not installed; LoginRefused: it does
    not know the alias, or its login has expired.
    """
    run = run or _run
    target = ("--target-org", connection.alias, "--json")
    shown = _result(run(("sf", "org", "display", *target)), connection.alias)
    token = str(shown.get("accessToken") or "")
    if "!" not in token:  # a token is <org ID>!<secret>; anything else says that it is hidden
        token = str(_result(run(("sf", "org", "auth", "show-access-token", *target)), connection.alias)["accessToken"])
    instance = str(shown.get("instanceUrl") or "")
    if not instance or "!" not in token:
        raise _no_login(connection.alias)
    return identity(instance, token, transport=transport)


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
        raise UsageError("The Salesforce CLI is not installed.", "Install it, or use another login method.")
    plain = {**os.environ, "NO_COLOR": "1"}
    plain.pop("FORCE_COLOR", None)  # the CLI would put colors into its JSON
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the alias is one argument, and no shell reads it
            [program, *command[1:]], capture_output=True, text=True, timeout=_TIMEOUT, check=False, env=plain
        )
    except subprocess.TimeoutExpired:
        raise LoginRefused("The Salesforce CLI timed out.", "Try it by hand: sf org display.") from None
    return done.stdout


def _no_login(alias: str) -> LoginRefused:
    return LoginRefused(
        f"The Salesforce CLI has no valid login named {alias!r}.",
        f"Choose another of its logins, or add this one: sf org login web --alias {alias}",
        code="SF_CLI",
    )
