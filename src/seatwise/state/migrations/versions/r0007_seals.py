"""Rows that figures rest on are sealed, those of before as they are; and the home folder has an id."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from seatwise.state.seals.row_seal import as_digest, row_seal, sum_of

revision = "0007"
down_revision = "0006"

ENTRIES = {"prices": "amount", "bucket_overrides": "bucket", "entitlement_overrides": "yearly_logins"}
COLUMNS = {
    "connections": "name auth_method login_url username client_id alias currency org_id status cause checked_at",
    "prices": "id org kind key amount effective_from recorded_at",
    "bucket_overrides": "id org key bucket effective_from recorded_at",
    "entitlement_overrides": "id org key yearly_logins effective_from recorded_at",
    "tracked_objects": "org sobject tracked",
    "default_org": "org",
    "home": "id",
}


def upgrade() -> None:
    op.create_table("home", sa.Column("id", sa.String(32), nullable=False), sa.PrimaryKeyConstraint("id"))
    op.execute(f"INSERT INTO home VALUES ('{uuid4().hex}')")
    op.create_table(
        "seals",
        sa.Column("table_name", sa.String, nullable=False),
        sa.Column("org", sa.String, nullable=False),
        sa.Column("row_count", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "org"),
    )
    for table, names in COLUMNS.items():
        _seal_rows(table, names.split())


def _seal_rows(table: str, names: list[str]) -> None:
    value, db = ENTRIES.get(table), op.get_bind()
    for column in ("seal", "seal_without_value") if value else ("seal",):
        op.add_column(table, sa.Column(column, sa.String(64), nullable=False, server_default=""))
    found: dict[str, list[str]] = {}
    listed = ", ".join(f'"{name}"' for name in names)
    for rowid, *values in db.exec_driver_sql(f'SELECT rowid, {listed} FROM "{table}"').all():
        row = list(zip(names, values, strict=True))
        seal = row_seal(table, row)
        db.exec_driver_sql(f'UPDATE "{table}" SET seal = ? WHERE rowid = ?', (seal, rowid))
        if value:
            without_value = row_seal(table, [pair for pair in row if pair[0] != value])
            db.exec_driver_sql(f'UPDATE "{table}" SET seal_without_value = ? WHERE rowid = ?', (without_value, rowid))
        found.setdefault(str(dict(row).get("org", "")), []).append(seal)
    for org, seals in found.items():
        counted = (table, org, len(seals), as_digest(sum_of(seals)))
        db.exec_driver_sql("INSERT INTO seals VALUES (?, ?, ?, ?)", counted)
