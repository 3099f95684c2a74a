"""All orgs side by side."""
