"""CSV pages of an org become the Parquet files of a snapshot."""
