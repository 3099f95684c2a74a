"""What the page of one panel shows beyond the common template: values for the templates of panels that bring one."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from seatwise.app.reports.run_panel import run_panel
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.metrics.changes.user_changes import CHANGES
from seatwise.panels.declaration.result import Result
from seatwise.panels.licenses import LICENSES
from seatwise.panels.trends import EVERYTHING
from seatwise.web.panels.panel_address import PanelAddress, query
from seatwise.web.services import services_of

View = Callable[[Request, Result, PanelAddress], Mapping[str, Any]]


def _changes(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """How many users changed, each count leading to the list of them."""
    del request
    overall = result.overall
    chosen = {name: address.choices[name] for name in ("earlier", "later") if name in address.choices}
    users = address.path.rpartition("/")[0] + "/user-changes"

    def listed(**of: str) -> str:
        return f"{users}{query({**chosen, **of})}"

    counts = [
        {
            "label": label,
            "users": overall.get(f"users_{name}"),
            "how": [(how, overall.get(f"users_{name}_{how}"), listed(change=change, how=how)) for how in details],
            "address": listed(change=change),
        }
        for (change, label), (name, details) in zip(CHANGES.items(), _COUNTS, strict=True)
    ]
    return {"counts": counts}


def _trends(request: Request, result: Result, address: PanelAddress) -> Mapping[str, Any]:
    """What a line over time can be of: the buckets, all user licenses, and each license."""
    del address
    licenses = run_panel(LICENSES, {"disabled": "1"}, services_of(request).reports, org=result.org).rows
    rows = sorted(licenses, key=lambda row: str(row["label"]).casefold())
    found = {row["bucket"] for row in rows}
    choices: list[tuple[str, str]] = [(each.value, f"{each.value} licenses") for each in Bucket if each.value in found]
    choices.append((EVERYTHING, "All user licenses"))
    choices += [(f"{row['kind']}:{row['key']}", str(row["label"])) for row in rows]
    of = str(result.params["of"])
    if of not in dict(choices):  # a license that only earlier snapshots have
        choices.append((of, of.partition(":")[2]))
    return {"choices": choices}


# As the totals name each change of `CHANGES`, and what it can be in detail.
_COUNTS = (
    ("joined", ("new", "reactivated")),
    ("left", ("deactivated", "gone")),
    ("changed_profile", ()),
    ("changed_license", ()),
    ("frozen", ()),
    ("unfrozen", ()),
)
VIEWS: Mapping[str, View] = {
    # What was typed into a price field, and what is wrong with it: nothing, unless a form was refused.
    "licenses": lambda *_: {"problems": {}, "typed": {}},
    "changes": _changes,
    "trends": _trends,
    # How each org is reached.
    "overview": lambda request, *_: {"connections": {one.name: one for one in services_of(request).connections.all()}},
}
