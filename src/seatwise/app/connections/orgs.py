"""Connect orgs: add, test, edit, disable and enable them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from seatwise.app.connections.auth_methods import LOGIN_METHODS
from seatwise.app.connections.connection_form import enter_again
from seatwise.app.ports import Connections, Login, Org
from seatwise.domain.connection import AuthMethod, Connection, ConnectionReport, Secrets, Status
from seatwise.domain.errors import Corrupt, LoginRefused, OrgError, QuotaReached, UsageError
from seatwise.domain.licensing.money import parse_currency

NAME_LENGTH = 80

OpenOrg = Callable[[Connection, Mapping[str, str]], Org]


@dataclass(frozen=True)
class Orgs:
    """The orgs that this installation knows, and how they are reached. Each method raises UsageError: no such org."""

    connections: Connections
    open_org: OpenOrg
    log_in_by_browser: Login
    clock: Callable[[], datetime]

    def add(self, connection: Connection, secrets: Secrets) -> Connection:
        """Add a connection, not yet tested; returned as stored. For `AuthMethod.WEB` the person logs in first.

        Raises UsageError: the name exists or is invalid, or the currency is invalid; LoginRefused, Unreachable: the
        person did not log in, and nothing is stored.
        """
        added = replace(connection, name=_valid(connection.name), currency=parse_currency(connection.currency))
        if self._exists(added.name):
            raise UsageError(f"An org named {added.name} already exists.", f"Change it: seatwise org edit {added.name}")
        self.connections.add(added, self._with_refresh_token(added, secrets))
        return added

    def _exists(self, name: str) -> bool:
        """Whether there is such an org. If its row is damaged, it may be added again."""
        try:
            return bool(self.connections.get(name))
        except (Corrupt, UsageError):
            return False

    def enter(self, name: str) -> Org:
        """Log in and record the status. The first login stores the org's ID. The caller closes the org.

        Raises UsageError: it is disabled; LoginRefused: also if the login is now for another org; OrgError: the org is
        down, and the cause is recorded.
        """
        connection = self.connections.get(name)
        if connection.status is Status.DISABLED:
            raise UsageError(f"{name} is disabled, so it is not contacted.", f"Enable it: seatwise org enable {name}")
        with self.record_status(name):
            org = self.open_org(connection, self.connections.secrets(connection))
            try:
                _check_org_id(connection, org.org_id)
            except LoginRefused:
                org.close()
                raise
        if not connection.org_id:
            self.connections.update(replace(self.connections.get(name), org_id=org.org_id))
        self.connections.mark(name, Status.UP, "", self.clock())
        return org

    def test(self, name: str) -> ConnectionReport:
        """Test the connection and record the status. Raises as `enter` does."""
        org = self.enter(name)
        try:
            with self.record_status(name):
                return org.check()
        finally:
            org.close()

    def edit(self, changed: Connection, secrets: Secrets, *, log_in_again: bool = False) -> Connection:
        """Change a connection. Status, cause and org ID stay, so that the next test notices a login to another org.

        With `log_in_again` the person logs in with the browser in any case. Stored secrets are for the login method and
        address that they were entered for: with another one, `secrets` must have all that the login needs. Raises
        UsageError: the currency is invalid, or a secret is missing; LoginRefused, Unreachable: the person did not log
        in, and nothing is changed.
        """
        before = self.connections.get(changed.name)
        after = replace(
            changed,
            currency=parse_currency(changed.currency),
            org_id=before.org_id,
            status=before.status,
            cause=before.cause,
            checked_at=before.checked_at,
        )
        if log_in_again or secrets or replace(before, currency=after.currency) != after:
            if not before.shares_login(after):
                _check_complete(after, secrets)
            if after.auth_method is AuthMethod.WEB:
                stored = self.connections.secrets(before) if before.shares_login(after) else {}
                without_token = {name: secret for name, secret in stored.items() if name != "refresh_token"}
                secrets = self._with_refresh_token(after, {**without_token, **secrets})
            if before.status is not Status.DISABLED:
                after = replace(after, status=Status.VERIFYING, cause="")
        self.connections.update(after, secrets)
        return after

    def rename(self, name: str, new: str) -> str:
        """Give an org another name; returns it as stored. Raises UsageError: the name is invalid or taken."""
        self.connections.rename(self.connections.get(name).name, valid := _valid(new))
        return valid

    def disable(self, name: str) -> None:
        """Stop contacting an org until it is enabled. Its snapshots and prices are not deleted."""
        self.connections.mark(name, Status.DISABLED, "Disabled", self.clock())

    def enable(self, name: str) -> None:
        """Enable a disabled org; the next test records whether it is up."""
        if self.connections.get(name).status is Status.DISABLED:
            self.connections.mark(name, Status.VERIFYING, "", self.clock())

    @contextmanager
    def record_status(self, name: str) -> Iterator[None]:
        """Record that the org is down, and why, if the block fails. With a used-up quota it is still up."""
        try:
            yield
        except OrgError as error:
            status = Status.UP if isinstance(error, QuotaReached) else Status.DOWN
            self.connections.mark(name, status, error.message, self.clock())
            raise

    def _with_refresh_token(self, connection: Connection, secrets: Secrets) -> Mapping[str, str]:
        if connection.auth_method is not AuthMethod.WEB or "refresh_token" in secrets:
            return secrets
        session = self.log_in_by_browser(connection, secrets)
        if not session.refresh_token:
            raise LoginRefused(
                "The login returned no refresh token, so Seatwise could not log in again.",
                "Add the scope refresh_token (offline_access) to the app.",
            )
        return {**secrets, "refresh_token": session.refresh_token}


def _check_complete(connection: Connection, secrets: Secrets) -> None:
    """Refuse a new login without a secret that it needs."""
    login = LOGIN_METHODS[connection.auth_method]
    for field in login.secrets:
        if field.name in login.needs and not secrets.get(field.stored_as):
            raise enter_again(field, connection, attrgetter("label"))


def _check_org_id(connection: Connection, org_id: str) -> None:
    """Refuse a login to another org: snapshots of two orgs must not get the same name."""
    if connection.org_id and org_id != connection.org_id:
        raise LoginRefused(
            f"This login is for another org ({org_id}) than before ({connection.org_id}).",
            f"Add this org under its own name, or change the login: seatwise org edit {connection.name}",
        )


def _valid(name: str) -> str:
    """The name, if it is valid. Raises UsageError."""
    problems = {
        "is empty": not name.strip(),
        "begins with a dash": name.startswith("-"),
        "contains a slash, or is only dots": "/" in name or name in (".", ".."),
        f"is longer than {NAME_LENGTH} characters": len(name) > NAME_LENGTH,
        "has spaces around it or invisible characters": name != name.strip() or not name.isprintable(),
    }
    if problem := next((problem for problem, is_so in problems.items() if is_so), None):
        raise UsageError(f"The name {name[:NAME_LENGTH]!r} {problem}.", "Choose a short one, as in acme or acme-test.")
    return name


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
