"""Every org side by side: whether it answers, when it was last read, who holds seats, what it costs."""

from seatwise.app.place import place_of
from seatwise.app.report import Sources, read_licenses
from seatwise.domain.connection import Connection
from seatwise.domain.errors import StorageError, UsageError
from seatwise.domain.gaps import ROWS
from seatwise.domain.licenses import Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.window import DAYS
from seatwise.metrics.active_users import ACTIVE_USERS
from seatwise.metrics.organization import ORGANIZATION
from seatwise.views.overview import FIELDS, MONEY, Overview, overview_of
from seatwise.views.panel import Row
from seatwise.views.totals import TITLES


def overview(sources: Sources) -> Overview:
    """Every org by its latest snapshot. One that cannot be read does not hide the others."""
    return overview_of([_row(connection, sources) for connection in sources.connections.all()])


def _row(connection: Connection, sources: Sources) -> Row:
    told = {
        **dict.fromkeys(FIELDS),
        "org": connection.name,
        "org_id": connection.org_id,
        "status": connection.status.value,
        "cause": connection.cause,
        "currency": connection.currency,
        "gaps": 0,
        "trouble": "",
        "connection": connection,
    }
    try:
        return {**told, **_figures(connection, sources)}
    except UsageError:  # never read
        return told
    except StorageError as error:
        return {**told, "trouble": str(error)}


def _figures(connection: Connection, sources: Sources) -> Row:
    panel = read_licenses(connection.name, sources)
    place = place_of(connection.name, sources, panel.snapshot, DAYS)
    snapshot = place.snapshot
    organization = next(iter(sources.engine.once(ORGANIZATION, snapshot)), {})
    seats = next((total for total in panel.totals if total["group"] == TITLES[Kind.USER]), {})
    return {
        "organization": organization.get("name"),
        "sandbox": organization.get("is_sandbox"),
        "snapshot": snapshot.id,
        "as_of": snapshot.as_of,
        "users": _users(snapshot, sources),
        **{name: seats.get(name) for name in ("provisioned", "assigned")},
        **{name: panel.overall[name] for name in (*MONEY, "licenses", "unpriced")},
        "gaps": len({*snapshot.gaps, *panel.gaps, *place.gaps}),  # of whatever panel
    }


def _users(snapshot: Snapshot, sources: Sources) -> int | None:
    """Active users; None when some of them could not be seen."""
    hidden = {gap.column for gap in snapshot.gaps if gap.table == "user"}
    if "user" not in snapshot.tables or not hidden.isdisjoint({None, ROWS, "IsActive"}):
        return None
    (row,) = sources.engine.once(ACTIVE_USERS, snapshot)
    users = row["users"]
    return users if isinstance(users, int) else None
