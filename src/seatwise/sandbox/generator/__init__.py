"""The seeded generator: SQL that turns (users, seed, anchor, now) into all rows of the org."""
