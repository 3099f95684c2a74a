"""The Profiles panel: its tree, columns, order, notes and summary (definitions section 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.licenses import Bucket
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.suggestions import suggestions
from seatwise.domain.window import Window
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_profiles import PROFILES
from seatwise.metrics.model import Column
from seatwise.views.panel import ALL, Row, Section, in_order
from seatwise.views.profile_flags import flags
from seatwise.views.profile_notes import notes, summary
from seatwise.views.profile_part import alone, is_part
from seatwise.views.profile_totals import sums, total
from seatwise.views.tree import Branch, Level, ProfilesPanel, Recipe

NAME = "Profiles"
LABEL = Column("label", "Bucket, license, profile", FieldType.TEXT, "The bucket, license or profile by its name.")
SEEN = (
    "users",
    "logged_in_users",
    "actors",
    "assigned",
    "unlogged",
    "actor_cost",
    "non_actor_cost",
    "business_processes",
)
COLUMNS: tuple[Column, ...] = (LABEL, *(column for name in SEEN if (column := PROFILES.column(name))))
TITLES = {Level.BUCKET: "Buckets", Level.LICENSE: "Licenses", Level.PROFILE: "Profiles"}
RECIPES = (
    Recipe(
        "over-licensed",
        "Are we over-licensed?",
        "licenses",
        "available",
        None,
        "Licenses with the most seats that nobody holds come first: what to renegotiate. Then look at Unlogged here.",
    ),
    Recipe(
        "who-works",
        "Who actually works in this org?",
        "profiles",
        "actor_cost",
        Bucket.NAMED.value,
        "Profiles whose users log in and write records come first; below the first ten little is left.",
    ),
    Recipe(
        "who-logs-in",
        "Who uses the communities?",
        "profiles",
        "logged_in_users",
        Bucket.COMMUNITY_LOGIN.value,
        "Members of a community may work without writing records themselves, so logins tell more than actors.",
    ),
)
_MONEY_OR_LOGINS = frozenset({"assigned", "unlogged"})
_NOT_ROLLED_UP = ("unit_price", "priced", "yearly_logins", "yearly_logins_source", "license_id")


def profiles_panel(
    rows: Sequence[Row],
    snapshot: Snapshot,
    window: Window,
    *,
    org: str,
    currency: str,
    gaps: Sequence[Gap],
    actor_days: int | None,
    level: Level = Level.PROFILE,
    profile_ids: frozenset[object] | None = None,
    processes: Sequence[Row] = (),
) -> ProfilesPanel:
    """The Profiles panel of one snapshot, in the metric's own order; for another see `ordered`.

    Args:
        rows: the metric `profiles`, in its own order.
        snapshot: what it was computed from.
        window: in which users must have logged in.
        org: the connection's name.
        currency: the currency of its prices.
        gaps: what could not be read of what the panel shows.
        actor_days: see `ProfilesPanel`.
        level: which rows to show, besides the tree.
        profile_ids: show, and sum, only these; None: all.
        processes: the metric `profile_processes` of these, for rows of licenses and buckets.
    """
    shown = [row for row in rows if row["users"] != 0]
    same_window = actor_days == window.days
    chosen = shown if profile_ids is None else alone(shown, profile_ids, processes)
    tree: tuple[Branch, ...] = ()
    flat: list[Row] = []
    if level is not Level.USER:  # users come in pages, and nobody looks at the tree above them
        tree = _tree(shown, same_window=same_window)
        part = tree if profile_ids is None else _tree(chosen, same_window=same_window)
        flat = [row for branch in part for row in branch.walk() if row["level"] == level.value]
    buckets = [total(bucket, of_bucket) for bucket, of_bucket in _grouped(chosen, "bucket")]
    overall = total(ALL, chosen)
    return ProfilesPanel(
        name=PROFILES.name,
        title=NAME,
        org=org,
        snapshot=snapshot.id,
        as_of=snapshot.as_of,
        currency=currency,
        columns=COLUMNS,
        sections=(Section(TITLES.get(level, NAME), tuple(flat)),) if flat else (),
        totals=(*buckets, overall),
        summary=summary(overall, window, currency, actor_days),
        gaps=tuple(gaps),
        notes=notes(chosen, snapshot, window, actor_days, level, part=is_part(shown, chosen, level)),
        level=level,
        tree=tree,
        window=window,
        actor_days=actor_days,
        read_days=snapshot.window_days if actor_days is not None else None,
        recipes=RECIPES,
    )


def ordered(panel: ProfilesPanel, sort: str | None, *, descending: bool) -> ProfilesPanel:
    """The panel in another order: its rows, and the branches of its tree at every level.

    Args:
        panel: in the metric's own order.
        sort: a column; None keeps that order.
        descending: largest first. Blanks stand last either way.

    Raises:
        UsageError: there is no such column.
    """
    if sort is None:
        return panel
    _check(sort)
    sections = (replace(each, rows=tuple(_sorted(each.rows, sort, descending=descending))) for each in panel.sections)
    return replace(panel, tree=_ordered(panel.tree, sort, descending=descending), sections=tuple(sections))


def _ordered(branches: Sequence[Branch], sort: str, *, descending: bool) -> tuple[Branch, ...]:
    by_id = {branch.row["id"]: branch for branch in branches}
    rows = _sorted([branch.row for branch in branches], sort, descending=descending)
    return tuple(Branch(row, _ordered(by_id[row["id"]].children, sort, descending=descending)) for row in rows)


def _sorted(rows: Sequence[Row], sort: str, *, descending: bool) -> list[Row]:
    """In order; money before logins, as the two are not compared; blanks last."""
    found = in_order(rows, sort, descending=descending)
    if sort in _MONEY_OR_LOGINS:
        found.sort(key=lambda row: (row[sort] is None, row["assigned_unit"] == "logins"))
    return found


def _check(sort: str) -> None:
    names = ("level", "label", *(column.name for column in PROFILES.columns), "unattributed")
    if sort not in names:
        near = suggestions(sort, names)
        hint = f"Nearest: {', '.join(near)}." if near else "List them: seatwise explain profiles"
        raise UsageError(f"There is no column {sort!r} to sort by.", hint)


def _tree(rows: Sequence[Row], *, same_window: bool) -> tuple[Branch, ...]:
    """Buckets, in them licenses, in them profiles."""

    def finished(row: dict[str, object]) -> Row:
        return {**row, "flags": flags(row, same_window=same_window)}

    buckets = []
    for bucket, of_bucket in _grouped(rows, "bucket"):
        licenses = []
        for key, of_license in _grouped(of_bucket, "license_key"):
            leaves = tuple(Branch(finished(_profile(row))) for row in of_license)
            licenses.append(Branch(finished(_license(key, of_license)), leaves))
        buckets.append(Branch(finished(_bucket(bucket, of_bucket)), tuple(licenses)))
    return tuple(buckets)


def _grouped(rows: Sequence[Row], by: str) -> Iterator[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[by]), []).append(row)
    yield from groups.items()


def _profile(row: Row) -> dict[str, object]:
    return {
        "level": Level.PROFILE.value,
        "id": f"{row['license_key']}/{row['profile_id'] or 'none'}",
        "label": row["profile"],
        **row,
        "unattributed": None,
    }


def _license(key: str, rows: Sequence[Row]) -> dict[str, object]:
    first = rows[0]
    return {
        **_blank(Level.LICENSE, key, str(first["license"])),
        **{name: first[name] for name in ("bucket", "license_key", "license", *_NOT_ROLLED_UP)},
        **sums(rows),
        "business_processes": first["license_processes"],
        "unattributed": first["license_unattributed"],
    }


def _bucket(bucket: str, rows: Sequence[Row]) -> dict[str, object]:
    return {
        **_blank(Level.BUCKET, bucket, bucket),
        "bucket": bucket,
        **sums(rows),
        "business_processes": rows[0]["bucket_processes"],
        "priced": None if any(row["priced"] is None for row in rows) else any(row["priced"] for row in rows),
    }


def _blank(level: Level, branch: str, label: str) -> dict[str, object]:
    columns = dict.fromkeys((column.name for column in PROFILES.columns), None)
    return {**columns, "level": level.value, "id": branch, "label": label, "unattributed": None}
