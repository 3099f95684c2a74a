"""Every org at a glance: whether it answers, when it was last read, what it costs."""

from dataclasses import dataclass

from seatwise.app.report import Sources, read_licenses
from seatwise.domain.errors import LakeError, UsageError
from seatwise.domain.orgs import Connection
from seatwise.views.panel import Panel


@dataclass(frozen=True)
class OrgGlance:
    """One org.

    Attributes:
        connection: how it is reached, and its state.
        panel: the Licenses panel of its latest snapshot; None when there is none, or it cannot be read.
        trouble: why the snapshot cannot be read, if so.
    """

    connection: Connection
    panel: Panel | None
    trouble: str = ""


def overview(sources: Sources) -> list[OrgGlance]:
    """Every org, by name. One that cannot be read does not hide the others."""
    return [_glance(connection, sources) for connection in sources.connections.all()]


def _glance(connection: Connection, sources: Sources) -> OrgGlance:
    try:
        return OrgGlance(connection, read_licenses(connection.name, sources))
    except UsageError:
        return OrgGlance(connection, None)
    except LakeError as error:
        return OrgGlance(connection, None, str(error))
