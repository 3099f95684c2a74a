"""Lookups: which license, profile or user is meant by what a person typed."""
