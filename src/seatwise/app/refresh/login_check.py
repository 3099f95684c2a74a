"""Whether a login history holds the connected user's logins only. Salesforce then gives fewer rows, and no error."""

from collections.abc import Iterable
from datetime import datetime

from seatwise.app.snapshot_ports import SnapshotWriter
from seatwise.domain.gaps import ROWS, Gap
from seatwise.sources.activity import LOGIN_DAY
from seatwise.sources.needs import gap_touches
from seatwise.sources.users import USER


def hidden_logins(writer: SnapshotWriter, reader: str, since: datetime, gaps: Iterable[Gap]) -> Gap | None:
    """The gap, where the logins read since then are of one user at most, and others have logged in or may have.

    The rows decide, whatever the permissions say. Where nobody else logs in, the history is complete: the last logins
    of the other users show it, if they could be read. `reader` is the connected user's id; empty if not known.
    """
    found = writer.bounds(LOGIN_DAY, "UserId", "Day", since)
    if found is not None and found[0] != found[1]:
        return None
    only = found[0] if found else ""
    if reader and only and only != reader:  # then the connected user does see others
        return None
    logins = "Only logins of the connected user are there" if only else "No logins are there"
    if set(writer.bounds(USER, "Id", "LastLoginDate", since) or ()) - {only, reader}:
        return _gap(f"{logins}, though others have logged in since {since:%d %b %Y}.")
    if any(gap_touches(gap, "User.LastLoginDate") for gap in gaps):
        return _gap(f"{logins}, and when others last logged in could not be read.")
    return None


def _gap(reason: str) -> Gap:
    return Gap(LOGIN_DAY.name, ROWS, reason, "")
