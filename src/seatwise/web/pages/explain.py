"""What the figures mean: the sentence, the formula and the SQL behind each."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise.metrics.catalogue import METRICS
from seatwise.web.templating import page

router = APIRouter()


@router.get("/explain/{metric}")
def explain(request: Request, metric: str) -> Response:
    """Every column of a metric, and its SQL."""
    if metric not in METRICS:
        raise HTTPException(404)
    return page(request, "explain.html", metric=METRICS[metric], nav="")
