"""The commands about connections: `seatwise org`."""
