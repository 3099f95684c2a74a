"""Words and rules: licenses, buckets, money, ids, gaps, snapshots, errors. Standard library only."""
