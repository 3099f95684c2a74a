"""What a line over time is of: a bucket, all user licenses, or one license, found by what a person typed."""

from dataclasses import replace

from seatwise.app.inputs import query_of
from seatwise.app.lookups.license_lookup import find_license, license_name
from seatwise.app.report_context import ReportContext
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.query import Row
from seatwise.panels.declaration.params import ParamValue
from seatwise.panels.trends import EVERYTHING


def trend_line(typed: ParamValue, context: ReportContext) -> str:
    """`all`, a bucket that the org has licenses of (else `all`), or a license as kind:key.

    Raises:
        UsageError: no snapshot has such a license.
    """
    of = str(typed)
    if of == EVERYTHING:
        return of
    rows = _licenses(context)
    if of in {bucket.value for bucket in Bucket}:
        return of if any(row["bucket"] == of for row in rows) else EVERYTHING
    try:
        meant = find_license(of, [license_name(row) for row in rows])
    except UsageError:
        if _was_there(of, context):
            return of
        raise
    return f"{meant.kind.value}:{meant.key}"


def _licenses(context: ReportContext) -> list[Row]:
    return list(context.sources.engine.query(query_of(LICENSES, context)).rows)


def _was_there(of: str, context: ReportContext) -> bool:
    """Whether an earlier snapshot has a license that the latest one does not have any more."""
    earlier = context.sources.storage.snapshots(context.snapshot.org_id)
    return any(
        f"{row['kind']}:{row['key']}" == of
        for snapshot in earlier
        for row in _licenses(replace(context, snapshot=snapshot))
    )
