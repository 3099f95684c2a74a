"""Set prices and buckets in place: what depends on them changes at once; a refused value is explained beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from seatwise.app.entries.entry_context import EntryContext, parse_day
from seatwise.app.entries.license_overrides import parse_bucket, set_bucket
from seatwise.app.entries.prices import NONE, SeenPrice, set_price, version_token
from seatwise.app.org_context import org_context
from seatwise.app.reports.run_panel import run_panel
from seatwise.bootstrap import Services
from seatwise.domain.errors import StaleEntry, UsageError, without_command
from seatwise.domain.licensing import entries
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.panels.declaration.result import Result, Row
from seatwise.panels.licenses import LICENSES
from seatwise.web.pages.panels import chosen, draw_page, panel_address
from seatwise.web.panels.row_markup import RowMarkup
from seatwise.web.services import opens_state_once, services_of
from seatwise.web.templating import org_path, page, slug

router = APIRouter()
REFUSED, CONFLICT = 422, 409


@router.post("/orgs/{name}/prices")
@opens_state_once
def set_in_place(
    request: Request,
    name: str,
    kind: Annotated[Kind, Form()],
    key: Annotated[str, Form()],
    amount: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Set one price from the day of the snapshot on the page; an empty one clears it."""
    context, day = _context(request, name)
    try:
        seen_then = SeenPrice(seen, on=day)
        set_price(context, f"{kind.value}:{key}", amount.strip() or NONE, seen=seen_then, start=day)
    except UsageError as refusal:
        return _answer(request, name, (kind, key), _status(refusal), without_command(str(refusal)), amount)
    if "HX-Request" not in request.headers:
        page_address = panel_address(request, LICENSES, name).with_()
        return RedirectResponse(f"{page_address}#row-{slug(f'{kind.value}:{key}')}", 303)
    return _answer(request, name, (kind, key))


@router.get("/orgs/{name}/prices")
@opens_state_once
def history(request: Request, name: str, kind: Kind, key: str, *, saved: bool = False) -> Response:
    """Every price that was entered for one license, and when each is in effect."""
    return _history(request, name, kind, key, saved=saved)


@router.post("/orgs/{name}/prices/history")
@opens_state_once
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
        services, seen_then = services_of(request), SeenPrice(seen, on=None)
        context = services.entry_context(services.connections.get(name))
        set_price(context, f"{kind.value}:{key}", amount, seen=seen_then, start=parse_day(start))
    except UsageError as refusal:
        refused = {"problem": without_command(str(refusal)), "typed": amount, "start": start}
        return _history(request, name, kind, key, _status(refusal), refused)
    query = urlencode({"kind": kind.value, "key": key, "saved": "1"})
    return RedirectResponse(f"{org_path(name)}/prices?{query}", 303)


@router.post("/orgs/{name}/buckets")
@opens_state_once
def change_bucket(
    request: Request,
    name: str,
    key: Annotated[str, Form()],
    bucket: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = entries.AUTOMATIC,
) -> Response:
    """Override a license's bucket from the day of the snapshot on the page, or let the rules decide again."""
    chosen_bucket = parse_bucket(bucket) if bucket else None
    context, day = _context(request, name)
    set_bucket(context, f"user:{key}", chosen_bucket, seen=seen, start=day)
    return RedirectResponse(panel_address(request, LICENSES, name).with_(), 303)


def _context(request: Request, name: str) -> tuple[EntryContext, date]:
    """The org for which something is entered, and the day of the snapshot on the page, from which it is in effect."""
    services, snapshot_id = services_of(request), panel_address(request, LICENSES, name).choices.get("snapshot")
    connection = services.connections.get(name)
    snapshot = services.storage.snapshot(connection.org_id, str(snapshot_id) if snapshot_id else None)
    return services.entry_context(connection), snapshot.as_of.date()


def _status(refusal: UsageError) -> int:
    return CONFLICT if isinstance(refusal, StaleEntry) else REFUSED


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
    header = org_context(name, services_of(request).reports)
    entering = services_of(request).entry_context(header.connection)
    prices = entries.of_license(kind, key, entering.book.entries(name, entries.Price))
    context = {
        "header": header,
        "nav": "licenses",
        "kind": kind,
        "key": key,
        "label": next((each.label for each in entering.known if (each.kind, each.key) == (kind, key)), key),
        "entries": [(price, entries.effect_period(price, prices)) for price in reversed(prices)],
        "current": None if entering.latest is None else entries.in_effect(entering.latest, prices),
        "seen": version_token(entries.newest(prices)),
        "lost": without_command(entering.book.unidentified(name, entries.Price)),
        "saved": _saved(entries.newest(prices), entering) if saved else "",
        "start": entering.latest or "",
        "typed": "",
        "problem": "",
    }
    return page(request, "price_history.html", status, **(context | dict(refused or {})))


def _saved(price: entries.Price | None, context: EntryContext) -> str:
    """What the last entry is, from when it is in effect, and what hides it."""
    if price is None:
        return ""
    amount = entries.in_words(price, context.currency)
    first = f"{amount[0].upper()}{amount[1:]} from {entries.day_text(price.effective_from)} on."
    return " ".join((first, *context.notes_on(price)))


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
    result = run_panel(LICENSES, chosen(address, header), services.reports, org=header.connection)
    context = {"panel": LICENSES, "result": result, "address": address, "header": header}
    context |= {"nav": LICENSES.name, "lines": RowMarkup(result, address), "problem": problem, "typed": typed}
    return page(request, "price_row.html", status, row=_row(result, *license_), **context)


def _row(result: Result, kind: Kind, key: str) -> Row:
    for row in result.rows:
        if (row["kind"], row["key"]) == (kind.value, key):
            return row
    raise UsageError(f"{key} is not on this page any more.", "Load the page again.")
