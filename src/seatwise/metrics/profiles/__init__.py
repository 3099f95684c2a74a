"""Profiles: what their users cost, and who of them logs in and works."""
