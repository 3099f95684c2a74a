"""What the page of one panel shows beyond the common template: values for the templates of panels that bring one."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from seatwise.panels.result import Result
from seatwise.web.panel_address import PanelAddress

View = Callable[[Request, Result, PanelAddress], Mapping[str, Any]]


def _licenses(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """What was typed into a price field, and what is wrong with it: nothing, unless a form was refused."""
    del request, result, address
    return {"problems": {}, "typed": {}}


VIEWS: Mapping[str, View] = {"licenses": _licenses}
