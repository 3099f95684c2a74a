"""Login: one function per login method, each returns a Session."""

from seatwise.salesforce.auth.browser import log_in_by_browser
from seatwise.salesforce.auth.methods import login

__all__ = ["log_in_by_browser", "login"]
