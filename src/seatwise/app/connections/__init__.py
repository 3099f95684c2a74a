"""Connections: the orgs that Seatwise reads, and how each is logged in to."""
