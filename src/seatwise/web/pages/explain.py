"""Definitions: what each figure of a panel means, where it comes from, and the SQL behind it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from seatwise.panels.registry import panel_of
from seatwise.web.templating import page

router = APIRouter()


@router.get("/explain/{name}")
def explain(request: Request, name: str) -> Response:
    """Every column of a panel and of its totals, and the SQL."""
    panel = panel_of(name)
    tables = [("", "", panel.columns), *((table.title, f"{table.name}.", table.columns) for table in panel.facts)]
    if panel.totals:
        tables.append(("Totals", "totals.", panel.total_columns))
    return page(request, "explain.html", panel=panel, tables=tables, nav="")
