"""The ways in: one function per way, all returning the same Session."""

from seatwise.salesforce.auth.browser import log_in_by_browser
from seatwise.salesforce.auth.methods import login

__all__ = ["log_in_by_browser", "login"]
