"""Templates: every page is drawn here, with the words and figures of the panels."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from seatwise import __version__
from seatwise.app.reports.panel_gaps import affected_panels, panels_without
from seatwise.domain.errors import without_command
from seatwise.domain.gaps import by_remedy
from seatwise.domain.licensing.entries import day_text
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.domain.licensing.money import price_text, shown_price
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.changes import signed
from seatwise.panels.declaration.panel import Panel, PresetView, Span
from seatwise.panels.registry import PANELS
from seatwise.render import Format
from seatwise.render.cell import format_display, group_title
from seatwise.sources.gap_names import gap_name
from seatwise.web.panels.panel_address import PanelAddress, query, segment

_ODD = re.compile("[^A-Za-z0-9]")


@cache
def environment() -> Environment:
    """Jinja, with every name from an org escaped."""
    made = Environment(
        loader=PackageLoader("seatwise.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        version=__version__,
        bought={bucket.value: bucket.sentence for bucket in Bucket},
        cell_text=format_display,
        group_title=group_title,
        formats=tuple(Format),
        menu=_menu,
        total_column=_total_column,
        preset_address=_preset_address,
    )
    made.filters.update(
        segment=segment,
        moment=lambda at: f"{FieldType.TIME.format_display(at)} UTC",
        slug=slug,
        amount=shown_price,
        price=lambda row: price_text(row["unit_price"]) if row["priced"] else "",
        signed=signed,
        by_remedy=by_remedy,
        gap_name=gap_name,
        affected_panels=affected_panels,
        panels_without=panels_without,
        day=day_text,
        step=without_command,
    )
    return made


def _menu() -> list[Panel]:
    """The panels in the menu of an org's pages."""
    return [panel for panel in PANELS if panel.menu and panel.span is not Span.ORGS]


def _total_column(panel: Panel, column: Column) -> Column:
    """The column of the totals that sums a column of the rows."""
    return next((each for each in panel.total_columns if each.name == column.name), column)


def _preset_address(preset: PresetView, address: PanelAddress) -> str:
    """Where a question is answered: its panel, for the same org, snapshot and period."""
    base = address.path.rsplit("/", 1)[0]
    return f"{base}/{preset.panel}{query({**address.moment_choices, **preset.values})}"


def org_path(name: str) -> str:
    """Where an org's pages begin."""
    return f"/orgs/{segment(name)}"


def slug(text: str) -> str:
    """A text as part of an element's id: letters and digits as they are, the rest by code point."""
    return _ODD.sub(lambda odd: f"-{ord(odd[0]):x}-", text)


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page, or a part of one: whatever the template holds. Pages of an org get its path as `here`."""
    if header := context.get("header"):
        context["here"] = org_path(header.connection.name)
    html = environment().get_template(template).render(request=request, **context)
    return HTMLResponse(html, status_code=status)
