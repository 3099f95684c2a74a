"""How Alembic reaches the database: through the connection and the transaction that state.migrate holds."""

from alembic import context

from seatwise.state.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
