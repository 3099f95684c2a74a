"""Panels: what is shown, one declaration each, and the registry that every surface is made from."""
