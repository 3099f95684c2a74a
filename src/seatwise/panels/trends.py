"""The Trends panel: seats, users and cost of a bucket, a license or all of them, snapshot by snapshot."""

from collections.abc import Iterator, Mapping

from seatwise.charts.trends import TREND_COST, TREND_DAILY, TREND_SEATS, TREND_USERS, chosen_words
from seatwise.domain.counts import counted
from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.metrics.selection import Condition, is_in
from seatwise.metrics.trends.trends import TREND_POINT, TREND_TOTALS
from seatwise.panels.changes import signed
from seatwise.panels.declaration.panel import Link, Panel, Span
from seatwise.panels.declaration.params import Param, Params, ParamValue, when
from seatwise.panels.declaration.result import Result, at_least, count_of
from seatwise.sources.gap_names import gap_name

EVERYTHING = "all"


def _chosen(value: ParamValue) -> tuple[Condition, ...]:
    """The licenses that are summed."""
    of = str(value)
    kind, _, key = of.partition(":")
    if key:
        return is_in("kind", kind), is_in("key", key)
    user = is_in("kind", Kind.USER.value)
    return (user,) if of == EVERYTHING else (user, is_in("bucket", of))


OF = Param(
    "of",
    "What is summed: a bucket, `all` (user licenses), or one license as kind:key, as in user:SFDC.",
    default=Bucket.NAMED.value,
    conditions=when(_chosen),
    label="Of",
    chooses=True,
    lookup="trend",
)


def headline(result: Result) -> str:
    """How many seats are assigned now, and at the first snapshot."""
    overall, chosen = result.overall, chosen_words(str(result.params["of"]), list(result.rows))
    known, first, last = (count_of(overall, name) for name in ("snapshots_known", "assigned_first", "assigned_last"))
    if not known:
        seats = "not known in any snapshot"
    elif overall["assigned_last"] is None:
        seats = "not known in the latest snapshot"
    elif known == 1:
        seats = f"{last:,}"
    else:
        seats = f"{first:,} -> {last:,} ({signed(count_of(overall, 'assigned_change'))}) in {known:,} snapshots"
    return f"Assigned seats of {chosen}: {seats}."


def notes(result: Result) -> Iterator[str]:
    """What the lines mean here."""
    overall = result.overall
    unlimited, without_price = (count_of(overall, name) for name in ("unlimited_licenses", "licenses_without_price"))
    damaged = result.about.get("damaged_snapshots")
    if overall["snapshots"] == 1:
        yield "One snapshot so far: refresh on another day to see lines."
    yield (
        "Each snapshot is priced as of its own day; a sum leaves out licenses without a price, and cost of two "
        "snapshots is compared where both have one."
    )
    yield (
        "Logged in and actors: within 30 days before each snapshot. Actors are a lower bound: only the last modifier "
        "of a record is known."
    )
    if unlimited:
        least = at_least(overall, "unlimited_licenses").capitalize()
        yield f"{least}{counted(unlimited, 'unlimited license')} left out of the provisioned seats."
    if without_price:
        least = at_least(overall, "licenses_without_price").capitalize()
        yield f"{least}{counted(without_price, 'license')} without a price left out of the cost."
    if isinstance(damaged, int) and damaged:
        yield f"{counted(damaged, 'damaged snapshot')} left out."
    for snapshot, gaps in result.gaps_by_snapshot.items():
        yield f"Not read in snapshot {snapshot}: {', '.join(dict.fromkeys(map(gap_name, gaps)))}."


def _users_of(params: Params) -> Mapping[str, str] | None:
    """The users of what is chosen; of add-ons there is no list."""
    of = str(params["of"])
    kind, _, key = of.partition(":")
    if key:
        return {"license": key} if kind == Kind.USER.value else None
    return {} if of == EVERYTHING else {"bucket": of}


def _users(**values: str) -> Link:
    """To the users that a snapshot counts."""

    def chosen(result: Result) -> Mapping[str, str] | None:
        of = _users_of(result.params)
        return None if of is None else {**of, **values}

    return Link("users", {"snapshot": "snapshot"}, chosen)


TRENDS = Panel(
    "trends",
    "Trends",
    "Seats, users and cost over time: of a bucket, of one license, or of all user licenses.",
    TREND_POINT,
    shown=(
        *("as_of", "provisioned", "assigned", "users", "logged_in_users", "actors"),
        *("provisioned_cost", "assigned_cost"),
    ),
    params=(OF,),
    span=Span.EVERY,
    totals=TREND_TOTALS,
    headline=headline,
    notes=notes,
    charts=(TREND_SEATS, TREND_USERS, TREND_COST, TREND_DAILY),
    template="trends_panel",
    links={"users": _users(), "logged_in_users": _users(logged_in="1"), "actors": _users(actor="1")},
    row_word=("snapshot", "snapshots"),
)
