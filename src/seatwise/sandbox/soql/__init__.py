"""SOQL, read and turned into SQL."""
