"""Tables and columns by their plain names, and the org that commands are about when none is named."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.alter_column("connections", "way", new_column_name="auth_method")
    op.rename_table("vault", "secret_store")
    op.alter_column("secret_store", "kept_in", new_column_name="key_location")
    op.alter_column("secrets", "sealed", new_column_name="encrypted")
    op.rename_table("backbone", "tracked_objects")
    op.alter_column("tracked_objects", "counts", new_column_name="tracked")
    op.create_table(
        "default_org",
        sa.Column("org", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["org"], ["connections.name"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("org"),
    )
