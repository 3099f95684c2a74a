"""Actors as a file: export those of a snapshot, import a file in their stead, and forget the import."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from seatwise.app.inputs import in_utc, rows_of
from seatwise.app.report_context import ReportSources, known_org, report_context
from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.usage_actors import Entry, actors_text, parse_actors
from seatwise.metrics.actors.actors import ACTORS, UNKNOWN_IDS
from seatwise.metrics.query import InputTable, Query
from seatwise.sources.activity import CREATED, MODIFIED, RECORD_TOUCH
from seatwise.sources.rights import RECORD_TYPE
from seatwise.sources.users import USER

_USER, _RECORD_TYPE = "user", "record type"


@dataclass(frozen=True)
class Taken:
    """What was taken from a file."""

    snapshot: Snapshot  # the one that has these actors now
    entries: int
    users: int
    unknown_users: tuple[str, ...]  # ids that are not in the snapshot; imported, as they may have been deleted
    unknown_record_types: tuple[str, ...]  # the same
    not_compared: tuple[str, ...]  # tables that the snapshot lacks, so that nobody can tell


def export_actors(name: str, sources: ReportSources, *, snapshot_id: str | None = None) -> tuple[str, Snapshot]:
    """The actors of a snapshot as the text of `usage-actors.json`, and the snapshot.

    Raises UsageError: there is no such org or snapshot, or it knows of no actors; Corrupt: a file cannot be trusted.
    """
    snapshot = _snapshot(name, sources, snapshot_id)
    if RECORD_TOUCH.name not in snapshot.tables:
        gap = next((gap for gap in snapshot.gaps if (gap.table, gap.column) == (RECORD_TOUCH.name, None)), None)
        raise UsageError(
            f"Snapshot {snapshot.id} has no record activity. {gap.reason if gap else ''}".strip(),
            f"{gap.remedy if gap else ''} Then refresh again: seatwise refresh {name}".strip(),
        )
    by_key: dict[tuple[str, str | None], dict[str, set[str]]] = {}
    context = report_context(name, sources, snapshot_id=snapshot.id)
    for row in rows_of(ACTORS, context):
        record_type = None if row["record_type"] is None else str(row["record_type"])
        touched = by_key.setdefault((str(row["sobject"]), record_type), {CREATED: set(), MODIFIED: set()})
        touched[str(row["touch"])].add(str(row["user_id"]))
    entries = [Entry(*key, frozenset(found[MODIFIED]), frozenset(found[CREATED])) for key, found in by_key.items()]
    return actors_text(entries), snapshot


def import_actors(
    name: str, content: bytes, sources: ReportSources, *, clock: Callable[[], datetime], snapshot_id: str | None = None
) -> Taken:
    """Take a `usage-actors.json` as the source of a snapshot's actors, instead of what was read; all of it or nothing.

    The file does not tell its period: it is taken to be the snapshot's. Raises UsageError: there is no such org or
    snapshot, or the file is not usable, and where; StorageError: it cannot be stored, and the actors are as before.
    """
    entries = parse_actors(content)
    snapshot = _snapshot(name, sources, snapshot_id)
    unknown = _unknown(entries, snapshot, sources)
    imported = sources.storage.import_actors(snapshot, _touches(entries, snapshot.as_of), taken_at=clock())
    return Taken(
        imported,
        len(entries),
        len(_users(entries)),
        tuple(one for kind, one in unknown if kind == _USER),
        tuple(one for kind, one in unknown if kind == _RECORD_TYPE),
        tuple(table.name for table in (USER, RECORD_TYPE) if table.name not in snapshot.tables),
    )


def forget_actors(name: str, sources: ReportSources, *, snapshot_id: str | None = None) -> Snapshot:
    """Take an import back: the actors are again those that were read. Raises UsageError: no file was taken."""
    return sources.storage.forget_actors(known_org(name, sources).org_id, snapshot_id)


def _snapshot(name: str, sources: ReportSources, snapshot_id: str | None) -> Snapshot:
    return sources.storage.snapshot(known_org(name, sources).org_id, snapshot_id)


def _unknown(entries: tuple[Entry, ...], snapshot: Snapshot, sources: ReportSources) -> list[tuple[str, str]]:
    """(kind, id) of what the snapshot does not have, as far as it could read them."""
    ids = [(_USER, one) for one in _users(entries) if USER.name in snapshot.tables]
    if RECORD_TYPE.name in snapshot.tables:
        ids += [(_RECORD_TYPE, kind) for kind in sorted({each.record_type for each in entries if each.record_type})]
    table = InputTable({"kind": ("VARCHAR", [kind for kind, _ in ids]), "id": ("VARCHAR", [one for _, one in ids])})
    rows = sources.engine.query(Query(UNKNOWN_IDS, (snapshot,), {"file_id": table})).rows
    return [(str(row["kind"]), str(row["id"])) for row in rows]


def _users(entries: tuple[Entry, ...]) -> list[str]:
    return sorted(frozenset().union(*(entry.modifiers | entry.creators for entry in entries)))


def _touches(entries: tuple[Entry, ...], as_of: datetime) -> InputTable:
    """The rows of `RECORD_TOUCH`. The file does not say when: at the snapshot's moment, they count in any period."""
    rows = sorted(
        (entry.sobject, entry.record_type or "", user, touch)
        for entry in entries
        for touch, users in ((CREATED, entry.creators), (MODIFIED, entry.modifiers))
        for user in users
    )
    return InputTable(
        {
            "SobjectType": ("VARCHAR", [row[0] for row in rows]),
            "RecordTypeId": ("VARCHAR", [row[1] or None for row in rows]),
            "UserId": ("VARCHAR", [row[2] for row in rows]),
            "Touch": ("VARCHAR", [row[3] for row in rows]),
            "Records": ("BIGINT", [None] * len(rows)),
            "LastDate": ("TIMESTAMP", [in_utc(as_of)] * len(rows)),
        }
    )
