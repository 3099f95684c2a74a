"""What the page of one panel shows beyond the common template: values for the templates of panels that bring one."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from seatwise.bootstrap import Services
from seatwise.metrics.changes.user_changes import CHANGES
from seatwise.panels.result import Result
from seatwise.web.panel_address import PanelAddress, query

View = Callable[[Request, Result, PanelAddress], Mapping[str, Any]]


def _licenses(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """What was typed into a price field, and what is wrong with it: nothing, unless a form was refused."""
    del request, result, address
    return {"problems": {}, "typed": {}}


def _changes(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """How many users changed, each count leading to the list of them."""
    del request
    overall = result.overall
    chosen = {name: address.choices[name] for name in ("earlier", "later") if name in address.choices}
    users = address.path.rpartition("/")[0] + "/user-changes"
    counts = [
        {
            "label": label,
            "users": overall.get(f"users_{name}"),
            "how": [(how, overall.get(f"users_{name}_{how}")) for how in ways],
            "address": f"{users}{query({**chosen, 'change': change})}",
        }
        for (change, label), (name, ways) in zip(CHANGES.items(), _COUNTS, strict=True)
    ]
    return {"counts": counts}


def _overview(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """How each org is reached."""
    del result, address
    services: Services = request.app.state.services
    return {"connections": {each.name: each for each in services.reports.connections.all()}}


# As the totals name each change of `CHANGES`, and the ways in which it comes about.
_COUNTS = (
    ("joined", ("new", "reactivated")),
    ("left", ("deactivated", "gone")),
    ("changed_profile", ()),
    ("changed_license", ()),
    ("frozen", ()),
    ("unfrozen", ()),
)
VIEWS: Mapping[str, View] = {"licenses": _licenses, "changes": _changes, "overview": _overview}
