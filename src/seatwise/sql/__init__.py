"""What storage and the engine share about DuckDB: literals, input tables, a full disk."""
