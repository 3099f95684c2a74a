"""Panels: their columns, labels, order, totals and help."""
