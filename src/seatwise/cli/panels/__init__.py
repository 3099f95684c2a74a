"""The commands of panels, made from their declarations."""
