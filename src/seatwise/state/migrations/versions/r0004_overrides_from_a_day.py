"""Bucket and entitlement overrides have a first day and a history; those of before were in effect on every day."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FIRST_DAY = date(1970, 1, 1)
FIRST_TIME = "1970-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    _replace("buckets", "bucket_overrides", "bucket", sa.String())
    _replace("contracts", "entitlement_overrides", "yearly_logins", sa.BigInteger())


def _replace(old: str, new: str, value: str, kind: sa.String | sa.BigInteger) -> None:
    """A table of entries from a day on, in place of one with a single value per license; null clears the override."""
    op.create_table(
        new,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("org", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column(value, kind),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["connections.name"], ondelete="CASCADE"),
    )
    op.create_index(f"ix_{new}_org", new, ["org"])
    before = sa.table(old, sa.column("org"), sa.column("key"), sa.column(value))
    every_day = (sa.literal(FIRST_DAY, sa.Date), sa.literal(FIRST_TIME, sa.String))
    names = ["org", "key", value, "effective_from", "recorded_at"]
    rows = sa.select(before.c.org, before.c.key, before.c[value], *every_day).order_by(before.c.org, before.c.key)
    op.execute(sa.insert(sa.table(new, *map(sa.column, names))).from_select(names, rows))
    op.drop_table(old)
