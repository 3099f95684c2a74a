"""Connect orgs: add, test, edit, disable, enable and remove them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from seatwise.app.ports import Connections, Login, Org
from seatwise.domain.connection import AuthMethod, Connection, ConnectionReport, Status
from seatwise.domain.errors import LoginRefused, OrgError, QuotaReached, UsageError
from seatwise.domain.licensing.money import parse_currency

NAME_LENGTH = 80

OpenOrg = Callable[[Connection, Mapping[str, str]], Org]
Clock = Callable[[], datetime]


def add_org(
    connection: Connection, secrets: Mapping[str, str], *, connections: Connections, log_in_by_browser: Login
) -> Connection:
    """Add a connection, not yet tested; returned as stored. For `AuthMethod.WEB` the person logs in first.

    Raises UsageError: the name exists or is invalid, or the currency is invalid; LoginRefused, Unreachable: the person
    did not log in, and nothing is stored.
    """
    added = replace(connection, name=_valid(connection.name), currency=parse_currency(connection.currency))
    if added.name in {other.name for other in connections.all()}:
        raise UsageError(f"There is an org named {added.name} already.", f"Change it: seatwise org edit {added.name}")
    connections.add(added, _with_refresh_token(added, secrets, log_in_by_browser))
    return added


def enter_org(name: str, connections: Connections, *, open_org: OpenOrg, clock: Clock) -> Org:
    """Log in and record the status. The first login stores the org's ID. The caller closes the org.

    Raises UsageError: there is no such org, or it is disabled; LoginRefused: also if the login is now for another org;
    OrgError: the org is down, and the cause is recorded.
    """
    connection = _enabled(connections.get(name))
    with record_status(name, connections, clock):
        org = open_org(connection, connections.secrets(name))
        try:
            _check_org_id(connection, org.org_id)
        except LoginRefused:
            org.close()
            raise
    if not connection.org_id:
        connections.update(replace(connections.get(name), org_id=org.org_id))
    connections.mark(name, Status.UP, "", clock())
    return org


def test_org(name: str, connections: Connections, *, open_org: OpenOrg, clock: Clock) -> ConnectionReport:
    """Test the connection and record the status. Raises as `enter_org` does."""
    org = enter_org(name, connections, open_org=open_org, clock=clock)
    try:
        with record_status(name, connections, clock):
            return org.check()
    finally:
        org.close()


def edit_org(
    changed: Connection,
    secrets: Mapping[str, str],
    *,
    connections: Connections,
    log_in_by_browser: Login,
    log_in_again: bool = False,
) -> Connection:
    """Change a connection. Status, cause and org ID stay, so that the next test notices a login to another org.

    With `log_in_again` the person logs in with the browser in any case. Raises UsageError: there is no such org, or the
    currency is invalid; LoginRefused, Unreachable: the person did not log in, and nothing is changed.
    """
    before = connections.get(changed.name)
    after = replace(
        before,
        auth_method=changed.auth_method,
        login_url=changed.login_url,
        username=changed.username,
        client_id=changed.client_id,
        alias=changed.alias,
        currency=parse_currency(changed.currency),
    )
    if log_in_again or secrets or _login_fields(before) != _login_fields(after):
        if after.auth_method is AuthMethod.WEB:
            stored = connections.secrets(after.name) if before.auth_method is after.auth_method else {}
            without_token = {name: secret for name, secret in stored.items() if name != "refresh_token"}
            secrets = _with_refresh_token(after, {**without_token, **secrets}, log_in_by_browser)
        if before.status is not Status.DISABLED:
            after = replace(after, status=Status.VERIFYING, cause="")
    connections.update(after, secrets)
    return after


def disable_org(name: str, *, connections: Connections, clock: Clock) -> None:
    """Stop contacting an org until it is enabled. Its snapshots and prices stay."""
    connections.get(name)
    connections.mark(name, Status.DISABLED, "Disabled", clock())


def enable_org(name: str, *, connections: Connections, clock: Clock) -> None:
    """Enable a disabled org; the next test records whether it is up."""
    if connections.get(name).status is Status.DISABLED:
        connections.mark(name, Status.VERIFYING, "", clock())


def remove_org(name: str, *, connections: Connections) -> None:
    """Remove the connection with its secrets, prices, bucket overrides and entitlements. Snapshots stay."""
    connections.remove(name)


def _enabled(connection: Connection) -> Connection:
    if connection.status is Status.DISABLED:
        raise UsageError(
            f"{connection.name} is disabled, so it is not contacted.",
            f"Enable it: seatwise org enable {connection.name}",
        )
    return connection


@contextmanager
def record_status(name: str, connections: Connections, clock: Clock) -> Iterator[None]:
    """Record that the org is down, and why, if the block fails. With a used-up quota it is still up."""
    try:
        yield
    except QuotaReached as error:
        connections.mark(name, Status.UP, error.message, clock())
        raise
    except OrgError as error:
        connections.mark(name, Status.DOWN, error.message, clock())
        raise


def _check_org_id(connection: Connection, org_id: str) -> None:
    """Refuse a login to another org: snapshots of two orgs must not get the same name."""
    if connection.org_id and org_id != connection.org_id:
        raise LoginRefused(
            f"This login is for another org ({org_id}) than before ({connection.org_id}).",
            f"Add this org under its own name, or change the login: seatwise org edit {connection.name}",
        )


def _with_refresh_token(connection: Connection, secrets: Mapping[str, str], browser: Login) -> Mapping[str, str]:
    if connection.auth_method is not AuthMethod.WEB or "refresh_token" in secrets:
        return secrets
    session = browser(connection, secrets)
    if not session.refresh_token:
        raise LoginRefused(
            "The login returned no refresh token, so Seatwise could not log in again.",
            "Add the scope refresh_token (offline_access) to the app.",
        )
    return {**secrets, "refresh_token": session.refresh_token}


def _login_fields(connection: Connection) -> tuple[str, ...]:
    """The fields that determine the org and the user."""
    return (connection.auth_method, connection.login_url, connection.username, connection.client_id, connection.alias)


def _valid(name: str) -> str:
    """The name, if it is valid. Raises UsageError."""
    if problem := _problem(name):
        raise UsageError(f"The name {name[:NAME_LENGTH]!r} {problem}.", "Choose a short one, as in acme or acme-test.")
    return name


def _problem(name: str) -> str:
    if not name.strip():
        return "is empty"
    if name.startswith("-"):
        return "begins with a dash"
    if "/" in name or name in (".", ".."):
        return "contains a slash, or is only dots"
    if len(name) > NAME_LENGTH:
        return f"is longer than {NAME_LENGTH} characters"
    if name != name.strip() or not name.isprintable():
        return "has spaces around it or invisible characters"
    return ""


def choose_org(name: str | None, connections: Connections) -> Connection:
    """The connection of the org that a command is about.

    Raises UsageError: there is no org of that name; or none is named and there are none, or several without a default.
    """
    chosen = name or connections.default()
    if chosen:
        return connections.get(chosen)
    every = connections.all()
    if len(every) == 1:
        return every[0]
    if not every:
        raise UsageError("There are no orgs yet.", "Add one: seatwise org add NAME")
    names = [each.name for each in every]
    raise UsageError(
        f"Which org? There are {', '.join(names)}.",
        f"Choose a default, or name one: seatwise org default {names[0]}, or --org {names[0]}",
    )
