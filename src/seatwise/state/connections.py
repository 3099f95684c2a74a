"""The orgs that this installation knows, in state.db (the port `Connections`)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from seatwise.app.connections.auth_methods import secret_names
from seatwise.domain.connection import Connection, Secrets, Status
from seatwise.domain.errors import Corrupt, StorageError, UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.state.audit import note
from seatwise.state.database import Database
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.seals.row_seal import printable
from seatwise.state.seals.sealed_table import Fit, accept, forget_org, rename_org, resealing, sealed_rows
from seatwise.state.tables import CONNECTIONS, DEFAULT_ORG, SECRETS

RESTORE = "Restore a backup: seatwise restore FILE --replace"
_AGAIN = 4  # times that secrets are read again if their key does not fit
_CHECKED = ("status", "cause", "checked_at")


@dataclass(frozen=True)
class StoredConnections:
    """Connections as they are, their secrets encrypted by the secret store."""

    database: Database
    secret_store: SecretStore

    def add(self, connection: Connection, secrets: Secrets) -> None:
        name = connection.name
        with self.database.writing() as db:
            found = sealed_rows(db, CONNECTIONS, None, _named(name)).rows
            if found and found[0].fit is Fit.WHOLE:
                raise UsageError(
                    f"An org named {name} already exists.",
                    f"Choose another name, or change it: seatwise org edit {name}",
                )
            with resealing(db, CONNECTIONS, _named(name)):
                values = asdict(connection)
                if found:  # damaged: it is entered again, and what was entered for it stays
                    db.execute(CONNECTIONS.update().where(_named(name)).values(**values))
                    db.execute(SECRETS.delete().where(SECRETS.c.org == name))
                else:
                    db.execute(CONNECTIONS.insert().values(**values))
            note(db, name, "org", None, f"{connection.auth_method.value} at {connection.login_url}")
            self._store_secrets(db, connection, secrets)

    def get(self, name: str) -> Connection:
        with self.database.reading() as db:
            return known(db, name)

    def all(self) -> Sequence[Connection]:
        with self.database.reading() as db:
            found = sealed_rows(db, CONNECTIONS)
        if found.lost:
            raise Corrupt(f"The orgs in state.db are not all there: {found.lost}", RESTORE)
        for row in found.of(Fit.DAMAGED):
            raise _damaged(str(row["name"]))
        return [Connection(**row) for row in found.of(Fit.WHOLE)]

    def update(self, connection: Connection, secrets: Secrets | None = None) -> None:
        """Replace the connection of that name, and the secrets given; delete those that are not for its login."""
        name = connection.name
        with self.database.writing() as db:
            before = known(db, name)
            old, new = asdict(before), asdict(connection)
            with resealing(db, CONNECTIONS, _named(name)):
                db.execute(CONNECTIONS.update().where(_named(name)).values(**new))
            for field in new.keys() - _CHECKED:
                note(db, name, field, str(old[field]), str(new[field]))
            still_used = secret_names(connection.auth_method) if connection.shares_login(before) else ()
            db.execute(SECRETS.delete().where(SECRETS.c.org == name, SECRETS.c.name.not_in(still_used)))
            self._store_secrets(db, connection, secrets or {})

    def renew_secrets(self, connection: Connection, secrets: Secrets) -> None:
        with self.database.writing() as db:
            if known(db, connection.name).shares_login(connection):
                self._store_secrets(db, connection, secrets)

    def rename(self, name: str, new: str) -> None:
        with self.database.writing() as db:
            known(db, name)
            if sealed_rows(db, CONNECTIONS, None, _named(new)).rows:
                raise UsageError(f"An org named {new} already exists.", "Choose another name.")
            rename_org(db, name, new)
            note(db, new, "name", name, new)

    def mark(self, name: str, status: Status, cause: str, at: datetime) -> None:
        with self.database.writing() as db:
            old = known(db, name)
            values = {"status": status.value, "cause": cause, "checked_at": at}
            with resealing(db, CONNECTIONS, _named(name)):
                db.execute(CONNECTIONS.update().where(_named(name)).values(**values))
            note(db, name, "status", old.status.value, status.value)

    def remove(self, name: str) -> None:
        with self.database.writing() as db:
            found = sealed_rows(db, CONNECTIONS, None, _named(name)).rows
            row = found[0].values if found else asdict(known(db, name))  # one that is damaged can be removed, too
            with resealing(db, CONNECTIONS, _named(name)):
                db.execute(CONNECTIONS.delete().where(_named(name)))
            forget_org(db, name)
            note(db, name, "org", printable(f"{row['auth_method']} at {row['login_url']}"), None)

    def default(self) -> str | None:
        with self.database.reading() as db:
            found = sealed_rows(db, DEFAULT_ORG)
        if not found.is_whole:
            raise Corrupt("The default org in state.db is damaged.", "Choose it again: seatwise org default NAME")
        return next((str(row["org"]) for row in found.of(Fit.WHOLE)), None)

    def set_default(self, name: str | None) -> None:
        with self.database.writing() as db:
            if name is not None:
                known(db, name)
            accept(db, DEFAULT_ORG)
            with resealing(db, DEFAULT_ORG, sa.true()):
                db.execute(DEFAULT_ORG.delete())
                if name is not None:
                    db.execute(DEFAULT_ORG.insert().values(org=name))

    def secrets(self, connection: Connection) -> Mapping[str, str]:
        for _ in range(_AGAIN):
            with suppress(StorageError):  # between reading the secrets and their key it may have been replaced
                return self._secrets(connection)
        return self._secrets(connection)

    def keys(self) -> tuple[str, ...]:
        """The keys of the stored secrets; none: there are no secrets. Raises StorageError: they are not at hand."""
        with self.database.reading() as db:
            stored = self.secret_store.stored(db)
            return () if stored is None else self.secret_store.keys(stored)

    def _secrets(self, connection: Connection) -> Mapping[str, str]:
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
    """The connection of that name.

    Raises UsageError naming the nearest names; Corrupt: it is damaged, or it may be one of those that are.
    """
    for row in sealed_rows(db, CONNECTIONS, None, _named(name)).rows:
        if row.fit is not Fit.WHOLE:
            raise _damaged(name)
        return Connection(**row.values)
    every = sealed_rows(db, CONNECTIONS)
    if not every.is_whole:
        names_now = ", ".join(printable(row["name"]) for row in every.of(Fit.DAMAGED))
        why = f"these are damaged: {names_now}." if names_now else every.lost
        raise Corrupt(f"There is no org named {name} in state.db any more, or never was: {why}", RESTORE)
    names = [row["name"] for row in every.of(Fit.WHOLE)]
    if name in names:  # it is there, and its index does not say so
        raise Corrupt("The index of the orgs in state.db is damaged.", RESTORE)
    if not names:
        raise UsageError(f"There is no org named {name}.", f"Add it: seatwise org add {name}")
    hint = did_you_mean(suggestions(name, names)) or f"Choose one of: {', '.join(names)}."
    raise UsageError(f"There is no org named {name}.", hint)


def _damaged(name: str) -> Corrupt:
    shown = printable(name)
    return Corrupt(
        f"The row of the org {shown} in the table connections of state.db was changed after it was written: nobody "
        "knows which org, currency or login is meant.",
        f"Restore a backup, or enter it again (what was entered for it stays): seatwise org add {shown}",
    )


def _named(name: str) -> sa.ColumnElement[bool]:
    return CONNECTIONS.c.name == name


def lock_org(db: sa.Connection, name: str) -> None:
    """Make others who change what belongs to this org wait for the end of this transaction. Raises as `known`."""
    db.execute(locking(name))
    known(db, name)


def locking(name: str) -> sa.Select[tuple[str]]:
    """`FOR UPDATE` on PostgreSQL; SQLite has no such clause, and no need: there a writer locks the whole file."""
    return sa.select(CONNECTIONS.c.name).where(CONNECTIONS.c.name == name).with_for_update()
