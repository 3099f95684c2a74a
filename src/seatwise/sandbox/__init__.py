"""A local test org with sample data: a seeded generator and an HTTP server that behaves like Salesforce."""
