"""A panel as one HTML page."""

from seatwise.domain.licenses import Bucket
from seatwise.export.html_page import template
from seatwise.views.figures import for_people
from seatwise.views.panel import Panel
from seatwise.views.totals import counted, is_unread


def write_html(panel: Panel) -> bytes:
    """The page. Every name from the org is escaped."""
    read_at = f"{panel.as_of:%d %b %Y %H:%M} UTC"
    about = (panel.org, f"read {read_at}", f"snapshot {panel.snapshot}", f"money in {panel.currency} per year")
    page = template("panel.html").render(
        shown=panel,
        org=panel.org,
        read_at=read_at,
        about=about,
        figure=for_people,
        counted=counted,
        unread=is_unread,
        bought={bucket.value: bucket.sentence for bucket in Bucket},
    )
    return page.encode()
