"""Whether the checkbox of a feature license is hidden. One that no snapshot has is of a feature that the org lacks."""

from collections.abc import Iterable

from seatwise.app.snapshot_ports import SnapshotWriter
from seatwise.domain.gaps import Gap
from seatwise.sources.users import USER

_FEATURES = tuple(field.name for field in USER.fields if field.feature)


def hidden_features(writer: SnapshotWriter, gaps: Iterable[Gap]) -> list[Gap]:
    """A gap for each checkbox that no user shows now and that the snapshot before has, or has a gap for."""
    filled = writer.filled(USER, _FEATURES)
    if filled is None:
        return []
    gone = set(_FEATURES) - filled - _columns(gaps)
    had = _had(writer) if gone else frozenset()
    return [_gap(name) for name in _FEATURES if name in gone & had]


def _had(writer: SnapshotWriter) -> frozenset[str]:
    """The checkboxes that the org had by the latest snapshot with users."""
    for snapshot in writer.before():
        filled = writer.filled(USER, _FEATURES, of=snapshot)
        if filled is not None:
            return filled | _columns(snapshot.gaps)
    return frozenset()


def _columns(gaps: Iterable[Gap]) -> frozenset[str]:
    return frozenset(gap.column for gap in gaps if gap.table == USER.name and gap.column)


def _gap(name: str) -> Gap:
    reason = f"{USER.sobject}.{name} is hidden from this user, or the org does not have it any more."
    return Gap(USER.name, name, reason, "", "INVALID_FIELD")
