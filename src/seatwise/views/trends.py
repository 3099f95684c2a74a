"""The lines over time: seats, users and money of a bucket or a license, snapshot by snapshot, and the days rebuilt."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import Bucket
from seatwise.domain.suggestions import suggestions
from seatwise.views.panel import Row

EVERYTHING = "all"
SEATS = ("provisioned", "assigned")
USERS = ("users", "logged_in_users", "actors")
MONEY = ("provisioned_cost", "assigned_cost")
FIGURES = (*SEATS, *USERS, *MONEY)
REBUILT = ("assigned", "logged_in_users", "daily_users", "created_users")


@dataclass(frozen=True)
class At:
    """One snapshot: the metric `trends`, whole."""

    snapshot: str
    as_of: datetime
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Point:
    """The sums of one snapshot, by figure (`FIGURES`); None where one of them is unknown, or there is none."""

    snapshot: str
    as_of: datetime
    figures: Mapping[str, int | Decimal | None]


@dataclass(frozen=True)
class Day:
    """The sums of one day as one source tells it, by figure (`REBUILT`). Not a snapshot."""

    day: date
    source: str
    figures: Mapping[str, int]


@dataclass(frozen=True)
class Choice:
    """Something whose line can be drawn: what stands in the address, and what people read."""

    of: str
    label: str


@dataclass(frozen=True)
class Trends:
    """One bucket or license over time.

    Attributes:
        org, currency: whose, and which money.
        chosen: what is summed.
        choices: what else could be.
        points: one per snapshot, oldest first.
        days: what could be rebuilt of it, by source and day.
        notes: what the lines mean, one sentence each.
    """

    org: str
    currency: str
    chosen: Choice
    choices: tuple[Choice, ...]
    points: tuple[Point, ...]
    days: tuple[Day, ...]
    notes: tuple[str, ...]


def trends_of(
    points: Sequence[At], history: Sequence[Row], *, org: str, currency: str, of: str, damaged: int
) -> Trends:
    """The trends of what is chosen.

    Args:
        points: every snapshot, oldest first.
        history: the metric `history`.
        org: the connection's name.
        currency: of its prices.
        of: a bucket, `all`, or kind:key; empty chooses Named where there is such a license, else all.
        damaged: how many snapshots are left out, because they cannot be trusted.

    Raises:
        UsageError: there is nothing of that name; names the nearest.
    """
    choices = _choices(points)
    chosen = _chosen(of, choices)
    mine = {(row["kind"], row["id"]) for at in points for row in at.rows if _is_of(row, chosen.of)}
    told = [row for row in history if (row["kind"], row["license_id"]) in mine or _is_left(row, chosen.of)]
    return Trends(
        org=org,
        currency=currency,
        chosen=chosen,
        choices=choices,
        points=tuple(_point(at, chosen.of) for at in points),
        days=_days(told),
        notes=_notes(points, chosen.of, damaged, rebuilt=bool(told)),
    )


def _choices(points: Sequence[At]) -> tuple[Choice, ...]:
    """The buckets there are, everything, and every license that any snapshot has, as it was called last."""
    licenses = {f"{row['kind']}:{row['key']}": str(row["label"]) for at in points for row in at.rows}
    buckets = {row["bucket"] for at in points for row in at.rows}
    named = tuple(Choice(bucket.value, f"{bucket.value} licenses") for bucket in Bucket if bucket.value in buckets)
    every = (Choice(EVERYTHING, "All user licenses"),)
    return (*named, *every, *(Choice(of, label) for of, label in licenses.items()))


def _chosen(of: str, choices: Sequence[Choice]) -> Choice:
    if not of:
        return choices[0]
    for choice in choices:
        if choice.of == of:
            return choice
    near = suggestions(of, [choice.of for choice in choices])
    raise UsageError(f"There is no bucket or license {of!r}.", f"Nearest: {', '.join(near)}." if near else "")


def _is_of(row: Row, of: str) -> bool:
    if of == EVERYTHING:
        return row["kind"] == "user"
    return row["bucket"] == of or f"{row['kind']}:{row['key']}" == of


def _is_left(row: Row, of: str) -> bool:
    """Users without a license are in everything, and nowhere else."""
    return of == EVERYTHING and row["kind"] == "user" and row["license_id"] is None


def _point(at: At, of: str) -> Point:
    rows = [row for row in at.rows if _is_of(row, of)]
    return Point(at.snapshot, at.as_of, {name: _sum(rows, name) for name in FIGURES})


def _sum(rows: Sequence[Row], name: str) -> int | Decimal | None:
    """Over the licenses that have such a figure: unlimited ones no seats, unpriced ones no cost."""
    meant = [row for row in rows if _means(row, name)]
    known = [value for row in meant if isinstance(value := row[name], int | Decimal)]
    return sum(known[1:], start=known[0]) if known and len(known) == len(meant) else None


def _means(row: Row, name: str) -> bool:
    if not row["in_inventory"] and name not in USERS:
        return False
    if name in USERS:
        return row["kind"] == "user"
    if name in MONEY and row["priced"] is False:
        return False
    if name == "assigned_cost":
        return not row["by_login"]
    return name == "assigned" or not row["unlimited"] or (name == "provisioned_cost" and bool(row["by_login"]))


def _days(rows: Sequence[Row]) -> tuple[Day, ...]:
    sums: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    created: dict[tuple[object, object], int] = {}
    for row in rows:
        day, source = row["day"], str(row["source"])
        if not isinstance(day, date):
            continue
        told = sums[source, day]
        for name in REBUILT[:-1]:
            if isinstance(count := row[name], int):
                told[name] = told.get(name, 0) + count
        if isinstance(count := row["created_users"], int):  # a running count: a license without a row has its last one
            created[row["kind"], row["license_id"]] = count
            told["created_users"] = sum(created.values())
    return tuple(Day(day, source, told) for (source, day), told in sorted(sums.items()))


def _notes(points: Sequence[At], of: str, damaged: int, *, rebuilt: bool) -> tuple[str, ...]:
    rows = [row for row in (points[-1].rows if points else ()) if _is_of(row, of) and row["in_inventory"]]
    unlimited, unpriced = sum(bool(row["unlimited"]) for row in rows), sum(row["priced"] is False for row in rows)
    said = (
        (len(points) == 1, "One snapshot was read so far: refresh on another day, and the lines begin."),
        (rebuilt, "What is rebuilt comes from what Salesforce keeps; it is no snapshot."),
        (unlimited, f"{_many(unlimited, 'unlimited license')} left out of the seats: no number of them."),
        (unpriced, f"{_many(unpriced, 'unpriced license')} left out of the cost."),
        (True, "Each snapshot is priced as of its own day. Actors are a lower bound: only the last modifier is known."),
        (damaged, f"{_many(damaged, 'damaged snapshot')} left out."),
    )
    return tuple(text for is_so, text in said if is_so)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
