"""The orgs that this installation knows, in state.db (the port `Connections`)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from seatwise.app.connections.auth_methods import secret_names
from seatwise.domain.connection import Connection, Secrets, Status
from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.state.audit import note
from seatwise.state.database import Database
from seatwise.state.secrets import SecretStore
from seatwise.state.tables import CONNECTIONS, DEFAULT_ORG, SECRETS

_CHECKED = ("status", "cause", "checked_at")


@dataclass(frozen=True)
class StoredConnections:
    """Connections as they are, their secrets encrypted by the secret store."""

    database: Database
    secret_store: SecretStore

    def add(self, connection: Connection, secrets: Secrets) -> None:
        name = connection.name
        with self.database.writing() as db:
            if _row(db, name) is not None:
                raise UsageError(
                    f"An org named {name} already exists.",
                    f"Choose another name, or change it: seatwise org edit {name}",
                )
            db.execute(CONNECTIONS.insert().values(**asdict(connection)))
            note(db, name, "org", None, f"{connection.auth_method.value} at {connection.login_url}")
            self._store_secrets(db, connection, secrets)

    def get(self, name: str) -> Connection:
        with self.database.reading() as db:
            return known(db, name)

    def all(self) -> Sequence[Connection]:
        with self.database.reading() as db:
            rows = db.execute(sa.select(CONNECTIONS).order_by(CONNECTIONS.c.name)).mappings()
            return [Connection(**row) for row in rows]

    def update(self, connection: Connection, secrets: Secrets | None = None) -> None:
        """Replace the connection of that name, and the secrets given; delete those that are not for its login."""
        name = connection.name
        with self.database.writing() as db:
            before = known(db, name)
            old, new = asdict(before), asdict(connection)
            db.execute(CONNECTIONS.update().where(CONNECTIONS.c.name == name).values(**new))
            for field in new.keys() - _CHECKED:
                note(db, name, field, str(old[field]), str(new[field]))
            still_used = secret_names(connection.auth_method) if connection.shares_login(before) else ()
            db.execute(SECRETS.delete().where(SECRETS.c.org == name, SECRETS.c.name.not_in(still_used)))
            self._store_secrets(db, connection, secrets or {})

    def renew_secrets(self, connection: Connection, secrets: Secrets) -> None:
        with self.database.writing() as db:
            if known(db, connection.name).shares_login(connection):
                self._store_secrets(db, connection, secrets)

    def mark(self, name: str, status: Status, cause: str, at: datetime) -> None:
        with self.database.writing() as db:
            old = known(db, name)
            values = {"status": status.value, "cause": cause, "checked_at": at}
            db.execute(CONNECTIONS.update().where(CONNECTIONS.c.name == name).values(**values))
            note(db, name, "status", old.status.value, status.value)

    def remove(self, name: str) -> None:
        with self.database.writing() as db:
            old = known(db, name)
            db.execute(CONNECTIONS.delete().where(CONNECTIONS.c.name == name))
            note(db, name, "org", f"{old.auth_method.value} at {old.login_url}", None)

    def default(self) -> str | None:
        with self.database.reading() as db:
            return db.execute(sa.select(DEFAULT_ORG.c.org)).scalar_one_or_none()

    def set_default(self, name: str | None) -> None:
        with self.database.writing() as db:
            if name is not None:
                known(db, name)
            db.execute(DEFAULT_ORG.delete())
            if name is not None:
                db.execute(DEFAULT_ORG.insert().values(org=name))

    def secrets(self, connection: Connection) -> Mapping[str, str]:
        with self.database.reading() as db:
            if not known(db, connection.name).shares_login(connection):
                return {}
            theirs = (SECRETS.c.org == connection.name, SECRETS.c.login_url == connection.login_url)
            rows = db.execute(sa.select(SECRETS.c.name, SECRETS.c.encrypted).where(*theirs))
            return self.secret_store.decrypt(db, {row.name: row.encrypted for row in rows})

    def _store_secrets(self, db: sa.Connection, connection: Connection, secrets: Secrets) -> None:
        if not secrets:
            return
        org, url = connection.name, connection.login_url
        encrypted = self.secret_store.encrypt(db, secrets)
        db.execute(SECRETS.delete().where(SECRETS.c.org == org, SECRETS.c.name.in_(list(encrypted))))
        db.execute(
            SECRETS.insert(),
            [{"org": org, "name": name, "login_url": url, "encrypted": text} for name, text in encrypted.items()],
        )
        for name in encrypted:
            note(db, org, f"secret {name}", None, "set")


def known(db: sa.Connection, name: str) -> Connection:
    """The connection of that name. Raises UsageError naming the nearest names."""
    if (row := _row(db, name)) is not None:
        return Connection(**row)
    names = list(db.execute(sa.select(CONNECTIONS.c.name).order_by(CONNECTIONS.c.name)).scalars())
    if not names:
        raise UsageError(f"There is no org named {name}.", f"Add it: seatwise org add {name}")
    hint = did_you_mean(suggestions(name, names)) or f"Choose one of: {', '.join(names)}."
    raise UsageError(f"There is no org named {name}.", hint)


def lock_org(db: sa.Connection, name: str) -> None:
    """Make others who change what belongs to this org wait for the end of this transaction. Raises as `known`."""
    db.execute(locking(name))
    known(db, name)


def locking(name: str) -> sa.Select[tuple[str]]:
    """`FOR UPDATE` on PostgreSQL; SQLite has no such clause, and no need: there a writer locks the whole file."""
    return sa.select(CONNECTIONS.c.name).where(CONNECTIONS.c.name == name).with_for_update()


def _row(db: sa.Connection, name: str) -> sa.RowMapping | None:
    return db.execute(sa.select(CONNECTIONS).where(CONNECTIONS.c.name == name)).mappings().one_or_none()
