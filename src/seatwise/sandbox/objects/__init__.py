"""The objects of the sandbox org and their fields."""
