"""Which objects make somebody an actor who creates or modifies their records: what an org adds and takes away."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "backbone",
        sa.Column("org", sa.String, nullable=False),
        sa.Column("sobject", sa.String, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["org"], ["connections.name"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("org", "sobject"),
    )
