"""Run a panel: from what a person chose to a result that any format can write, or to the SQL that returns it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from seatwise.app.entry_gaps import with_entry_gaps
from seatwise.app.inputs import input_table, query_of, rows_of
from seatwise.app.lookups.profile_lookup import name_below
from seatwise.app.report_context import ReportContext, ReportSources, known_org
from seatwise.app.reports.cursor import Cursor, list_digest
from seatwise.app.reports.panel_gaps import panel_gaps
from seatwise.app.reports.panel_lookups import found_values
from seatwise.app.reports.panel_queries import PanelQueries
from seatwise.domain.connection import Connection
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.gaps import SNAPSHOT, Gap
from seatwise.domain.period import DAYS, Period
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot
from seatwise.metrics.query import InputTable
from seatwise.panels.declaration.panel import FactTable, Panel, Shape, Span
from seatwise.panels.declaration.params import MOST_ROWS, Kind, Params, parse
from seatwise.panels.declaration.result import ALL, Result, Row, Section
from seatwise.panels.users import USERS

_NEVER = datetime.min.replace(tzinfo=UTC)


def run_panel(
    panel: Panel,
    given: Mapping[str, object],
    sources: ReportSources,
    *,
    org: str | Connection = "",
    every_row: bool = False,
) -> Result:
    """The result of a panel for what was given, as typed. Of a list, one page, or `every_row` as it is written.

    `org` is its name, or its connection; empty for panels over all orgs. Raises UsageError: there is no such org,
    snapshot, parameter, value or column; Corrupt: a file of the snapshot cannot be trusted.
    """
    return run_queries(panel_queries(panel, given, sources, org=org), sources, every_row=every_row)


def run_queries(queries: PanelQueries, sources: ReportSources, *, every_row: bool = False) -> Result:
    """The result of the queries of a panel. Raises as `run_panel` does."""
    panel = queries.panel
    rows, count, after = _rows(queries, sources, every_row=every_row)
    snapshots = [context.snapshot for context in queries.contexts]
    one = panel.span is not Span.ORGS
    if one:
        latest = snapshots[-1] if snapshots else None
    else:
        latest = max(snapshots, key=lambda snapshot: snapshot.as_of, default=None)
    filtered = _is_filtered(panel, queries.params)
    unsure = filtered and any(sources.engine.query(each).rows for each in queries.may_match(1))
    totals = _totals(queries, sources, count, unsure=unsure)
    lists_all = not (totals and totals[-1].get("is_partial"))
    return Result(
        panel=panel,
        params=queries.params,
        org=queries.org,
        currency=queries.contexts[-1].connection.currency if queries.contexts and one else "",
        snapshot=latest.id if latest and one else "",
        as_of=latest.as_of if latest else _NEVER,
        as_of_set_by_hand=bool(latest and one and latest.as_of_set_by_hand),
        about=_about(queries),
        rows=rows,
        totals=totals,
        sections=tuple(
            Section(table, tuple(rows_of(table.metric, context)), panel_gaps(table, [context]))
            for context in queries.contexts[-1:]
            for table in panel.facts
        ),
        gaps=(
            *panel_gaps(panel, queries.contexts, {need for each in queries.matches.values() for need in each.needs}),
            *_left_out(queries),
        ),
        gaps_by_snapshot=_gaps_by_snapshot(panel, queries.contexts),
        unknown=queries.unknown,
        count=count,
        after=after,
        filtered=filtered,
        unsure=unsure or (filtered and not lists_all),
    )


def panel_queries(
    panel: Panel, given: Mapping[str, object], sources: ReportSources, *, org: str | Connection
) -> PanelQueries:
    """The queries of a panel, for what a person chose. Raises as `run_panel` does."""
    params, damaged = parse(panel.all_params, given), dict[str, str]()
    days = params.get("period")
    days = days if isinstance(days, int) else DAYS
    contexts = tuple(
        ReportContext(connection, snapshot, Period(snapshot.as_of, days), sources)
        for connection, snapshot in _snapshots(panel, params, sources, org, damaged)
    )
    found, matches = found_values(panel, params, contexts)
    if panel.key:
        contexts = tuple(replace(context, texts={"key": str(found[panel.key.name])}) for context in contexts)
    subject = name_below(params[panel.key.name], contexts[0]) if panel.key and panel.subject else {}
    name = org.name if isinstance(org, Connection) else org
    queries = PanelQueries(panel, found, contexts, name, subject=subject, matches=matches)
    return _trusted(queries, sources, damaged) if panel.span in (Span.EVERY, Span.ORGS) else queries


def explain_script(
    panel: Panel,
    given: Mapping[str, object],
    sources: ReportSources,
    *,
    org: str,
    totals: bool = False,
    table: FactTable | None = None,
) -> str:
    """A script that returns the panel's rows, with the names and values of its JSON.

    `given` are its parameters, as typed; without any, every row there is, hidden ones too. With `totals`, its totals;
    with a `table` of a detail panel, the rows of that one.
    Raises UsageError: there is no such org, snapshot or parameter, no totals, or it is not said which thing a detail
    panel is of.
    """
    chosen = dict(given) or {param.name: True for param in panel.params if param.hides}
    queries = panel_queries(panel, chosen, sources, org=org)
    query = queries.totals() if totals else queries.rows()
    if table:
        query = query_of(table.metric, queries.contexts[-1])
    if query is None:
        raise UsageError(f"{panel.title} has no totals.", f"Its rows: seatwise explain {panel.name} --sql")
    return sources.engine.script(query)


def _snapshots(
    panel: Panel, params: Params, sources: ReportSources, org: str | Connection, damaged: dict[str, str]
) -> Iterator[tuple[Connection, Snapshot]]:
    """The snapshots that the panel reads; of every snapshot or org, those that cannot be read are noted as damaged."""
    storage = sources.storage
    if panel.span is Span.ORGS:
        for connection in sources.connections.all():
            if connection.org_id:
                try:
                    latest = storage.snapshot(connection.org_id)
                    yield from ((connection, one) for one in with_entry_gaps(connection.name, [latest], sources.book))
                except Corrupt as error:
                    damaged[connection.name] = str(error)
                except UsageError:  # never read: it does not hide the others
                    continue
        return
    connection = known_org(org, sources)
    org_id = connection.org_id
    match panel.span:
        case Span.ONE:
            since = Cursor.parse(str(params["after"])).snapshot if params.get("after") else None
            found = [storage.snapshot(org_id, _text(params, "snapshot") or since)]
        case Span.TWO:
            later = storage.snapshot(org_id, _text(params, "later"))
            found = [_earlier(later, _text(params, "earlier"), sources, connection.name), later]
        case Span.EVERY:
            storage.snapshot(org_id)  # says what to do where there is none
            damaged.update(storage.damaged(org_id))
            found = sorted(storage.snapshots(org_id), key=lambda snapshot: snapshot.as_of)
    yield from ((connection, snapshot) for snapshot in with_entry_gaps(connection.name, found, sources.book))


def _earlier(later: Snapshot, typed: str | None, sources: ReportSources, org: str) -> Snapshot:
    """The snapshot to compare with: by default the one before. If that is damaged it is not silently an older one."""
    if typed:
        return sources.storage.snapshot(later.org_id, typed)
    before = [each for each in sources.storage.snapshots(later.org_id) if each.as_of < later.as_of]
    damaged = [found for found in sources.storage.damaged(later.org_id) if found[0] < later.id]
    if damaged and (not before or before[-1].id < damaged[-1][0]):
        name, problem = damaged[-1]
        hint = f"Compare with another one: seatwise changes --org {org} --earlier {before[-1].id}" if before else ""
        raise Corrupt(f"The snapshot before {later.id}, {name}, is damaged. {problem}", hint)
    if not before:
        raise UsageError(
            f"{org} has no snapshot before {later.id}, so there is nothing to compare it with.",
            f"Refresh it on another day: seatwise refresh {org}",
        )
    return before[-1]


def _trusted(queries: PanelQueries, sources: ReportSources, damaged: dict[str, str]) -> PanelQueries:
    """The queries without the snapshots whose files cannot be trusted: one of them does not hide the others."""
    orgs = queries.panel.span is Span.ORGS
    trusted = []
    for context in queries.contexts:
        try:
            sources.engine.query(queries.part(context))
        except Corrupt as error:
            damaged[context.org if orgs else context.snapshot.id] = str(error)
        else:
            trusted.append(context)
    tables = {"connection": _connections(sources, damaged)} if orgs else {}
    return replace(queries, contexts=tuple(trusted), tables=tables, damaged=damaged)


def _connections(sources: ReportSources, damaged: Mapping[str, str]) -> InputTable:
    """Every org that is known, whether it was read or not."""
    return input_table(
        sources.connections.all(),
        org=("VARCHAR", lambda each: each.name),
        org_id=("VARCHAR", lambda each: each.org_id or None),
        status=("VARCHAR", lambda each: each.status.value),
        cause=("VARCHAR", lambda each: each.cause or None),
        currency=("VARCHAR", lambda each: each.currency),
        trouble=("VARCHAR", lambda each: damaged.get(each.name)),
    )


def _rows(queries: PanelQueries, sources: ReportSources, *, every_row: bool) -> tuple[Any, int | None, str | None]:
    """The rows, how many there are on all pages, and where the next page begins.

    Of `every_row`, the first page is read at once: what cannot be done is said before a file is begun.
    """
    if queries.panel.shape is not Shape.LIST:
        rows = sources.engine.query(queries.rows()).rows
        return rows, len(rows), None
    if every_row:
        rows, count, after = _page(queries, sources, MOST_ROWS, None)
        return _every_page(rows, after, queries, sources), count, None
    limit = queries.params["limit"]
    assert isinstance(limit, int)
    cursor = Cursor.parse(str(queries.params["after"])) if queries.params["after"] else None
    return _page(queries, sources, limit, cursor)


def _totals(queries: PanelQueries, sources: ReportSources, count: int | None, *, unsure: bool) -> tuple[Row, ...]:
    """The totals; of a list that is read page by page, the count of its rows, which came with the page.

    `unsure`: others may match the filter, and nobody knows how many.
    """
    totals = queries.panel.totals
    if totals and totals.counts_pages:
        group, counted, *left_out = (column.name for column in totals.columns)
        total = {group: ALL, counted: count, **dict.fromkeys(left_out, None if unsure else 0)}
        return ({name: None if name in queries.unknown else value for name, value in total.items()},)
    query = queries.totals()
    return tuple(sources.engine.query(query).rows) if query else ()


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
    found = sources.engine.query(queries.rows(limit + 1, start))
    rows, last = found.rows[:limit], found.rows[limit - 1 : limit]
    after = None
    if len(found.rows) > limit:
        value, number = last[0]["sort_value"], last[0]["number"]
        after = Cursor(snapshot, digest, None if value is None else str(value), int(str(number))).text
    return rows, found.count, after


def _every_page(rows: Sequence[Row], after: str | None, queries: PanelQueries, sources: ReportSources) -> Iterator[Row]:
    """The rows of the first page and of all others, which are read as they are wanted."""
    yield from rows
    while after is not None:
        rows, _, after = _page(queries, sources, MOST_ROWS, Cursor.parse(after))
        yield from rows


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
    if queries.subject:
        about["of"] = queries.subject
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


def _left_out(queries: PanelQueries) -> Iterator[Gap]:
    """The damaged snapshots, of a panel with a row each; one with a row per org says it in the row."""
    if queries.panel.span is Span.EVERY:
        for name, problem in queries.damaged.items():
            yield Gap(SNAPSHOT, name, problem, "")


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
