"""Set prices and buckets in place: what depends on them changes at once; a refused value is explained beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from seatwise.app.entries.license_overrides import AUTOMATIC, parse_bucket, set_bucket
from seatwise.app.entries.prices import NONE, SeenPrice, parse_day, price_notes, set_price, version_token
from seatwise.app.org_context import org_context
from seatwise.app.reports.run_panel import run_panel
from seatwise.bootstrap import Services
from seatwise.domain.errors import StaleEntry, UsageError
from seatwise.domain.licensing.entries import Price, day_text, effect_period, in_effect, newest
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.domain.licensing.money import price_text
from seatwise.panels.declaration.result import Result, Row
from seatwise.panels.licenses import LICENSES
from seatwise.web.pages.panels import chosen, draw_page, panel_address
from seatwise.web.panels.row_markup import RowMarkup
from seatwise.web.services import services_of
from seatwise.web.templating import org_path, page, slug, without_command

router = APIRouter()
REFUSED, CONFLICT = 422, 409


@router.post("/orgs/{name}/prices")
def set_in_place(
    request: Request,
    name: str,
    kind: Annotated[Kind, Form()],
    key: Annotated[str, Form()],
    amount: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Set one price from the day of the snapshot on the page; an empty one clears it."""
    day = _day(request, name)
    try:
        set_price(
            name,
            f"{kind.value}:{key}",
            amount.strip() or NONE,
            seen=SeenPrice(seen, on=day),
            start=day,
            known=services_of(request).known_licenses(services_of(request).connections.get(name)),
            book=services_of(request).book,
            clock=services_of(request).clock,
        )
    except StaleEntry as conflict:
        return _answer(request, name, (kind, key), CONFLICT, without_command(str(conflict)), amount)
    except UsageError as refusal:
        return _answer(request, name, (kind, key), REFUSED, without_command(str(refusal)), amount)
    if "HX-Request" not in request.headers:
        page_address = panel_address(request, LICENSES, name).with_()
        return RedirectResponse(f"{page_address}#row-{slug(f'{kind.value}:{key}')}", 303)
    return _answer(request, name, (kind, key))


@router.get("/orgs/{name}/prices")
def history(request: Request, name: str, kind: Kind, key: str, *, saved: bool = False) -> Response:
    """Every price that was entered for one license, and when each is in effect."""
    return _history(request, name, kind, key, saved=saved)


@router.post("/orgs/{name}/prices/history")
def add_to_history(
    request: Request,
    name: str,
    kind: Annotated[Kind, Form()],
    key: Annotated[str, Form()],
    amount: Annotated[str, Form()] = "",
    start: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Set a price from any day: an earlier one changes the cost of older snapshots on purpose."""
    try:
        set_price(
            name,
            f"{kind.value}:{key}",
            amount,
            seen=SeenPrice(seen, on=None),
            start=parse_day(start),
            known=services_of(request).known_licenses(services_of(request).connections.get(name)),
            book=services_of(request).book,
            clock=services_of(request).clock,
        )
    except UsageError as refusal:
        status = CONFLICT if isinstance(refusal, StaleEntry) else REFUSED
        refused = {"problem": without_command(str(refusal)), "typed": amount, "start": start}
        return _history(request, name, kind, key, status, refused)
    query = urlencode({"kind": kind.value, "key": key, "saved": "1"})
    return RedirectResponse(f"{org_path(name)}/prices?{query}", 303)


@router.post("/orgs/{name}/buckets")
def change_bucket(
    request: Request,
    name: str,
    key: Annotated[str, Form()],
    bucket: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = AUTOMATIC,
) -> Response:
    """Override a license's bucket from the day of the snapshot on the page, or let the rules decide again."""
    set_bucket(
        name,
        f"user:{key}",
        parse_bucket(bucket) if bucket else None,
        seen=seen,
        start=_day(request, name),
        known=services_of(request).known_licenses(services_of(request).connections.get(name)),
        book=services_of(request).book,
        clock=services_of(request).clock,
    )
    return RedirectResponse(panel_address(request, LICENSES, name).with_(), 303)


def _day(request: Request, name: str) -> date:
    """The day of the snapshot on the page: what is set there is in effect from that day on."""
    snapshot_id = panel_address(request, LICENSES, name).choices.get("snapshot")
    org_id = services_of(request).connections.get(name).org_id
    return services_of(request).storage.snapshot(org_id, str(snapshot_id) if snapshot_id else None).as_of.date()


def _history(
    request: Request,
    name: str,
    kind: Kind,
    key: str,
    status: int = 200,
    refused: Mapping[str, str] | None = None,
    *,
    saved: bool = False,
) -> HTMLResponse:
    services: Services = request.app.state.services
    header = org_context(name, services.reports)
    latest = header.snapshot.as_of.date() if header.snapshot else None
    prices = [price for price in services_of(request).book.prices(name) if (price.kind, price.key) == (kind, key)]
    known = services_of(request).known_licenses(header.connection)
    context = {
        "header": header,
        "nav": "licenses",
        "kind": kind,
        "key": key,
        "label": next((each.label for each in known if (each.kind, each.key) == (kind, key)), key),
        "entries": [(price, effect_period(price, prices)) for price in reversed(prices)],
        "current": None if latest is None else in_effect(latest, prices),
        "seen": version_token(newest(prices)),
        "saved": _saved(newest(prices), prices, latest, header.connection.currency) if saved else "",
        "start": latest or "",
        "typed": "",
        "problem": "",
    }
    return page(request, "price_history.html", status, **(context | dict(refused or {})))


def _saved(price: Price | None, prices: list[Price], latest: date | None, currency: str) -> str:
    """What the last entry is, from when it is in effect, and what hides it."""
    if price is None:
        return ""
    amount = "No price" if price.amount is None else f"{price_text(price.amount)} {currency}"
    return " ".join(
        (f"{amount} from {day_text(price.effective_from)} on.", *price_notes(price, prices, latest, currency))
    )


def _answer(
    request: Request,
    name: str,
    license_: tuple[Kind, str],
    status: int = 200,
    problem: str | None = None,
    typed: str | None = None,
) -> Response:
    """For htmx the license's row and the sums that changed; else the whole page, the problem beside its field."""
    row_key = f"{license_[0].value}:{license_[1]}"
    if "HX-Request" not in request.headers:
        refused: dict[str, Any] = {"problems": {row_key: problem}, "typed": {row_key: typed}} if problem else {}
        return draw_page(request, LICENSES, name, status=status, **refused)
    services: Services = request.app.state.services
    address = panel_address(request, LICENSES, name)
    header = org_context(name, services.reports, str(address.choices.get("snapshot", "")))
    result = run_panel(LICENSES, chosen(address, header), services.reports, org=name)
    context = {"panel": LICENSES, "result": result, "address": address, "header": header}
    context |= {"nav": LICENSES.name, "lines": RowMarkup(result, address), "problem": problem, "typed": typed}
    return page(request, "price_row.html", status, row=_row(result, *license_), **context)


def _row(result: Result, kind: Kind, key: str) -> Row:
    for row in result.rows:
        if (row["kind"], row["key"]) == (kind.value, key):
            return row
    raise UsageError(f"{key} is not on this page any more.", "Load the page again.")
