"""The engine: runs metrics over snapshots on DuckDB, or prints them as SQL."""
