"""Compare two snapshots of an org: what moved, license by license, and who (definitions sections 1 and 2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from seatwise.app.report import Sources, license_rows
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.license_changes import LICENSE_CHANGES
from seatwise.metrics.query import InputTable, Row
from seatwise.metrics.user_changes import USER_CHANGE_COUNTS, USER_CHANGE_PAGE
from seatwise.views.changes import CHANGES, Changes, UserPage, changes_of, unread_changes
from seatwise.views.totals import unread_kinds

PAGE, MOST = 50, 10_000
_LICENSE_TYPES = {
    **dict.fromkeys(("kind", "id", "key", "label", "bucket", "status"), "VARCHAR"),
    **dict.fromkeys(("unlimited", "by_login", "priced"), "BOOLEAN"),
    **dict.fromkeys(("provisioned", "assigned", "available"), "BIGINT"),
    "unit_price": "DECIMAL(18,4)",
    **dict.fromkeys(("provisioned_cost", "assigned_cost", "unassigned_cost"), "DECIMAL(38,2)"),
}


@dataclass(frozen=True)
class After:
    """The last row of a page: the next one goes on behind it."""

    place: str
    user_id: str
    change: str


@dataclass(frozen=True)
class Question:
    """Which users of a comparison are asked for.

    Attributes:
        change: one of `views.changes.CHANGES`; empty: all.
        text: words that must be in the name, username, department, profiles or licenses.
        after: go on behind this one.
        limit: how many.
    """

    change: str = ""
    text: str = ""
    after: After | None = None
    limit: int = PAGE


def two_snapshots(name: str, earlier: str | None, later: str | None, sources: Sources) -> tuple[Snapshot, Snapshot]:
    """The two snapshots that are meant: by id or the start of one; by default the latest and the one before it.

    Raises:
        UsageError: there is no such org or snapshot, or only one of them.
    """
    connection = _read_before(sources.connections.get(name))
    after = sources.lake.snapshot(connection.org_id, later)
    if earlier is not None:
        return sources.lake.snapshot(connection.org_id, earlier), after
    before = [each for each in sources.lake.snapshots(connection.org_id) if each.as_of < after.as_of]
    if not before:
        raise UsageError(
            f"{name} has no snapshot before {after.id}, so there is nothing to compare it with.",
            f"Read it again on another day: seatwise refresh {name}",
        )
    return before[-1], after


def read_changes(
    name: str,
    sources: Sources,
    *,
    earlier: str | None = None,
    later: str | None = None,
    question: Question = Question(),
) -> tuple[Changes, UserPage]:
    """What moved between two snapshots of an org, and a page of the users who did.

    The snapshots may be named in either order: the first is what the second is compared with.

    Raises:
        UsageError: there is no such org, snapshot or change, or only one snapshot.
        Corrupt: a file of a snapshot cannot be trusted.
    """
    if question.change and question.change not in CHANGES:
        raise UsageError(f"There is no change {question.change!r}.", f"There are: {', '.join(CHANGES)}.")
    before, after = two_snapshots(name, earlier, later, sources)
    changes = changes_of(
        _license_changes(name, before, after, sources),
        sources.engine.between(USER_CHANGE_COUNTS, before, after, {}),
        before,
        after,
        org=name,
        currency=sources.connections.get(name).currency,
    )
    return changes, _page(before, after, sources, question)


def every_user(before: Snapshot, after: Snapshot, sources: Sources, question: Question) -> Iterator[Row]:
    """Every user whom a question asks for, read page by page, whatever its limit."""
    asked = replace(question, limit=MOST)
    while True:
        page = _page(before, after, sources, asked)
        yield from page.rows
        if not page.more:
            return
        asked = replace(asked, after=last_of(page.rows))


def last_of(rows: Iterable[Row]) -> After:
    """The place behind which the next page goes on."""
    *_, last = rows
    return After(str(last["place"]), str(last["user_id"]), str(last["change"]))


def _read_before(connection: Connection) -> Connection:
    if not connection.org_id:
        raise UsageError(
            f"{connection.name} has never been read.", f"Read it first: seatwise refresh {connection.name}"
        )
    return connection


def _license_changes(name: str, before: Snapshot, after: Snapshot, sources: Sources) -> list[Row]:
    """Each side priced as of its own snapshot's day."""
    unread = [
        (side, kind.value)
        for side, snapshot in (("earlier", before), ("later", after))
        for kind in sorted(unread_kinds(snapshot.gaps))
    ]
    inputs = {
        "earlier_license": _relation(license_rows(before, sources.engine, sources.book, name)),
        "later_license": _relation(license_rows(after, sources.engine, sources.book, name)),
        "unread_kind": InputTable(
            {"side": ("VARCHAR", [side for side, _ in unread]), "kind": ("VARCHAR", [kind for _, kind in unread])}
        ),
    }
    return sources.engine.between(LICENSE_CHANGES, before, after, inputs)


def _relation(rows: list[Row]) -> InputTable:
    return InputTable({name: (kind, [row[name] for row in rows]) for name, kind in _LICENSE_TYPES.items()})


def _page(before: Snapshot, after: Snapshot, sources: Sources, question: Question) -> UserPage:
    """A page of users; what cannot be known of both snapshots is not told of anybody."""
    unread = unread_changes(before, after)
    told = [change for change in CHANGES if change not in unread and question.change in ("", change)]
    last = question.after
    inputs = {
        "asked": InputTable(
            {
                "after_place": ("VARCHAR", [last and last.place]),
                "after_id": ("VARCHAR", [last and last.user_id]),
                "after_change": ("VARCHAR", [last and last.change]),
                "rows": ("BIGINT", [question.limit + 1]),
            }
        ),
        "told": InputTable({"change": ("VARCHAR", told)}),
        "word": InputTable({"word": ("VARCHAR", question.text.lower().split())}),
    }
    rows = sources.engine.between(USER_CHANGE_PAGE, before, after, inputs)
    return UserPage(tuple(rows[: question.limit]), more=len(rows) > question.limit)
