"""Seals: each row that a figure rests on has a digest of itself, and each org one of all its rows in a table."""
