"""The tables of state.db. Money and times are text: exact, sortable, and never a float."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from seatwise.domain.access_token import TokenKind
from seatwise.domain.connection import AuthMethod, Status
from seatwise.domain.licensing.license_kinds import Bucket, Kind

HEAD = "0007"
"""The revision that this code reads and writes: the newest file in migrations/versions."""


Value = TypeVar("Value")


class StoredAs(sa.TypeDecorator[Value]):
    """A value that is written as text and read back as it was."""

    impl = sa.String
    cache_ok = True

    def __init__(self, write: Callable[[Value], str], read: Callable[[str], Value], length: int | None = None) -> None:
        super().__init__(length)
        self.write, self.read = write, read

    def process_bind_param(self, value: Value | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """As written down."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Value | None:  # noqa: ARG002 - SQLAlchemy's
        """As read back."""
        return None if value is None else self.read(value)


def _time_text(moment: datetime) -> str:
    """A time in UTC, to the microsecond: it sorts by time. One without a zone is a bug."""
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


TIME = StoredAs(_time_text, datetime.fromisoformat, 32)
AMOUNT = StoredAs(lambda amount: f"{amount:f}", Decimal, 32)

METADATA = sa.MetaData()

# A row with a figure, or that a figure rests on, has the column `seal`: see `seals.sealed_table`. Of an entry a second
# one is of all but its value: where only that one fits, it is known which entry is damaged.
SEAL_WITHOUT_VALUE, VALUE = "seal_without_value", "value"


def _org(*, key: bool) -> sa.Column[str]:
    owner = sa.ForeignKey("connections.name", ondelete="CASCADE")
    return sa.Column("org", sa.String, owner, primary_key=key, nullable=False, index=not key)


def _entries(name: str, *what: sa.Column[Any], value: sa.Column[Any]) -> sa.Table:
    """Something entered for a license, in effect from a day on."""
    since = sa.Column("effective_from", sa.Date, nullable=False)
    at: sa.Column[datetime] = sa.Column("recorded_at", TIME, nullable=False)
    number = sa.Column("id", sa.Integer, primary_key=True)
    seals = (_seal("seal"), _seal(SEAL_WITHOUT_VALUE))
    return sa.Table(name, METADATA, number, _org(key=False), *what, value, since, at, *seals, info={VALUE: value.name})


def _seal(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False, server_default="")


def _text(name: str, read: Callable[[str], Any] = str) -> sa.Column[Any]:
    return sa.Column(name, StoredAs(str, read), nullable=False)


CONNECTIONS = sa.Table(
    "connections",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    _text("auth_method", AuthMethod),
    *map(_text, ("login_url", "username", "client_id", "alias", "currency", "org_id")),
    _text("status", Status),
    _text("cause"),
    sa.Column("checked_at", TIME),
    _seal("seal"),
)

# Encrypted with the key that SECRET_STORE says where to find; each for logging in at one address.
SECRETS = sa.Table(
    "secrets",
    METADATA,
    _org(key=True),
    sa.Column("name", sa.String, primary_key=True),
    _text("encrypted"),
    _text("login_url"),
)

# One row: where the key is, its id there, and a known text encrypted with it.
SECRET_STORE = sa.Table(
    "secret_store", METADATA, sa.Column("key_id", sa.String, primary_key=True), _text("key_location"), _text("proof")
)

PRICES = _entries("prices", _text("kind", Kind), _text("key"), value=sa.Column("amount", AMOUNT))
BUCKET_OVERRIDES = _entries("bucket_overrides", _text("key"), value=sa.Column("bucket", StoredAs(str, Bucket)))
ENTITLEMENT_OVERRIDES = _entries("entitlement_overrides", _text("key"), value=sa.Column("yearly_logins", sa.BigInteger))

# Only what differs from the standard objects: one that is added is tracked, one that is removed is not.
TRACKED_OBJECTS = sa.Table(
    "tracked_objects",
    METADATA,
    _org(key=True),
    sa.Column("sobject", sa.String, primary_key=True),
    sa.Column("tracked", sa.Boolean, nullable=False),
    _seal("seal"),
)

# One row, or none: the org that commands are about when none is named.
DEFAULT_ORG = sa.Table("default_org", METADATA, _org(key=True), _seal("seal"))

# One row: what the snapshots beside this file have, too, so that the file of another home is noticed.
HOME = sa.Table("home", METADATA, sa.Column("id", sa.String(32), primary_key=True), _seal("seal"))

# For each org and sealed table how many rows there are, and the sum of their seals; "" stands for all orgs.
SEALS = sa.Table(
    "seals",
    METADATA,
    sa.Column("table_name", sa.String, primary_key=True),
    sa.Column("org", sa.String, primary_key=True),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)

# What lets browsers and programs in. Of a token only its SHA-256.
ACCESS_TOKENS = sa.Table(
    "access_tokens",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    _text("kind", TokenKind),
    _text("name"),
    _text("opened_with"),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("expires_at", TIME),
)

# Outlives the org, so it does not refer to it.
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", TIME, nullable=False),
    _text("org"),
    _text("what"),
    sa.Column("old", sa.String),
    sa.Column("new", sa.String),
)
