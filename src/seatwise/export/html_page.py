"""Pages that are files: one frame for all, which prints well and needs no script, no font and no network."""

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from seatwise.metrics.model import Column
from seatwise.views.figures import heading


def template(name: str) -> Template:
    """A template of this room, by the file's name; it extends `page.html`, and every name from the org is escaped.

    The frame takes `shown` (what has a title, summary, gaps and notes), `org`, `read_at` and `about` (texts).
    """
    pages = Environment(
        loader=PackageLoader("seatwise.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template(name, globals={"heading": heading, "numeric": _numeric})


def _numeric(column: Column) -> bool:
    return column.type.numeric
