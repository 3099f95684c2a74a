"""What the pictures show: the figures drawn, the same as a table, and the sentence for those who cannot see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from seatwise.views.panel import Panel, Row

BARS = 12  # licenses with a bar of their own; the others share one
COSTS, SEATS = "costs", "seats"
COMMITTED, HELD = "Committed a year", "Held by somebody"
PROVISIONED, ASSIGNED = "Provisioned", "Assigned"
_TOUCHING = 0.12  # of the height: nearer, and one text would stand on the other line


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        name: as in its address: `costs` or `seats`.
        title: what it shows.
        alt: the main figures in a sentence.
        caption: what is not drawn, and why; may be empty.
        head: the headings of its table; the first names the row.
        body: the table's rows, as people read figures.
        marks: what is drawn: one mapping per bar or point (`picture_spec` draws them); empty when there is nothing.
        lines: how many bars stand below each other; 0 when it has none.
    """

    name: str
    title: str
    alt: str
    caption: str
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    marks: tuple[Mapping[str, object], ...]
    lines: int = 0


@dataclass(frozen=True)
class SeatsAt:
    """The seats of Named licenses in one snapshot; None where they could not be read.

    Attributes:
        as_of: the snapshot's moment.
        provisioned, assigned: sums over the licenses that have a number of seats.
        unlimited: how many have none.
        gone: how many are not in the snapshot that is looked at, so nobody can say their bucket.
    """

    as_of: datetime
    provisioned: int | None
    assigned: int | None
    unlimited: int = 0
    gone: int = 0


@dataclass(frozen=True)
class _Bar:
    label: str
    committed: Decimal
    held: Decimal | None  # None: paid by login, a seat is not what is paid for


def costs_picture(panel: Panel) -> Picture:
    """Committed against assigned money per license, the most committed first, the rest summed in one bar."""
    drawn = sorted(
        (row for row in panel.rows if row["priced"] and _money(row, "provisioned_cost")),
        key=lambda row: (-(_money(row, "provisioned_cost") or 0), str(row["label"]), str(row["id"])),
    )
    names = _names(drawn)
    bars = [
        _Bar(name, _money(row, "provisioned_cost") or Decimal(0), _money(row, "assigned_cost"))
        for name, row in zip(names, drawn, strict=True)
    ]
    if len(bars) > BARS + 1:  # one left over is shown, not summed
        bars = [*bars[:BARS], _rest(bars[BARS:])]
    return Picture(
        name=COSTS,
        title=f"Committed and assigned, {panel.currency} a year",
        alt=_costs_alt(bars, panel.currency),
        caption=_not_drawn(panel.rows),
        head=("License", f"Committed, {panel.currency} a year", f"Held by somebody, {panel.currency} a year"),
        body=tuple((bar.label, _exact(bar.committed), _exact(bar.held)) for bar in bars),
        marks=tuple(mark for bar in bars for mark in _bar_marks(bar)),
        lines=len(bars),
    )


def seats_picture(points: Sequence[SeatsAt], *, left_out: int) -> Picture:
    """Provisioned and assigned seats of Named licenses over the snapshots, oldest first.

    Only of those: free seats, of which Salesforce gives thousands, would hide the ones that are paid for a person.

    Args:
        points: one per snapshot.
        left_out: how many snapshots are damaged.
    """
    known = [each for each in points if each.provisioned is not None and each.assigned is not None]
    unread = len(points) - len(known)
    unlimited = known[-1].unlimited if known else 0
    gone = max((each.gone for each in points), default=0)
    said = (
        (len(known) == 1, "One snapshot was read so far. A line needs two: refresh on another day."),
        (unlimited, f"{_count(unlimited, 'unlimited license')} left out: no number of seats."),
        (gone, f"{_count(gone, 'license')} left out: not in this snapshot any more."),
        (unread, f"{_count(unread, 'snapshot')} without seats: they could not be read then."),
        (left_out, f"{_count(left_out, 'damaged snapshot')} left out."),
    )
    return Picture(
        name=SEATS,
        title="Seats of Named licenses over time",
        alt=_seats_alt(known),
        caption=" ".join(text for is_so, text in said if is_so),
        head=("Snapshot (UTC)", PROVISIONED, ASSIGNED),
        body=tuple(
            (f"{each.as_of:%d %b %Y %H:%M}", _seats(each.provisioned), _seats(each.assigned)) for each in points
        ),
        marks=tuple(_point_marks(known)) if len(known) > 1 else (),
    )


