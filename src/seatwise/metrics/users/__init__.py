"""Users: who holds a seat, and what they do with it."""
