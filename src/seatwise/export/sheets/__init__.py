"""Sheets: rows as files, written one after the other, so that a million users need no memory."""
