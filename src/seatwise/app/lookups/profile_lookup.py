"""Which licenses and profiles are meant by what a person typed: of those that active users have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from seatwise.app.inputs import rows_of
from seatwise.app.report_context import ReportContext
from seatwise.domain.errors import UsageError
from seatwise.domain.ids import id_or_none
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.metrics.profiles.profile_processes import PROCESSES, PROFILE_PROCESSES
from seatwise.metrics.profiles.profile_tree import NO_BUCKET
from seatwise.metrics.profiles.profiles import NO_NAMES, PROFILES, UNKNOWN_LICENSE
from seatwise.metrics.query import Row
from seatwise.metrics.selection import is_in
from seatwise.panels.declaration.params import ParamValue
from seatwise.sources.needs import unmet_needs

NONE = "none"  # users without a profile
_COLUMNS = {  # by which each is known
    "profile": ("profile", "profile_id"),
    "license": ("license_key", "license", "license_id"),
    "bucket": ("bucket",),
}
_USERS = frozenset(("User", "User.IsActive", "User.ProfileId"))
_LICENSES = _USERS.union(PROFILES.known_column("bucket").reads)
_NEEDS = {  # without which nobody knows who has it
    "profile": _USERS | {"Profile", "Profile.Name"},
    "license": _LICENSES,
    "bucket": _LICENSES,
    "profile or license": _LICENSES | {"Profile", "Profile.Name"},
}
_BUCKETS = {bucket.value.casefold() for bucket in Bucket}
_LISTED = 5  # of the names that there are, where none is near


def license_keys(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The keys of the licenses with these keys, labels or ids. Raises UsageError: no active user has one."""
    return _once(str(row["license_key"]) for row in _all_meant(typed, "license", context))


def profile_ids(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles with these names or ids, of every license that has one of that name.

    Raises UsageError: no active user has such a profile; names the nearest.
    """
    return ids_of(_all_meant(typed, "profile", context))


def ids_of_licenses(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles of these licenses: an index of users has them, and no keys. Raises as `license_keys`."""
    return ids_of(_all_meant(typed, "license", context))


def ids_below(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles of a profile, license or bucket, by name, key or id. Raises UsageError: there is none."""
    _, rows = _below(str(typed), context)
    return ids_of(rows)


def name_below(typed: ParamValue, context: ReportContext) -> Mapping[str, str]:
    """The level (profile, license or bucket), key and label of what `ids_below` finds. Raises as it does."""
    level, rows = _below(str(typed), context)
    match level:
        case "profile":  # several may have one name
            key, label = (_id(rows[0]) if len(rows) == 1 else rows[0]["profile"]), rows[0]["profile"]
        case "license":
            key, label = rows[0]["license_key"], rows[0]["license"]
        case _:
            key = label = rows[0]["bucket"]
    return {"level": level, "key": str(key), "label": str(label)}


def profile_label(typed: str, context: ReportContext) -> str:
    """The name of the profile that `profile_ids` finds. Raises as it does."""
    found = _meant(rows_of(PROFILES, context), typed, "profile", context)
    return str(found[0]["profile"]) if found else typed  # nobody is without a profile


def license_label(typed: str, context: ReportContext) -> str:
    """The label of the license that `license_keys` finds. Raises as it does."""
    return str(_meant(rows_of(PROFILES, context), typed, "license", context)[0]["license"])


def process_label(typed: str, context: ReportContext) -> str:
    """The name of the business process that `ids_in_processes` finds. Raises as it does."""
    return str(_in_process(typed, context)[0]["process"])


def _below(typed: str, context: ReportContext) -> tuple[str, Sequence[Row]]:
    rows = rows_of(PROFILES, context)
    typed = UNKNOWN_LICENSE if typed == NO_BUCKET else typed
    for level, columns in _COLUMNS.items():
        if found := _named(rows, typed, columns):
            return level, found
    what = "bucket" if typed.strip().casefold() in _BUCKETS else "profile" if typed == NONE else "profile or license"
    meant = _meant(rows, typed, what, context)
    if not meant:
        raise UsageError("No user is without a profile.", "Choose a profile, a license or a bucket.")
    return what, meant


def ids_in_processes(typed: ParamValue, context: ReportContext) -> tuple[str, ...]:
    """The ids of the profiles that work in these business processes, by id or name.

    Raises UsageError: no profile works in one of them; names the nearest.
    """
    return _once(str(row["profile_id"]) for each in _texts(typed) for row in _in_process(each, context))


def _in_process(typed: str, context: ReportContext) -> Sequence[Row]:
    by_id = rows_of(PROFILE_PROCESSES, context, is_in("process_id", typed))
    every = by_id or rows_of(PROFILE_PROCESSES, context)
    found = by_id or [row for row in every if str(row["process"]).casefold() == typed.strip().casefold()]
    if found:
        return found
    if unmet_needs((context.snapshot,)) & {*PROCESSES, *PROFILE_PROCESSES.known_column("process").reads}:
        raise UsageError(
            f"Whether a profile works in the business process {typed[:80]!r} is not known.",
            "The Business processes panel says what could not be read.",
        )
    near = suggestions(typed, sorted({str(row["process"]) for row in every}))
    raise UsageError(f"No profile works in the business process {typed[:80]!r}.", did_you_mean(near))


def _texts(typed: ParamValue) -> Sequence[str]:
    return typed if isinstance(typed, tuple) else (str(typed),)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def ids_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The ids of the profiles in rows that have one each; `none` of users without."""
    return _once(map(_id, rows))


def _id(row: Row) -> str:
    return NONE if row["profile_id"] is None else str(row["profile_id"])


def _all_meant(typed: ParamValue, what: str, context: ReportContext) -> Iterator[Row]:
    rows = rows_of(PROFILES, context)
    for each in _texts(typed):
        yield from _meant(rows, each, what, context)


def _meant(rows: Sequence[Row], typed: str, what: str, context: ReportContext) -> list[Row]:
    columns = _COLUMNS.get(what, _COLUMNS["profile"])
    if typed == NONE and what == "profile":
        return [row for row in rows if row["profile_id"] is None]
    if found := _named(rows, typed, columns):
        return found
    named = f"{'a license of the bucket' if what == 'bucket' else f'the {what}'} {typed[:80]!r}"
    if unmet_needs((context.snapshot,)) & _NEEDS[what]:
        raise UsageError(
            f"Whether an active user has {named} is not known: not everything could be read.",
            "The Profiles panel says what could not be read.",
        )
    listed = [str(row[column]) for column in columns if not column.endswith("_id") for row in rows if row[column]]
    names = [name for name in dict.fromkeys(listed) if name not in NO_NAMES]
    near = suggestions(typed, names)
    some = ", ".join(names[:_LISTED]) or "none"
    hint = f"Nearest: {', '.join(near)}." if near else f"There are{', among others' * (len(names) > _LISTED)}: {some}."
    raise UsageError(f"No active user has {named}.", hint)


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
