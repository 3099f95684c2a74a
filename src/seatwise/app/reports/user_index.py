"""The index that pages of users are read from: made after a refresh, so that the first reader need not wait for it."""

from seatwise.app.report_context import ReportSources
from seatwise.app.reports.run_panel import run_panel
from seatwise.panels.users import USERS


def build_user_index(name: str, sources: ReportSources) -> None:
    """Make the index of an org's latest snapshot.

    Raises:
        UsageError: there is no such org.
        Corrupt: a file of the snapshot cannot be trusted.
    """
    run_panel(USERS, {"limit": 1}, sources, org=name)
