"""Run a panel: from what a person chose to a result that any format can write."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from seatwise.app.inputs import query_of
from seatwise.app.lookups.panel_lookups import found_values
from seatwise.app.report_context import ReportContext, ReportSources, known_org, report_context
from seatwise.app.reports.cursor import Cursor, list_digest
from seatwise.app.reports.panel_gaps import panel_gaps, unknown_columns
from seatwise.app.reports.panel_queries import PanelQueries
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.period import DAYS
from seatwise.domain.snapshots import ACTORS_FILE
from seatwise.metrics.query import InputTable
from seatwise.metrics.selection import Selection
from seatwise.panels.declaration.panel import Panel, Shape, Span
from seatwise.panels.declaration.params import MOST_ROWS, Kind, Params, parse
from seatwise.panels.declaration.result import Result, Row, Section
from seatwise.panels.users import USERS

_NEVER = datetime.min.replace(tzinfo=UTC)


def run_panel(
    panel: Panel, given: Mapping[str, object], sources: ReportSources, *, org: str = "", every_row: bool = False
) -> Result:
    """The result of a panel for what was given, as typed. Of a list, one page, or `every_row` as it is written.

    `org` is empty for panels over all orgs. Raises UsageError: there is no such org, snapshot, parameter, value or
    column; Corrupt: a file of the snapshot cannot be trusted.
    """
    return run_queries(panel_queries(panel, given, sources, org=org), sources, org=org, every_row=every_row)


def run_queries(queries: PanelQueries, sources: ReportSources, *, org: str = "", every_row: bool = False) -> Result:
    """The result of the queries of a panel. Raises as `run_panel` does."""
    panel = queries.panel
    rows, count, after = _rows(queries, sources, every_row=every_row)
    totals_query = queries.totals()
    snapshots = [context.snapshot for context in queries.contexts]
    one = panel.span is not Span.ORGS
    if one:
        latest = snapshots[-1] if snapshots else None
    else:
        latest = max(snapshots, key=lambda snapshot: snapshot.as_of, default=None)
    return Result(
        panel=panel,
        params=queries.params,
        org=org,
        currency=queries.contexts[-1].connection.currency if queries.contexts and one else "",
        snapshot=latest.id if latest and one else "",
        as_of=latest.as_of if latest else _NEVER,
        as_of_set_by_hand=bool(latest and one and latest.as_of_set_by_hand),
        about=_about(queries),
        rows=rows,
        totals=tuple(sources.engine.query(totals_query).rows) if totals_query else (),
        sections=tuple(_sections(queries, sources)),
        gaps=panel_gaps(panel, queries.contexts),
        gaps_by_snapshot=_gaps_by_snapshot(panel, queries.contexts),
        unknown=unknown_columns(panel, snapshots),
        count=count,
        after=after,
        filtered=_is_filtered(panel, queries.params),
    )


def panel_queries(panel: Panel, given: Mapping[str, object], sources: ReportSources, *, org: str) -> PanelQueries:
    """The queries of a panel, for what a person chose. Raises as `run_panel` does."""
    params = parse(panel.all_params, given)
    contexts = tuple(_contexts(panel, params, sources, org))
    found = found_values(panel, params, contexts)
    if panel.key:
        contexts = tuple(replace(context, texts={"key": str(found[panel.key.name])}) for context in contexts)
    queries = PanelQueries(panel, found, contexts)
    return _trusted(queries, sources) if panel.span in (Span.EVERY, Span.ORGS) else queries


def _trusted(queries: PanelQueries, sources: ReportSources) -> PanelQueries:
    """The queries without the snapshots whose files cannot be trusted: one of them does not hide the others."""
    orgs = queries.panel.span is Span.ORGS
    trusted, damaged = [], dict(_damaged(queries, sources))
    for context in queries.contexts:
        try:
            sources.engine.query(queries.part(context))
        except Corrupt as error:
            damaged[context.org if orgs else context.snapshot.id] = str(error)
        else:
            trusted.append(context)
    tables = {"connection": _connections(sources, damaged)} if orgs else {}
    return replace(queries, contexts=tuple(trusted), tables=tables, damaged=damaged)


def _damaged(queries: PanelQueries, sources: ReportSources) -> Iterator[tuple[str, str]]:
    """Snapshots, or latest snapshots of orgs, whose manifest cannot be read, and why."""
    if queries.panel.span is Span.EVERY:
        yield from sources.storage.damaged(queries.contexts[0].snapshot.org_id)
        return
    for connection in sources.connections.all():
        if connection.org_id:
            try:
                sources.storage.snapshot(connection.org_id)
            except Corrupt as error:
                yield connection.name, str(error)
            except UsageError:
                continue


def _connections(sources: ReportSources, damaged: Mapping[str, str]) -> InputTable:
    """Every org that is known, whether it was read or not."""
    known = list(sources.connections.all())
    return InputTable(
        {
            "org": ("VARCHAR", [each.name for each in known]),
            "org_id": ("VARCHAR", [each.org_id or None for each in known]),
            "status": ("VARCHAR", [each.status.value for each in known]),
            "cause": ("VARCHAR", [each.cause or None for each in known]),
            "currency": ("VARCHAR", [each.currency for each in known]),
            "trouble": ("VARCHAR", [damaged.get(each.name) for each in known]),
        }
    )


def _contexts(panel: Panel, params: Params, sources: ReportSources, org: str) -> Iterator[ReportContext]:
    """The snapshots that the panel reads."""
    days = params.get("period")
    days = days if isinstance(days, int) else DAYS
    match panel.span:
        case Span.ONE:
            since = Cursor.parse(str(params["after"])).snapshot if params.get("after") else None
            snapshot = _text(params, "snapshot") or since
            yield report_context(org, sources, snapshot_id=snapshot, days=days)
        case Span.TWO:
            for snapshot_id in _pair(params, sources, org):
                yield report_context(org, sources, snapshot_id=snapshot_id, days=days)
        case Span.EVERY:
            org_id = known_org(org, sources).org_id
            sources.storage.snapshot(org_id)  # says what to do where there is none
            found = sources.storage.snapshots(org_id)
            for each in sorted(found, key=lambda snapshot: snapshot.as_of):
                yield report_context(org, sources, snapshot_id=each.id, days=days)
        case Span.ORGS:
            yield from _of_each_org(sources, days)


def _of_each_org(sources: ReportSources, days: int) -> Iterator[ReportContext]:
    for connection in sources.connections.all():
        if connection.org_id:
            with suppress(UsageError, Corrupt):  # never read, or damaged: it does not hide the others
                yield report_context(connection.name, sources, days=days)


def _pair(params: Params, sources: ReportSources, org: str) -> tuple[str, str]:
    """The ids of the two snapshots: by default the latest and the one before it."""
    org_id = known_org(org, sources).org_id
    later = sources.storage.snapshot(org_id, _text(params, "later"))
    if earlier := _text(params, "earlier"):
        return sources.storage.snapshot(org_id, earlier).id, later.id
    before = [each for each in sources.storage.snapshots(org_id) if each.as_of < later.as_of]
    if not before:
        raise UsageError(
            f"{org} has no snapshot before {later.id}, so there is nothing to compare it with.",
            f"Refresh it on another day: seatwise refresh {org}",
        )
    return before[-1].id, later.id


def _rows(queries: PanelQueries, sources: ReportSources, *, every_row: bool) -> tuple[Any, int | None, str | None]:
    """The rows, how many there are on all pages, and where the next page begins."""
    if queries.panel.shape is not Shape.LIST:
        rows = sources.engine.query(queries.rows()).rows
        return rows, len(rows), None
    if every_row:
        return _every_page(queries, sources), None, None
    limit = queries.params["limit"]
    assert isinstance(limit, int)
    cursor = Cursor.parse(str(queries.params["after"])) if queries.params["after"] else None
    return _page(queries, sources, limit, cursor)


def _page(
    queries: PanelQueries, sources: ReportSources, limit: int, cursor: Cursor | None
) -> tuple[Sequence[Row], int | None, str | None]:
    *others, snapshot = [context.snapshot.id for context in queries.contexts]
    digest = list_digest(queries.order, queries.conditions, queries.params.get("period"), others)
    if cursor and cursor.snapshot != snapshot:
        raise UsageError(f"That page belongs to the snapshot {cursor.snapshot}.", "Start again from the first page.")
    if cursor and cursor.digest != digest:
        raise UsageError("That page belongs to another list.", "Start again from the first page.")
    start = (cursor.value, cursor.number) if cursor else None
    found = sources.engine.query(queries.rows(Selection(limit=limit + 1, after=start)))
    rows, last = found.rows[:limit], found.rows[limit - 1 : limit]
    after = None
    if len(found.rows) > limit:
        value, number = last[0]["sort_value"], last[0]["number"]
        after = Cursor(snapshot, digest, None if value is None else str(value), int(str(number))).text
    return rows, found.count, after


def _every_page(queries: PanelQueries, sources: ReportSources) -> Iterator[Row]:
    """The rows of all pages, read as they are wanted."""
    after: str | None = ""
    while after is not None:
        rows, _, after = _page(queries, sources, MOST_ROWS, Cursor.parse(after) if after else None)
        yield from rows


def _sections(queries: PanelQueries, sources: ReportSources) -> Iterator[Section]:
    for table in queries.panel.facts:
        context = queries.contexts[-1]
        rows = sources.engine.query(query_of(table.metric, context)).rows
        yield Section(table, tuple(rows), panel_gaps(table, [context]))


def _about(queries: PanelQueries) -> dict[str, object]:
    """What a file says at its top besides org, snapshot, moment and currency."""
    about: dict[str, object] = {}
    if "period" in queries.params and len(queries.contexts) == 1:
        snapshot = queries.contexts[0].snapshot
        days = queries.contexts[0].period.days
        about |= {"period_days": days, "actor_days": snapshot.actor_days(days), "read_days": snapshot.read_days}
        if snapshot.actors_from_file:
            about["actors_from"] = ACTORS_FILE
        elif snapshot.tracked_objects:
            about["tracked_objects"] = list(snapshot.tracked_objects)
    if queries.panel.span is Span.TWO:
        earlier = queries.contexts[0].snapshot
        about |= {"earlier": earlier.id, "earlier_as_of": earlier.as_of.isoformat()}
    if queries.panel.span is Span.EVERY:
        about["damaged_snapshots"] = len(queries.damaged)
    return about


def _gaps_by_snapshot(panel: Panel, contexts: Sequence[ReportContext]) -> dict[str, tuple[Gap, ...]]:
    if panel.span not in (Span.TWO, Span.EVERY):
        return {}
    found = {context.snapshot.id: panel_gaps(panel, [context]) for context in contexts}
    return {snapshot: gaps for snapshot, gaps in found.items() if gaps}


def _is_filtered(panel: Panel, params: Params) -> bool:
    """Whether a filter hides rows that there are."""
    filters = [
        param
        for param in panel.params
        if param.conditions and not param.hides and not param.chooses and param.kind is not Kind.CHOICE
    ]
    return any(params[param.name] not in (param.default, None, "", ()) for param in filters)


def _text(params: Params, name: str) -> str | None:
    value = params.get(name)
    return str(value) if value else None


def build_user_index(name: str, sources: ReportSources) -> None:
    """Make the index of an org's latest snapshot. Raises UsageError: there is no such org; Corrupt."""
    run_panel(USERS, {"limit": 1}, sources, org=name)
