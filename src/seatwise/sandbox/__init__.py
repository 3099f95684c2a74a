"""A Salesforce org in a box: a seeded generator and an HTTP server that answers like Salesforce."""
