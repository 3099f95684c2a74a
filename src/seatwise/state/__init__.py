"""What people tell Seatwise: orgs, secrets, prices, buckets, contracts."""
