"""Read the pictures of the Profiles page: the cost of seats by use, and the logins of each day."""

from seatwise.app.report import Sources
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.logins_per_day import LOGINS_PER_DAY
from seatwise.sources.activity import LOGIN_DAY
from seatwise.views.pictures import Picture
from seatwise.views.tree import ProfilesPanel
from seatwise.views.use_pictures import logins_picture, split_picture


def read_use_pictures(panel: ProfilesPanel, shown: Snapshot, sources: Sources) -> tuple[Picture, Picture]:
    """The pictures of the Profiles page.

    Args:
        panel: what the page shows; its licenses are drawn.
        shown: the snapshot it shows.
        sources: where the logins are read.

    Raises:
        Corrupt: the file of the logins cannot be trusted.
    """
    logins = sources.engine.once(LOGINS_PER_DAY, shown)
    readable = LOGIN_DAY.name in shown.tables
    return split_picture(panel), logins_picture(logins, until=shown.as_of.date(), readable=readable)
