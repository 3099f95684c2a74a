"""Seatwise: what Salesforce licenses cost, who really uses them, and what to change before the renewal."""

__version__ = "0.1.0"
