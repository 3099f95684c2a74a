"""What would fix a gap: a permission that the connected user lacks; or nothing, where the org does not offer it.

An org refuses what it does not have as it refuses what it hides. What every org has, and what an earlier snapshot has,
is hidden; and whoever refuses a field of a tracked object has the object.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from seatwise.domain.gaps import NOT_OFFERED, Gap
from seatwise.sources.activity import RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.registry import by_table
from seatwise.sources.source import Source

Has = Callable[[str], bool | None]
"""Whether the connected user has a permission; None: not known."""

Had = Callable[[Source, str | None], bool]
"""Whether an earlier snapshot of the org has a source, or a field or tracked object of it, named as in a `Gap`."""

# How an org refuses an object or field that it does not have. It refuses a hidden one in the same way.
_NO_FIELD = "INVALID_FIELD"
_ABSENT = frozenset({"INVALID_TYPE", _NO_FIELD, "NOT_FOUND"})
_TOUCHES = ", ".join(
    field.name for field in TOUCHED_RECORD.fields if field.name.startswith(("Created", "LastModified"))
)


def _never(_source: Source, _column: str | None) -> bool:
    return False


def remedy(source: Source, column: str | None, code: str, has: Has, had: Had = _never) -> str:
    """What would show more of a source, or of a `column` of it (as in `Gap`), after the org's error `code`.

    It names a permission only where the user lacks it, or may lack it, as `has` looks it up.
    """
    if source.field_security and column in {field.name for field in source.fields}:
        return f"Give the connected user access to the field {column} of {source.sobject}."
    if refuses_fields(source, code):
        return f"Give the connected user access to the fields {_TOUCHES} of {column}."
    permissions = (source.permission, *source.instead)
    found = [has(permission) for permission in permissions]
    if True in found:
        if code in _ABSENT and had(source, column):
            return (
                "An earlier snapshot of this org has it, and the connected user has the permission for it. "
                "Ask the org's administrator what has changed."
            )
        if code in _ABSENT and _may_be_absent(source, column):
            return NOT_OFFERED
        return "The connected user has the permission for it. Ask the org's administrator why that is not enough."
    names = " or ".join(permissions)
    if None in found:
        return f"Check that the connected user has the permission {names}."
    return f"Give the connected user the permission {names}."


def refuses_fields(source: Source, code: str) -> bool:
    """Whether a tracked object is there, and only fields of it could not be read: who touched it, and when."""
    return source is RECORD_TOUCH and code == _NO_FIELD


def _may_be_absent(source: Source, column: str | None) -> bool:
    """Whether there are orgs without it."""
    return not source.in_every_org or any(field.when_visible for field in source.fields if field.name == column)


def with_remedies(gaps: Iterable[Gap], has: Has, had: Had = _never) -> list[Gap]:
    """The gaps, each with a remedy; those that have one keep it."""
    return [_with_remedy(gap, has, had) for gap in gaps]


def _with_remedy(gap: Gap, has: Has, had: Had) -> Gap:
    source = by_table(gap.table)
    if gap.remedy or source is None:
        return gap
    return replace(gap, remedy=remedy(source, gap.column, gap.code, has, had))
