"""The pictures of the Profiles page: what each license costs, split by use, and how many logins there were each day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from seatwise.domain.login_types import LoginKind, login_kind
from seatwise.domain.window import in_words
from seatwise.views.panel import Row
from seatwise.views.pictures import Picture, short
from seatwise.views.tree import ProfilesPanel

BARS = 12  # licenses with a bar of their own; the others share one
SPLIT, LOGINS = "split", "logins"
ACTOR, NON_ACTOR, UNLOGGED = "Actor", "Non-actor", "Unlogged"
PEOPLE, PROGRAMS, OTHERS = "People", "Programs (API)", "Unknown kind"
_PARTS = ((ACTOR, "actor_cost"), (NON_ACTOR, "non_actor_cost"), (UNLOGGED, "unlogged"))
_KINDS = {LoginKind.INTERACTIVE: PEOPLE, LoginKind.API: PROGRAMS, LoginKind.UNKNOWN: OTHERS}


def split_picture(panel: ProfilesPanel) -> Picture:
    """The yearly cost of each license that is paid by seat: actors, non-actors, unlogged. The most costly first."""
    licenses = [branch.row for bucket in panel.tree for branch in bucket.children]
    by_seat = [row for row in licenses if row["assigned_unit"] == "money"]
    drawn = sorted((row for row in by_seat if _amounts(row)), key=lambda row: (-_total(row), str(row["label"])))
    bars = [(str(row["label"]), _amounts(row)) for row in drawn if _total(row)]
    if len(bars) > BARS + 1:  # one left over is shown, not summed
        rest = [amounts for _, amounts in bars[BARS:]]
        bars = [*bars[:BARS], (f"{len(rest)} others", _sums(rest))]
    missing = (
        (len(licenses) - len(by_seat), "paid by login, not drawn"),
        (len([row for row in by_seat if row["priced"] is False]), "unpriced, not drawn"),
        (len([row for row in by_seat if row["priced"] is not False and not _amounts(row)]), "not drawn: not known"),
    )
    title = f"Cost of seats by use, {panel.currency} a year"
    return Picture(
        name=SPLIT,
        title=title,
        alt=_split_alt(bars, panel),
        caption=" ".join(f"{_count(count, 'license')} {what}." for count, what in missing if count),
        head=("License", *(f"{part}, {panel.currency} a year" for part in (*(part for part, _ in _PARTS), "Assigned"))),
        body=tuple((label, *(_exact(each) for each in (*amounts, sum(amounts)))) for label, amounts in bars),
        marks=tuple(mark for label, amounts in bars for mark in _bar(label, amounts)),
        lines=len(bars),
    )


def logins_picture(rows: Iterable[Row], *, until: date, readable: bool) -> Picture:
    """Logins per day and kind, over the days that are known.

    Args:
        rows: the metric `logins_per_day`.
        until: the snapshot's day, which is not a whole one.
        readable: whether the login history could be read; if not, there is nothing to draw, rather than no login.
    """
    days, failed = _by_day(rows)
    known = [first + timedelta(days=n) for first in [min(days, default=until)] for n in range((until - first).days + 1)]
    kinds = [kind for kind in (PEOPLE, PROGRAMS, OTHERS) if any(days[day][kind] for day in days)]
    drawable = readable and len(days) > 1
    alt = _logins_alt(days, kinds) if drawable else "Nothing to draw: a picture needs logins of two days at least."
    failures = sum(failed.values())
    return Picture(
        name=LOGINS,
        title="Logins per day",
        alt=alt if readable else "Nothing to draw: the login history could not be read.",
        caption=f"{failures:,} failed logins are in the table only. The last day is not a whole one."
        if failures
        else "",
        head=("Day (UTC)", *kinds, "Failed"),
        body=tuple(
            (f"{day:%d %b %Y}", *(f"{days[day][kind]:,}" for kind in kinds), f"{failed[day]:,}") for day in known
        )
        if days and readable
        else (),
        marks=tuple(
            {"day": day.isoformat(), "kind": kind, "logins": days[day][kind], "place": place}
            for day in known
            for place, kind in enumerate(kinds)
        )
        if drawable
        else (),
    )


def _by_day(rows: Iterable[Row]) -> tuple[Mapping[date, Mapping[str, int]], Mapping[date, int]]:
    """Successful logins by day and kind, and failed ones by day."""
    days: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    failed: dict[date, int] = defaultdict(int)
    for row in rows:
        day, logins = row["day"], row["logins"]
        if not isinstance(day, date) or not isinstance(logins, int):
            continue
        if row["success"]:
            days[day][_KINDS[login_kind(str(row["login_type"]))]] += logins
        else:
            failed[day] += logins
    return days, failed


def _bar(label: str, amounts: Sequence[Decimal]) -> list[dict[str, object]]:
    whole = sum(amounts, start=Decimal(0))
    marks: list[dict[str, object]] = [
        {"license": label, "part": part, "place": place, "money": float(amount)}
        for place, ((part, _), amount) in enumerate(zip(_PARTS, amounts, strict=True))
    ]
    marks[-1] |= {
        "told": f"{short(amounts[0])} of {short(whole)} by actors",
        "brief": f"{short(amounts[0])} by actors",
        "whole": float(whole),
    }
    return marks


def _amounts(row: Row) -> tuple[Decimal, ...]:
    """What actors, non-actors and the unlogged cost; empty where one is not known."""
    told = tuple(amount for _, name in _PARTS if isinstance(amount := row[name], Decimal))
    return told if len(told) == len(_PARTS) else ()


def _sums(rows: Sequence[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    return tuple(sum(each, start=Decimal(0)) for each in zip(*rows, strict=True))


def _total(row: Row) -> Decimal:
    return sum(_amounts(row), start=Decimal(0))


def _split_alt(bars: Sequence[tuple[str, Sequence[Decimal]]], panel: ProfilesPanel) -> str:
    if not bars:
        return "Nothing to draw: no license that is paid by seat has a price and known use."
    sums = _sums([amounts for _, amounts in bars])
    parts = ", ".join(f"{_exact(amount)} {part.lower()}" for amount, (part, _) in zip(sums, _PARTS, strict=True))
    return (
        f"Bars of what the seats of each license cost a year, the most costly first, split by use over "
        f"{in_words(panel.window.days)}. Together {_exact(sum(sums, start=Decimal(0)))} {panel.currency}: {parts}. "
        f"The most costly is {bars[0][0]}."
    )


def _logins_alt(days: Mapping[date, Mapping[str, int]], kinds: Sequence[str]) -> str:
    sums = {kind: sum(told[kind] for told in days.values()) for kind in kinds}
    busiest = max(days, key=lambda day: (sum(days[day].values()), day))
    parts = ", ".join(f"{count:,} by {kind[0].lower()}{kind[1:]}" for kind, count in sums.items())
    return (
        f"Logins of each day from {min(days):%d %b %Y} to {max(days):%d %b %Y}: {parts}. "
        f"The busiest day was {busiest:%d %b %Y} with {sum(days[busiest].values()):,}."
    )


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _exact(amount: Decimal | int) -> str:
    return f"{amount:,.2f}"
