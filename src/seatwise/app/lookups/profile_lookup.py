"""Which licenses and profiles are meant by what a person typed: of those that active users have."""

from collections.abc import Iterable, Sequence

from seatwise.app.inputs import query_of
from seatwise.app.report_context import ReportContext
from seatwise.domain.errors import UsageError
from seatwise.domain.ids import id_or_none
from seatwise.domain.suggestions import suggestions
from seatwise.metrics.profiles.profiles import NO_NAMES, PROFILES
from seatwise.metrics.query import Row
from seatwise.panels.declaration.params import ParamValue
from seatwise.sources.needs import unmet_needs

NONE = "none"  # users without a profile
_LICENSE = ("license_key", "license", "license_id")
_PROFILE = ("profile", "profile_id")
_HELD = frozenset(("User", "User.IsActive", "User.ProfileId", "Profile.UserLicenseId"))  # who has which license
_LISTED = 5  # of the names that there are, where none is near


def license_keys(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The keys of the licenses with these keys, labels or ids. Raises UsageError: no active user has one."""
    rows = _profiles(context)
    return _once(
        str(row["license_key"]) for each in _texts(typed) for row in _meant(rows, each, _LICENSE, "license", context)
    )


def profile_ids(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles with these names or ids, of every license that has one of that name.

    Raises UsageError: no active user has such a profile; names the nearest.
    """
    rows = _profiles(context)
    return _ids(row for each in _texts(typed) for row in _meant(rows, each, _PROFILE, "profile", context))


def ids_of_licenses(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles of these licenses: an index of users has them, and no keys. Raises as `license_keys`."""
    rows = _profiles(context)
    return _ids(row for each in _texts(typed) for row in _meant(rows, each, _LICENSE, "license", context))


def ids_below(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles of a profile, license or bucket, by name, key or id. Raises UsageError: there is none."""
    rows, text = _profiles(context), str(typed)
    for columns in (_PROFILE, _LICENSE, ("bucket",)):
        if found := _named(rows, text, columns):
            return _ids(found)
    return _ids(_meant(rows, text, _PROFILE, "profile", context))


def _profiles(context: ReportContext) -> Sequence[Row]:
    return context.sources.engine.query(query_of(PROFILES, context)).rows


def _texts(typed: ParamValue) -> Sequence[str]:
    return typed if isinstance(typed, tuple) else (str(typed),)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return _once(NONE if row["profile_id"] is None else str(row["profile_id"]) for row in rows)


def _meant(rows: Sequence[Row], typed: str, columns: Sequence[str], what: str, context: ReportContext) -> list[Row]:
    if typed == NONE and what == "profile":
        return [row for row in rows if row["profile_id"] is None]
    if found := _named(rows, typed, columns):
        return found
    if unmet_needs((context.snapshot,)) & _HELD:
        raise UsageError(
            f"Whether an active user has the {what} {typed[:80]!r} is not known: not everything could be read.",
            "The Profiles panel says what could not be read.",
        )
    listed = [str(row[column]) for column in columns if not column.endswith("_id") for row in rows if row[column]]
    names = [name for name in dict.fromkeys(listed) if name not in NO_NAMES]
    near = suggestions(typed, names)
    some = ", ".join(names[:_LISTED]) or "none"
    hint = f"Nearest: {', '.join(near)}." if near else f"There are{', among others' * (len(names) > _LISTED)}: {some}."
    raise UsageError(f"No active user has the {what} {typed[:80]!r}.", hint)


def _named(rows: Sequence[Row], typed: str, columns: Sequence[str]) -> list[Row]:
    """The rows that one of the columns names, in any case; an id exactly, with 15 or 18 characters."""
    folded, record_id = typed.strip().casefold(), id_or_none(typed.strip())
    for column in columns:
        if column.endswith("_id"):
            found = [row for row in rows if record_id is not None and row[column] == record_id]
        else:
            found = [row for row in rows if folded and str(row[column] or "").casefold() == folded]
        if found:
            return found
    return []
