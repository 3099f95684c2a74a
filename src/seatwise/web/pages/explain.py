"""What the figures mean: the sentence, the formula and the SQL behind each."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise.measures.catalogue import MEASURES
from seatwise.web.render import page

router = APIRouter()


@router.get("/explain/{measure}")
def explain(request: Request, measure: str) -> Response:
    """Every column of a measure, and its SQL."""
    if measure not in MEASURES:
        raise HTTPException(404)
    return page(request, "explain.html", measure=MEASURES[measure], nav="")
