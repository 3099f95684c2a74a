"""Where snapshots are kept: Parquet files and a manifest, committed last. The only place where SQL runs."""
