"""Connect orgs: add, test, edit, disable, enable and remove them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from seatwise.app.ports import Connections, Login, Org
from seatwise.domain.connection import AuthMethod, Connection, ConnectionReport, Status
from seatwise.domain.errors import LoginRefused, OrgError, QuotaReached, UsageError
from seatwise.domain.money import parse_currency

NAME_LENGTH = 80

OpenOrg = Callable[[Connection, Mapping[str, str]], Org]
Clock = Callable[[], datetime]


def add_org(
    connection: Connection, secrets: Mapping[str, str], *, connections: Connections, log_in_by_browser: Login
) -> Connection:
    """Keep a new connection, not yet tested. For `AuthMethod.WEB` a person logs in first, for the refresh token.

    Returns:
        The connection as it is kept.

    Raises:
        UsageError: the name is taken or unusable, or the currency is not one.
        LoginRefused, Unreachable: the person did not log in; nothing is kept.
    """
    kept = replace(connection, name=_usable(connection.name), currency=parse_currency(connection.currency))
    if kept.name in {other.name for other in connections.all()}:
        raise UsageError(f"There is an org named {kept.name} already.", f"Change it: seatwise org edit {kept.name}")
    connections.add(kept, _with_refresh_token(kept, secrets, log_in_by_browser))
    return kept


def enter_org(name: str, connections: Connections, *, open_org: OpenOrg, clock: Clock) -> Org:
    """Log in, and note whether the org is up or why it is not. The first time learns the org's id.

    Returns:
        The org, open; the caller closes it.

    Raises:
        UsageError: there is no such org, or it is disabled: then it is not contacted.
        LoginRefused: also when the login now reaches another org than before.
        OrgError: the org is down; the cause is noted.
    """
    connection = _enabled(connections.get(name))
    with record_status(name, connections, clock):
        org = open_org(connection, connections.secrets(name))
        try:
            _recognise(connection, org.org_id)
        except LoginRefused:
            org.close()
            raise
    if not connection.org_id:
        connections.update(replace(connections.get(name), org_id=org.org_id))
    connections.mark(name, Status.UP, "", clock())
    return org


def test_org(name: str, connections: Connections, *, open_org: OpenOrg, clock: Clock) -> ConnectionReport:
    """Log in and look around: what this login can see. Notes the outcome and raises as `enter_org` does."""
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
    """Replace how an org is reached. Its id stays, so the next test finds out if the login reaches another org.

    Args:
        changed: the connection with what is new in it; status, cause and id are taken from the one that is kept.
        secrets: those that are new.
        connections: where it is kept.
        log_in_by_browser: for `AuthMethod.WEB`, when anything about the login is new.
        log_in_again: whether the person asked to log in, though nothing else is new.

    Raises:
        UsageError: there is no such org, or the currency is not one.
        LoginRefused, Unreachable: the person did not log in; nothing is changed.
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
    if log_in_again or secrets or _reach(before) != _reach(after):
        if after.auth_method is AuthMethod.WEB:
            kept = connections.secrets(after.name) if before.auth_method is after.auth_method else {}
            without_token = {name: secret for name, secret in kept.items() if name != "refresh_token"}
            secrets = _with_refresh_token(after, {**without_token, **secrets}, log_in_by_browser)
        if before.status is not Status.DISABLED:
            after = replace(after, status=Status.VERIFYING, cause="")
    connections.update(after, secrets)
    return after


def disable_org(name: str, *, connections: Connections, clock: Clock) -> None:
    """Never contact the org until it is enabled again. Its snapshots and prices stay and can be reported."""
    connections.get(name)
    connections.mark(name, Status.DISABLED, "disabled by hand", clock())


def enable_org(name: str, *, connections: Connections, clock: Clock) -> None:
    """Let the org be contacted again; the next test tells whether it is up."""
    if connections.get(name).status is Status.DISABLED:
        connections.mark(name, Status.VERIFYING, "", clock())


def remove_org(name: str, *, connections: Connections) -> None:
    """Forget the connection with its secrets, prices, bucket overrides and contracts. Snapshots stay in the lake."""
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
    """Note that the org is down, and why, when what is done with it fails. A used-up quota is no such failure."""
    try:
        yield
    except QuotaReached as error:
        connections.mark(name, Status.UP, error.message, clock())
        raise
    except OrgError as error:
        connections.mark(name, Status.DOWN, error.message, clock())
        raise


def _recognise(connection: Connection, org_id: str) -> None:
    """Snapshots of two orgs must never come under one name."""
    if connection.org_id and org_id != connection.org_id:
        raise LoginRefused(
            f"This login now reaches another org ({org_id}), not the one of before ({connection.org_id}).",
            f"Log in to the org of before (seatwise org edit {connection.name}), or add this one under its own name.",
        )


def _with_refresh_token(connection: Connection, secrets: Mapping[str, str], browser: Login) -> Mapping[str, str]:
    if connection.auth_method is not AuthMethod.WEB or "refresh_token" in secrets:
        return secrets
    session = browser(connection, secrets)
    if not session.refresh_token:
        raise LoginRefused(
            "The org logged you in and gave no refresh token, so Seatwise could not come back.",
            "Let the app request the scope refresh_token (offline_access).",
        )
    return {**secrets, "refresh_token": session.refresh_token}


def _reach(connection: Connection) -> tuple[str, ...]:
    """Everything that decides which org answers, and to whom."""
    return (connection.auth_method, connection.login_url, connection.username, connection.client_id, connection.alias)


def _usable(name: str) -> str:
    """The name, if people can type it again. Raises UsageError."""
    if problem := _problem(name):
        raise UsageError(f"The name {name[:NAME_LENGTH]!r} {problem}.", "Choose a short one, as in acme or acme-test.")
    return name


def _problem(name: str) -> str:
    if not name.strip():
        return "is empty"
    if name.startswith("-"):
        return "begins with a dash, as options do"
    if "/" in name or name in (".", ".."):
        return "cannot stand in an address: it holds a slash, or is nothing but dots"
    if len(name) > NAME_LENGTH:
        return f"is longer than {NAME_LENGTH} characters"
    if name != name.strip() or not name.isprintable():
        return "has spaces around it or signs that cannot be seen"
    return ""
