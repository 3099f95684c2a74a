"""Reads one table of an org: its SOQL, and REST or Bulk API 2.0."""
