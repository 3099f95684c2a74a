"""What would fix a gap: a permission that the reading user lacks; or nothing, where the org does not offer it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from seatwise.domain.gaps import NOT_OFFERED, Gap
from seatwise.sources.registry import by_table
from seatwise.sources.source import Source

Has = Callable[[str], bool | None]
"""Whether the reading user has a permission; None: not known."""

# How an org refuses an object or field that it does not have. It refuses a hidden one in the same way.
_ABSENT = frozenset({"INVALID_TYPE", "INVALID_FIELD", "NOT_FOUND"})


def remedy(source: Source, column: str | None, code: str, has: Has) -> str:
    """What would show more of a source, or of a `column` of it (as in `Gap`), after the org's error `code`.

    It names a permission only where the user lacks it, or may lack it, as `has` looks it up.
    """
    if source.field_security and column in {field.name for field in source.fields}:
        return f"Give the reading user access to the field {column} of {source.sobject}."
    permissions = (source.permission, *source.instead)
    found = [has(permission) for permission in permissions]
    if True in found:
        if code in _ABSENT:
            return NOT_OFFERED
        return "The reading user has the permission for it. Ask the org's administrator why that is not enough."
    names = " or ".join(permissions)
    if None in found:
        return f"Check that the reading user has the permission {names}."
    return f"Give the reading user the permission {names}."


def with_remedies(gaps: Iterable[Gap], has: Has) -> list[Gap]:
    """The gaps, each with a remedy; those that have one keep it."""
    return [_with_remedy(gap, has) for gap in gaps]


def _with_remedy(gap: Gap, has: Has) -> Gap:
    source = by_table(gap.table)
    if gap.remedy or source is None:
        return gap
    return replace(gap, remedy=remedy(source, gap.column, gap.code, has))
