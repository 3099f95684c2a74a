"""Set prices and buckets in place: what depends on them changes at once; a refused value is explained beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from seatwise import wiring
from seatwise.app.header import read_header
from seatwise.app.license_overrides import parse_bucket, set_bucket
from seatwise.app.prices import NONE, SeenPrice, parse_day, price_notes, set_price, version_token
from seatwise.app.report import read_licenses
from seatwise.domain.entries import Price, day_text, effect_period, in_effect, newest
from seatwise.domain.errors import StalePrice, UsageError
from seatwise.domain.licenses import Kind
from seatwise.domain.money import price_text
from seatwise.views.panel import Panel, Row
from seatwise.views.renegotiate import advice
from seatwise.web.query_params import Asked
from seatwise.web.templating import org_path, page, slug

router = APIRouter()
REFUSED, CONFLICT = 422, 409


@router.post("/orgs/{name}/prices")
@wiring.shared_connection()
def set_in_place(
    request: Request,
    name: str,
    kind: Annotated[Kind, Form()],
    key: Annotated[str, Form()],
    amount: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Set one price from the day of the snapshot on the page; an empty one clears it."""
    asked = Asked.of(request)
    day = _day(name, asked)
    try:
        set_price(
            name,
            f"{kind.value}:{key}",
            amount.strip() or NONE,
            seen=SeenPrice(seen, on=day),
            start=day,
            known=wiring.known_licenses(wiring.connections().get(name)),
            book=wiring.price_book(),
            clock=wiring.now,
        )
    except StalePrice as conflict:
        return _answer(request, name, asked, (kind, key), CONFLICT, str(conflict), amount)
    except UsageError as refusal:
        return _answer(request, name, asked, (kind, key), REFUSED, str(refusal), amount)
    if "HX-Request" not in request.headers:
        return RedirectResponse(f"{org_path(name)}/licenses{asked.with_()}#row-{slug(f'{kind.value}:{key}')}", 303)
    return _answer(request, name, asked, (kind, key))


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
            known=wiring.known_licenses(wiring.connections().get(name)),
            book=wiring.price_book(),
            clock=wiring.now,
        )
    except UsageError as refusal:
        status = CONFLICT if isinstance(refusal, StalePrice) else REFUSED
        return _history(request, name, kind, key, status, {"problem": str(refusal), "typed": amount, "start": start})
    query = urlencode({"kind": kind.value, "key": key, "saved": "1"})
    return RedirectResponse(f"{org_path(name)}/prices?{query}", 303)


@router.post("/orgs/{name}/buckets")
def change_bucket(
    request: Request, name: str, key: Annotated[str, Form()], bucket: Annotated[str, Form()] = ""
) -> Response:
    """Override a license's bucket, or let the rules decide again."""
    known = wiring.known_licenses(wiring.connections().get(name))
    set_bucket(name, f"user:{key}", parse_bucket(bucket) if bucket else None, known=known, book=wiring.price_book())
    return RedirectResponse(f"{org_path(name)}/licenses{Asked.of(request).with_()}", 303)


def _day(name: str, asked: Asked) -> date:
    """The day of the snapshot on the page: from that day on the price counts, earlier snapshots keep theirs."""
    snapshot = wiring.lake().snapshot(wiring.connections().get(name).org_id, asked.snapshot or None)
    return snapshot.as_of.date()


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
    header = read_header(name, wiring.sources())
    latest = header.snapshot.as_of.date() if header.snapshot else None
    prices = [price for price in wiring.price_book().prices(name) if (price.kind, price.key) == (kind, key)]
    known = wiring.known_licenses(header.connection)
    context = {
        "header": header,
        "nav": "licenses",
        "kind": kind,
        "key": key,
        "label": next((each.label for each in known if (each.kind, each.key) == (kind, key)), key),
        "entries": [(price, effect_period(price, prices)) for price in reversed(prices)],
        "current": None if latest is None else in_effect(latest, prices),
        "version": version_token(newest(prices)),
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
    asked: Asked,
    license_: tuple[Kind, str],
    status: int = 200,
    problem: str | None = None,
    typed: str | None = None,
) -> HTMLResponse:
    """For htmx the license's row and the sums that changed; else the whole page, the problem beside its field."""
    panel = read_licenses(name, wiring.sources(), **asked.options)
    context = {"asked": asked, "panel": panel, "advice": advice(panel), "nav": "licenses"}
    context["header"] = read_header(name, wiring.sources(), asked.snapshot or None)
    if "HX-Request" in request.headers:
        row = _row(panel, *license_)
        return page(request, "price_row.html", status, **context, row=row, problem=problem, typed=typed)
    row_key = f"{license_[0].value}:{license_[1]}"
    problems, entered = ({row_key: problem} if problem else {}), ({row_key: typed} if problem else {})
    return page(request, "licenses.html", status, **context, problems=problems, typed=entered)


def _row(panel: Panel, kind: Kind, key: str) -> Row:
    for row in panel.rows:
        if (row["kind"], row["key"]) == (kind.value, key):
            return row
    raise UsageError(f"{key} is not on this page any more.", "Load the page again.")
