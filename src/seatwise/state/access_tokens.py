"""Access tokens in state.db (the port `AccessTokens`): of each its SHA-256 only."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from seatwise.domain.access_token import AccessToken, TokenKind
from seatwise.domain.errors import UsageError
from seatwise.state.audit import note
from seatwise.state.database import Database
from seatwise.state.tables import ACCESS_TOKENS

_TABLE = ACCESS_TOKENS
_NO_ORG = ""


@dataclass(frozen=True)
class StoredAccessTokens:
    """Tokens that every process of this home knows."""

    database: Database

    def add(self, token: AccessToken) -> None:
        with self.database.writing() as db:
            if token.name and db.execute(_named(token.name)).first() is not None:
                raise UsageError(
                    f"A token named {token.name} already exists.",
                    f"Choose another name, or revoke it: seatwise token revoke {token.name}",
                )
            _delete_expired(db, token.created_at)
            _insert(db, token)

    def all(self) -> Sequence[AccessToken]:
        with self.database.reading() as db:
            rows = db.execute(sa.select(_TABLE).order_by(_TABLE.c.created_at, _TABLE.c.digest)).mappings()
            return [AccessToken(**row) for row in rows]

    def exchange(self, start: str, session: AccessToken, at: datetime) -> bool:
        with self.database.reading() as db:  # most are no start token: to look takes no lock
            if db.execute(sa.select(_TABLE.c.digest).where(_is_start(start))).first() is None:
                return False
        with self.database.writing() as db:
            _delete_expired(db, at)
            used = db.execute(_TABLE.delete().where(_is_start(start))).rowcount == 1
            if used:
                _insert(db, session)
            return used

    def remove(self, name: str) -> bool:
        with self.database.writing() as db:
            digests = list(db.execute(_named(name)).scalars())
            db.execute(_TABLE.delete().where(_TABLE.c.digest.in_(digests) | _TABLE.c.opened_with.in_(digests)))
            if digests:
                note(db, _NO_ORG, f"token {name}", "valid", None)
            return bool(digests)


def _named(name: str) -> sa.Select[tuple[str]]:
    return sa.select(_TABLE.c.digest).where(_TABLE.c.name == name, _TABLE.c.kind != TokenKind.START)


def _is_start(digest: str) -> sa.ColumnElement[bool]:
    return (_TABLE.c.digest == digest) & (_TABLE.c.kind == TokenKind.START)


def _delete_expired(db: sa.Connection, at: datetime) -> None:
    db.execute(_TABLE.delete().where(_TABLE.c.expires_at <= at))


def _insert(db: sa.Connection, token: AccessToken) -> None:
    db.execute(_TABLE.insert().values(**asdict(token)))
    if token.kind is not TokenKind.START:
        note(db, _NO_ORG, f"token {token.name}", None, "valid")
