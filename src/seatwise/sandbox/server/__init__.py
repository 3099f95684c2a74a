"""The HTTP server of the sandbox org."""
