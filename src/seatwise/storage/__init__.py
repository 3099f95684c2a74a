"""Snapshots on disk: Parquet files and a manifest that is written last."""
