"""The ways in: one function per way, all returning the same Session."""

from seatwise.salesforce.login.browser import log_in_by_browser
from seatwise.salesforce.login.ways import login

__all__ = ["log_in_by_browser", "login"]
