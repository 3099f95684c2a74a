"""Input tables: small tables that metrics read besides snapshots, as temporary tables of DuckDB."""

import duckdb

from seatwise.domain.errors import StorageError
from seatwise.metrics.query import InputTable


def create_input(connection: duckdb.DuckDBPyConnection, name: str, table: InputTable) -> None:
    """Create or replace a temporary table with these rows. Raises StorageError: a value does not fit its column."""
    columns = ", ".join(f'unnest(?::{kind}[]) AS "{column}"' for column, (kind, _) in table.columns.items())
    values = [list(column) for _, column in table.columns.values()]
    try:
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT {columns}', values)
    except duckdb.Error as error:
        raise StorageError(f"The input {name} does not fit its columns: {error}") from error
