"""What changed between two snapshots: licenses, seats and money, and users."""
