"""Seats, users and cost over time: snapshot by snapshot, and the days before the first one."""
