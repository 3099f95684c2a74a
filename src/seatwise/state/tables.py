"""The tables of state.db. Money and times are text: exact, sortable, and never a float."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

HEAD = "0004"
"""The revision that this code reads and writes: the newest file in migrations/versions."""


class DecimalText(TypeDecorator[Decimal]):
    """A Decimal stored digit for digit."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """As written down."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's
        """As read back."""
        return None if value is None else Decimal(value)


class TimeText(TypeDecorator[datetime]):
    """A time in UTC, to the microsecond; its text sorts by time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """As written down; a time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """As read back."""
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData()


def _org(*, key: bool) -> Column[str]:
    owner = ForeignKey("connections.name", ondelete="CASCADE")
    return Column("org", String, owner, primary_key=key, nullable=False, index=not key)


def _entries(name: str, *what: Column[Any]) -> Table:
    """Something entered for a license, in effect from a day on."""
    since = Column("effective_from", Date, nullable=False)
    at = Column("recorded_at", TimeText, nullable=False)
    return Table(name, METADATA, Column("id", Integer, primary_key=True), _org(key=False), *what, since, at)


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


CONNECTIONS = Table(
    "connections",
    METADATA,
    Column("name", String, primary_key=True),
    *map(_text, ("auth_method", "login_url", "username", "client_id", "alias", "currency", "org_id")),
    *map(_text, ("status", "cause")),
    Column("checked_at", TimeText),
)

# Encrypted with the key that SECRET_STORE says where to find.
SECRETS = Table("secrets", METADATA, _org(key=True), Column("name", String, primary_key=True), _text("encrypted"))

# One row: where the key is, its id there, and a known text encrypted with it.
SECRET_STORE = Table(
    "secret_store", METADATA, Column("key_id", String, primary_key=True), _text("key_location"), _text("proof")
)

PRICES = _entries("prices", _text("kind"), _text("key"), Column("amount", DecimalText))
BUCKET_OVERRIDES = _entries("bucket_overrides", _text("key"), Column("bucket", String))
ENTITLEMENT_OVERRIDES = _entries("entitlement_overrides", _text("key"), Column("yearly_logins", BigInteger))

# Only what differs from the standard objects: one that is added is tracked, one that is removed is not.
TRACKED_OBJECTS = Table(
    "tracked_objects",
    METADATA,
    _org(key=True),
    Column("sobject", String, primary_key=True),
    Column("tracked", Boolean, nullable=False),
)

# One row, or none: the org that commands are about when none is named.
DEFAULT_ORG = Table("default_org", METADATA, _org(key=True))

# Outlives the org, so it does not refer to it.
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", TimeText, nullable=False),
    _text("org"),
    _text("what"),
    Column("old", String),
    Column("new", String),
)
