"""A secret is stored for one address: it is never sent to another host."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("secrets", sa.Column("login_url", sa.String, nullable=False, server_default=""))
    op.execute(
        "UPDATE secrets SET login_url = (SELECT login_url FROM connections WHERE connections.name = secrets.org)"
    )
