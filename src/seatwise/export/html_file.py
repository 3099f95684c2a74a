"""A panel as one HTML page that prints well and needs nothing beside itself: no script, no font, no network."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from seatwise.domain.licenses import Bucket
from seatwise.measures.model import Column
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import NUMERIC, Panel
from seatwise.views.totals import counted, is_unread


def write_html(panel: Panel) -> bytes:
    """The page. Every name from the org is escaped."""
    pages = Environment(
        loader=PackageLoader("seatwise.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return (
        pages.get_template("panel.html")
        .render(
            panel=panel,
            figure=for_people,
            numeric=_numeric,
            heading=heading,
            counted=counted,
            unread=is_unread,
            bought={bucket.value: bucket.sentence for bucket in Bucket},
            read_at=f"{panel.as_of:%d %b %Y %H:%M} UTC",
        )
        .encode()
    )


def _numeric(column: Column) -> bool:
    return column.unit in NUMERIC
