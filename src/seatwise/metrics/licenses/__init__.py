"""Licenses: seats, buckets, prices, cost, and their sums."""
