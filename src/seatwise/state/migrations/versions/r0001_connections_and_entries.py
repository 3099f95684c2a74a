"""Connections, secrets, prices, buckets, contracts, and the audit of their changes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, *, length: int | None = None, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _owner() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["org"], ["connections.name"], ondelete="CASCADE")


def upgrade() -> None:
    words = "name way login_url username client_id alias currency org_id status cause"
    op.create_table(
        "connections",
        *(_text(word) for word in words.split()),
        _text("checked_at", length=32, nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "secrets", _text("org"), _text("name"), _text("sealed"), _owner(), sa.PrimaryKeyConstraint("org", "name")
    )
    op.create_table("vault", _text("key_id"), _text("kept_in"), _text("proof"), sa.PrimaryKeyConstraint("key_id"))
    op.create_table(
        "prices",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("org"),
        _text("kind"),
        _text("key"),
        sa.Column("amount", sa.String(32)),  # null: from that day on there is no price
        sa.Column("effective_from", sa.Date, nullable=False),
        _text("recorded_at", length=32),
        _owner(),
    )
    op.create_index("ix_prices_org", "prices", ["org"])
    op.create_table(
        "buckets", _text("org"), _text("key"), _text("bucket"), _owner(), sa.PrimaryKeyConstraint("org", "key")
    )
    op.create_table(
        "contracts",
        _text("org"),
        _text("key"),
        sa.Column("yearly_logins", sa.Integer, nullable=False),
        _owner(),
        sa.PrimaryKeyConstraint("org", "key"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("at", length=32),
        _text("org"),
        _text("what"),
        _text("old", nullable=True),
        _text("new", nullable=True),
    )
