"""Upkeep of the home folder: backups, and whether everything in it is whole."""
