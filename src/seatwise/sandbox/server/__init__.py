"""The HTTP face of the sandbox org."""
