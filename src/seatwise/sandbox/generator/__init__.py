"""The seeded generator: SQL that turns (users, seed, anchor, now) into every row of the org."""
