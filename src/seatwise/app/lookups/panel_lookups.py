"""Looks up the license, profile or user that was typed, before a panel is run."""

from collections.abc import Callable, Mapping, Sequence

from seatwise.app.inputs import query_of
from seatwise.app.lookups.license_lookup import find_license, license_name
from seatwise.app.lookups.profile_lookup import ids_below, license_keys, profile_ids
from seatwise.app.lookups.trend_lookup import trend_line
from seatwise.app.lookups.user_lookup import user_id
from seatwise.app.report_context import ReportContext, ReportSources, report_context
from seatwise.domain.connection import Connection
from seatwise.domain.licensing.license_kinds import LicenseName
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.declaration.params import Params, ParamValue

Lookup = Callable[[ParamValue, ReportContext], ParamValue]


def license_key(typed: ParamValue, context: ReportContext) -> str:
    """`kind:key` of the license that is meant.

    Raises:
        UsageError: none fits, or several do.
    """
    rows = context.sources.engine.query(query_of(LICENSES, context)).rows
    meant = find_license(str(typed), [license_name(row) for row in rows])
    return f"{meant.kind.value}:{meant.key}"


LOOKUPS: Mapping[str, Lookup] = {
    "license": license_key,
    "licenses of users": license_keys,
    "profiles": profile_ids,
    "profiles below": ids_below,
    "user": user_id,
    "trend": trend_line,
}


def found_values(panel: Panel, params: Params, contexts: Sequence[ReportContext]) -> Params:
    """The parameters, with keys and ids instead of what was typed.

    Raises:
        UsageError: there is nothing of that name; names the nearest.
    """
    found = {
        param.name: LOOKUPS[param.lookup](params[param.name], contexts[-1])
        for param in panel.all_params
        if param.lookup and params[param.name] and contexts
    }
    return {**params, **found}


def known_licenses(connection: Connection, sources: ReportSources) -> list[LicenseName]:
    """Every license of the org's latest snapshot; empty where there is none."""
    if not connection.org_id or not sources.storage.snapshots(connection.org_id):
        return []
    rows = sources.engine.query(query_of(LICENSES, report_context(connection.name, sources))).rows
    return [license_name(row) for row in rows]
