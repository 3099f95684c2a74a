"""JSON for programs: the orgs, their snapshots, and the panels in the shape that the command line writes."""

import json
from io import BytesIO
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from seatwise import wiring
from seatwise.app.profiles import MOST, PAGE, read_people, read_profiles
from seatwise.app.report import read_licenses
from seatwise.domain.connection import Connection
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.window import DAYS
from seatwise.views.tree import Level
from seatwise.web.api_shapes import Licenses, Orgs, Refusal, Snapshots
from seatwise.web.api_use_shapes import Profiles, Users

ROOT: Final = "/api/v1"
_REFUSALS: dict[int | str, dict[str, type[BaseModel] | str]] = {
    400: {"model": Refusal, "description": "What was asked for cannot be done as asked."},
    500: {"model": Refusal, "description": "Something that Seatwise keeps on this machine cannot be trusted."},
}
router = APIRouter(prefix=ROOT, responses=_REFUSALS)

OrgName = Annotated[str, Query(description="The org's name, as /api/v1/orgs lists it.", examples=["demo"])]
SnapshotId = Annotated[str, Query(description="A snapshot's id or the start of it. Empty: the latest.")]
Descending = Annotated[bool, Query(description="Largest first; unknown stands last either way.")]
WindowDays = Annotated[int, Query(description="The days before the snapshot in which a login counts, 1 to 365.")]
LicenseKey = Annotated[str, Query(description="Only this license: its key, name or id. Empty: all.")]
ProfileName = Annotated[str, Query(description="Only this profile: its name or id. Empty: all.")]


@router.get("/orgs", response_model=Orgs)
def orgs() -> dict[str, object]:
    """Every org that Seatwise knows, by name."""
    return {"orgs": [_org(each) for each in wiring.connections().all()]}


@router.get("/snapshots", response_model=Snapshots)
def snapshots(org: OrgName) -> dict[str, object]:
    """The snapshots of an org, oldest first, with what could not be read in each."""
    connection, lake = wiring.connections().get(org), wiring.lake()
    found = lake.snapshots(connection.org_id) if connection.org_id else ()
    damaged = lake.damaged(connection.org_id) if connection.org_id else ()
    return {
        "org": org,
        "snapshots": [_snapshot(each) for each in found],
        "damaged": [{"id": name, "problem": problem} for name, problem in damaged],
    }


@router.get("/licenses", response_model=Licenses)
def licenses(
    org: OrgName,
    snapshot: SnapshotId = "",
    sort: Annotated[str, Query(description="A column, as in the rows. Empty: by kind, bucket and name.")] = "",
    desc: Descending = False,  # noqa: FBT002
    all: Annotated[bool, Query(description="With licenses whose status is Disabled.")] = False,  # noqa: A002, FBT002
    q: Annotated[str, Query(description="Only licenses with these words in their name, key, bucket or kind.")] = "",
) -> dict[str, Any]:
    """Every license with its seats, price and cost, the sums, and what could not be read."""
    panel = read_licenses(
        org,
        wiring.sources(),
        snapshot_id=snapshot or None,
        sort=sort or None,
        descending=desc,
        show_disabled=all,
        text=q,
    )
    return wiring.as_json(panel)


@router.get("/profiles", response_model=Profiles)
def profiles(
    org: OrgName,
    level: Annotated[Literal["bucket", "license", "profile"], Query(description="What a row is.")] = "profile",
    license: LicenseKey = "",  # noqa: A002
    profile: ProfileName = "",
    window: WindowDays = DAYS,
    snapshot: SnapshotId = "",
    sort: Annotated[str, Query(description="A column, as in the rows. Empty: by bucket, license and name.")] = "",
    desc: Descending = False,  # noqa: FBT002
) -> Any:
    """Each bucket, license or profile: who logs in, who works, what the rest costs, and what could not be read."""
    panel = read_profiles(
        org,
        wiring.sources(),
        snapshot_id=snapshot or None,
        days=window,
        level=Level(level),
        license_key=license or None,
        profile=profile or None,
        sort=sort or None,
        descending=desc,
    )
    return json.loads(wiring.export(panel, "json")[0])


@router.get("/users", response_model=Users)
def users(
    org: OrgName,
    license: LicenseKey = "",  # noqa: A002
    profile: ProfileName = "",
    window: WindowDays = DAYS,
    snapshot: SnapshotId = "",
    sort: Annotated[str, Query(description="A column, as in the rows. Empty: by name.")] = "",
    desc: Descending = False,  # noqa: FBT002
    q: Annotated[str, Query(description="Only users with these words in their name, username or department.")] = "",
    after: Annotated[str, Query(description="Go on after this place: the `after` of the answer before.")] = "",
    limit: Annotated[int, Query(description=f"How many users, 1 to {MOST:,}.")] = PAGE,
) -> Any:
    """The active users of an org, a license or a profile, page by page, with what each did."""
    page = read_people(
        org,
        wiring.sources(),
        snapshot_id=snapshot or None,
        days=window,
        license_key=license or None,
        profile=profile or None,
        sort=sort or None,
        descending=desc,
        after=after or None,
        limit=limit,
        text=q,
    )
    file = BytesIO()
    wiring.export_people(iter([page]), "json", file)
    return {**json.loads(file.getvalue()), "total": page.total, "after": page.after}


def _org(connection: Connection) -> dict[str, object]:
    return {
        "name": connection.name,
        "login_method": connection.auth_method,
        "login_url": connection.login_url,
        "currency": connection.currency,
        "org_id": connection.org_id or None,
        "status": connection.status,
        "cause": connection.cause,
        "checked_at": connection.checked_at and connection.checked_at.isoformat(),
    }


def _snapshot(snapshot: Snapshot) -> dict[str, object]:
    return {
        "id": snapshot.id,
        "as_of": snapshot.as_of.isoformat(),
        "read_at": snapshot.read_at.isoformat(),
        "api_version": snapshot.api_version,
        "calls": snapshot.calls,
        "rows": {name: table.rows for name, table in snapshot.tables.items()},
        "gaps": [gap.as_json() for gap in snapshot.gaps],
    }