def short(amount: Decimal) -> str:
    """An amount in four signs or so: 1.98M, 158k, 39.6k, 950."""
    for size, sign in (
        (Decimal(10) ** 12, "T"),
        (Decimal(10) ** 9, "G"),
        (Decimal(10) ** 6, "M"),
        (Decimal(1000), "k"),
    ):
        if abs(amount) >= size * Decimal("0.9995"):
            scaled = amount / size
            places = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2  # noqa: PLR2004 - three digits
            text = f"{scaled:.{places}f}"
            return (text.rstrip("0").rstrip(".") if places else text) + sign
    return f"{amount:.0f}"


def _bar_marks(bar: _Bar) -> list[dict[str, object]]:
    told = short(bar.committed) if bar.held is None else f"{short(bar.held)} of {short(bar.committed)}"
    outer = {"license": bar.label, "what": COMMITTED, "money": float(bar.committed), "told": told}
    return [outer] if bar.held is None else [outer, {"license": bar.label, "what": HELD, "money": float(bar.held)}]


def _point_marks(known: Sequence[SeatsAt]) -> list[dict[str, object]]:
    """Points of both lines; the ends carry their figures, the lower line's below it where the lines touch."""
    highest = max(max(each.provisioned or 0, each.assigned or 0) for each in known)
    marks: list[dict[str, object]] = []
    for each in known:
        end = {id(known[0]): "first", id(known[-1]): "last"}.get(id(each), "")
        touching = abs((each.provisioned or 0) - (each.assigned or 0)) <= highest * _TOUCHING
        lower = ASSIGNED if (each.assigned or 0) <= (each.provisioned or 0) else PROVISIONED
        at = round(each.as_of.timestamp() * 1000)
        for what, seats in ((PROVISIONED, each.provisioned), (ASSIGNED, each.assigned)):
            told = f"{what} {seats:,}" if end == "last" else f"{seats:,}"
            side = {"end": end, "under": touching and what == lower, "told": told} if end else {}
            marks.append({"at": at, "what": what, "seats": seats, **side})
    return marks


def _names(rows: Sequence[Row]) -> list[str]:
    """Labels; where two licenses share one, the kind and key tell them apart."""
    often = Counter(str(row["label"]) for row in rows)
    return [
        str(row["label"]) if often[str(row["label"])] == 1 else f"{row['label']} ({row['kind']} {row['key']})"
        for row in rows
    ]


def _rest(bars: Sequence[_Bar]) -> _Bar:
    held = [bar.held for bar in bars if bar.held is not None]
    committed = sum((bar.committed for bar in bars), start=Decimal(0))
    return _Bar(f"{len(bars)} others", committed, sum(held, start=Decimal(0)) if held else None)


def _not_drawn(rows: Sequence[Row]) -> str:
    unpriced = sum(row["priced"] is False for row in rows)
    unlimited = sum(bool(row["priced"] and row["unlimited"]) for row in rows)
    unread = sum(bool(row["priced"] and not row["unlimited"] and row["provisioned_cost"] is None) for row in rows)
    by_login = sum(bool(row["by_login"] and _money(row, "provisioned_cost")) for row in rows)
    said = (
        (unpriced, f"{_count(unpriced, 'unpriced license')} not drawn."),
        (unlimited, f"{_count(unlimited, 'unlimited license')} not drawn: nothing is committed."),
        (unread, f"{_count(unread, 'license')} not drawn: what is committed could not be read."),
        (by_login, f"{_count(by_login, 'license')} paid by login: no inner bar."),
    )
    return " ".join(text for count, text in said if count)


def _costs_alt(bars: Sequence[_Bar], currency: str) -> str:
    if not bars:
        return "Nothing to draw: no license has both a price and committed seats."
    committed = sum((bar.committed for bar in bars), start=Decimal(0))
    held = sum((bar.held for bar in bars if bar.held is not None), start=Decimal(0))
    first = bars[0]
    part = "" if first.held is None else f", {_exact(first.held)} of it held by somebody"
    return (
        f"Bars of what each license costs a year, the largest first. Together {_exact(committed)} {currency} is "
        f"committed and {_exact(held)} {currency} is for seats that somebody holds. The largest is {first.label}: "
        f"{_exact(first.committed)} {currency}{part}."
    )


def _seats_alt(known: Sequence[SeatsAt]) -> str:
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return "Nothing to draw: a line needs two snapshots whose seats could be read."
    first, last = known[0], known[-1]
    return (
        f"Lines over {len(known)} snapshots from {first.as_of:%d %b %Y} to {last.as_of:%d %b %Y}: provisioned seats "
        f"of Named licenses went from {first.provisioned:,} to {last.provisioned:,}, assigned seats from "
        f"{first.assigned:,} to {last.assigned:,}."
    )


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _exact(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _seats(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,}"


def _money(row: Row, name: str) -> Decimal | None:
    value = row[name]
    return value if isinstance(value, Decimal) else None
