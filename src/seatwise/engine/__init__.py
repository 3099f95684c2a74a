"""The query engine: runs the SQL of metrics over the files of snapshots. DuckDB does the work."""
