"""One user: the seat, and every fact that bears on it."""
