"""What storage and the engine share about DuckDB: literals, types, input tables, Parquet files, a full disk."""
