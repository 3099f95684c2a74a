"""Salesforce client, read only: SELECT, GET, and the POSTs that log in or create a query job."""
