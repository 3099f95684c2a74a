"""Looks up the license, profile or user that was typed, before a panel is run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs

from seatwise.app.inputs import rows_of
from seatwise.app.lookups import profile_lookup
from seatwise.app.lookups.license_lookup import are_all_listed, find_license, license_name
from seatwise.app.report_context import ReportContext
from seatwise.app.reports.panel_queries import Matches, PanelQueries
from seatwise.domain.errors import UsageError
from seatwise.domain.ids import id_or_none
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.domain.suggestions import did_you_mean
from seatwise.metrics.licenses.licenses import LICENSE_NAMES
from seatwise.metrics.profiles.profile_processes import PROFILE_PROCESSES
from seatwise.metrics.profiles.profiles import PROFILES
from seatwise.metrics.query import Row
from seatwise.metrics.users.users import USER_MATCHES, USER_SUGGESTIONS
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.declaration.params import Kind, Params, ParamValue, chosen_conditions, parse
from seatwise.panels.profiles import PROFILES as PANEL
from seatwise.panels.trends import EVERYTHING
from seatwise.sources.needs import unmet_needs

_FILTERS = tuple(param for param in PANEL.params if param.conditions and param.kind is not Kind.CHOICE)

Lookup = Callable[[ParamValue, ReportContext], ParamValue | Matches]


def license_key(typed: ParamValue, context: ReportContext) -> str:
    """`kind:key` of the license that is meant. Raises UsageError: none fits, or several do."""
    return _license_key(str(typed), rows_of(LICENSE_NAMES, context), context)


def user_id(typed: ParamValue, context: ReportContext) -> str:
    """The id of the user with this id (15 or 18 characters), username or name, in any case.

    Raises UsageError: there is no such user, or several have that name; says who could be meant.
    """
    text = str(typed).strip()
    text = id_or_none(text) or text
    asking = replace(context, texts={"key": text})
    found = rows_of(USER_MATCHES, asking)
    by_username = [row for row in found if str(row["username"]).casefold() == text.casefold()]
    meant = by_username or found
    if len(meant) == 1:
        return str(meant[0]["user_id"])
    if meant:
        names = ", ".join(str(row["username"]) for row in meant)
        raise UsageError(f"{len(meant)} users are named {text[:80]!r}.", f"Their usernames: {names}.")
    if unmet_needs((context.snapshot,)) & {"User", "User.Id"}:
        raise UsageError(
            f"Whether a user is named {text[:80]!r} is not known: the users could not be read completely.",
            "The Users panel says what could not be read.",
        )
    near = [str(row["username"]) for row in rows_of(USER_SUGGESTIONS, asking)]
    hint = did_you_mean(near) or "Search for a part of the name in the list of users."
    raise UsageError(f"No user of this snapshot is named {text[:80]!r}.", hint)


def trend_line(typed: ParamValue, context: ReportContext) -> str:
    """`all`, a bucket that the org has licenses of (else `all`), or a license as kind:key.

    Where the licenses could not be read, the org may have some of the bucket. Raises UsageError: no snapshot has such a
    license.
    """
    of = str(typed)
    if of == EVERYTHING:
        return of
    rows = rows_of(LICENSE_NAMES, context)
    if of in {bucket.value for bucket in Bucket}:
        is_known = "UserLicense" not in unmet_needs((context.snapshot,))
        return of if not is_known or any(row["bucket"] == of for row in rows) else EVERYTHING
    try:
        return _license_key(of, rows, context)
    except UsageError:
        if _was_there(of, context):
            return of
        raise


def _license_key(typed: str, rows: Sequence[Row], context: ReportContext) -> str:
    names, all_listed = [license_name(row) for row in rows], are_all_listed(context.snapshot)
    meant = find_license(typed, names, all_listed=all_listed)
    return f"{meant.kind.value}:{meant.key}"


def _was_there(of: str, context: ReportContext) -> bool:
    """Whether an earlier snapshot has a license that the latest one does not have any more."""
    earlier = context.sources.storage.snapshots(context.snapshot.org_id)
    return any(
        f"{row['kind']}:{row['key']}" == of
        for snapshot in earlier
        for row in rows_of(LICENSE_NAMES, replace(context, snapshot=snapshot))
    )


def profiles_among(typed: ParamValue, context: ReportContext) -> Matches:
    """The profiles that the Profiles panel shows with a filter: `frozen=1&search=sales`.

    Raises UsageError: it is no filter of that panel, or no profile matches it, as far as that is known.
    """
    found, _ = found_values(PANEL, _filter_of_profiles(str(typed)), [context])
    conditions = chosen_conditions(_FILTERS, found, context.snapshot.as_of)
    names = {name for each in conditions for name in each.columns}
    columns = [*PROFILES.choose(*names), *(PROFILE_PROCESSES.columns if found["process"] else ())]
    needs = frozenset(need for column in columns for need in (*column.needs, *column.reads))
    rows = rows_of(PROFILES, context, *conditions)
    if not rows and unmet_needs((context.snapshot,)) & needs:
        raise UsageError(
            f"Whether a profile matches the filter {str(typed)[:80]!r} is not known: not everything could be read.",
            "The Profiles panel says what could not be read.",
        )
    if not rows:
        raise UsageError(f"No profile matches the filter {str(typed)[:80]!r}.", "Start again from the Profiles panel.")
    possible = PanelQueries(PANEL, found, (context,)).may_match()
    others = (row for query in possible for row in context.sources.engine.query(query).rows)
    return Matches(profile_lookup.ids_of(rows), profile_lookup.ids_of(others), needs)


def _filter_of_profiles(typed: str) -> Params:
    """The parameters of the Profiles panel, with those that a filter of it sets. Raises UsageError: it sets none."""
    several = {param.name for param in _FILTERS if param.kind is Kind.TEXTS}
    try:
        read = parse_qs(typed, strict_parsing=True)
    except ValueError:
        read = {}
    chosen = parse(_FILTERS, {name: each if name in several else each[0] for name, each in read.items()})
    if chosen == parse(_FILTERS, {}):
        raise UsageError(
            f"{typed[:80]!r} is no filter of the Profiles panel.",
            "Write it as in the address of a page: frozen=1&search=sales.",
        )
    return {**parse(PANEL.all_params, {}), **chosen}


def _among_label(typed: str, context: ReportContext) -> str:
    params = _filter_of_profiles(typed)
    labels = filter_labels(PANEL, params, context)
    shown = []
    for param in _FILTERS:
        value = params[param.name]
        if value not in (None, "", (), False):
            texts = value if isinstance(value, tuple) else () if value is True else (str(value),)
            named = " or ".join(labels.get((param.name, each), each) for each in texts)
            shown.append(f"{param.label}: {named}" if named else param.label)
    return ", ".join(shown)


_LABELS: Mapping[str, Callable[[str, ReportContext], str]] = {
    "licenses of users": profile_lookup.license_label,
    "profiles of licenses": profile_lookup.license_label,
    "profiles": profile_lookup.profile_label,
    "profiles of processes": profile_lookup.process_label,
    "profiles among": _among_label,
}


def filter_labels(panel: Panel, given: Mapping[str, object], context: ReportContext) -> dict[tuple[str, str], str]:
    """What to call the values of filters that hold an id or a key, by parameter and value.

    Raises UsageError: as the lookups of these parameters do.
    """
    return {
        (param.name, str(value)): _LABELS[param.lookup](str(value), context)
        for param in panel.params
        if param.lookup in _LABELS and given.get(param.name)
        for value in _several(given[param.name])
    }


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple) else (value,)


LOOKUPS: Mapping[str, Lookup] = {
    "license": license_key,
    "licenses of users": profile_lookup.license_keys,
    "profiles of licenses": profile_lookup.ids_of_licenses,
    "profiles": profile_lookup.profile_ids,
    "profiles below": profile_lookup.ids_below,
    "profiles of processes": profile_lookup.ids_in_processes,
    "profiles among": profiles_among,
    "user": user_id,
    "trend": trend_line,
}


def found_values(
    panel: Panel, params: Params, contexts: Sequence[ReportContext]
) -> tuple[Params, Mapping[str, Matches]]:
    """The parameters, with keys and ids instead of what was typed; and by parameter, what matches a filter.

    Raises UsageError, which names the nearest.
    """
    found = {
        param.name: LOOKUPS[param.lookup](params[param.name], contexts[-1])
        for param in panel.all_params
        if param.lookup and params[param.name] and contexts
    }
    values = {name: each.ids if isinstance(each, Matches) else each for name, each in found.items()}
    return {**params, **values}, {name: each for name, each in found.items() if isinstance(each, Matches)}
