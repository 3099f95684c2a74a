"""Tests a connection: which org it is, whether it has the API, and which permissions the user has."""

from collections.abc import Mapping
from typing import Any

from seatwise.domain.connection import ConnectionReport, Permission
from seatwise.domain.errors import (
    LimitReached,
    LoginRefused,
    NotVisible,
    OrgError,
    QuotaReached,
    Unreachable,
    UnreadableResponse,
)
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import ColumnUnknown
from seatwise.salesforce.read.queries import IDENTITY, invisible
from seatwise.sources.organization import ORGANIZATION
from seatwise.sources.permissions import API_ENABLED, EDITIONS_WITH_API, PERMISSION_FIELDS
from seatwise.sources.registry import REGISTRY


def test_connection(client: Client) -> ConnectionReport:
    """Identify the org and list the permissions of the user.

    Raises OrgError: the org cannot be read at all. A permission that stays unknown is no error.
    """
    try:
        org = _first(client, IDENTITY)
    except (NotVisible, ColumnUnknown) as error:
        raise invisible(ORGANIZATION, error.message, error.code) from error
    if org is None:
        raise UnreadableResponse("The org returned no Organization record.", "Check the permission API Enabled.")
    used, limit = _api_calls(client)
    names = dict.fromkeys([API_ENABLED, *(source.permission for source in REGISTRY)])
    granted = granted_permissions(client)
    edition = str(org.get("OrganizationType") or "")
    return ConnectionReport(
        org_id=client.session.org_id or str(org.get("Id") or ""),
        org_name=str(org.get("Name") or ""),
        edition=edition,
        edition_has_api=edition.startswith(EDITIONS_WITH_API),
        is_sandbox=bool(org.get("IsSandbox")),
        instance=str(org.get("InstanceName") or ""),
        api_version=client.version,
        username=_username(client),
        permissions=tuple(Permission(name, has_permission(client, granted, name)) for name in names),
        calls_used=used,
        calls_limit=limit,
        clock=client.clock(),
    )


def has_permission(client: Client, granted: Mapping[str, bool], permission: str) -> bool | None:
    """Whether the logged-in user has a permission: as the org says, or else as a read shows; None: not known."""
    return granted[permission] if permission in granted else _try_read(client, permission)


def granted_permissions(client: Client) -> dict[str, bool]:
    """The permissions of the logged-in user, from UserPermissionAccess. One that the org does not list is absent."""
    fields = dict(PERMISSION_FIELDS)
    while fields:
        try:
            record = _first(client, f"SELECT {', '.join(fields.values())} FROM UserPermissionAccess") or {}
        except ColumnUnknown as error:
            known = {name: field for name, field in fields.items() if field.lower() != error.column.lower()}
            if len(known) == len(fields):
                return {}
            fields = known
        except (LoginRefused, QuotaReached, Unreachable, LimitReached):
            raise
        except OrgError:
            return {}
        else:
            return {name: bool(record[field]) for name, field in fields.items() if record.get(field) is not None}
    return {}


def _try_read(client: Client, permission: str) -> bool | None:
    """Whether an object that needs the permission can be read; None if that proves nothing."""
    if permission == API_ENABLED:
        return True
    source = next((one for one in REGISTRY if one.permission == permission and not (one.silent or one.made)), None)
    if source is None:  # without the permission the org returns fewer rows and no error, so a read proves nothing
        return None
    try:
        _first(client, f"SELECT Id FROM {source.sobject} LIMIT 1")
    except NotVisible:
        return False
    except (LoginRefused, QuotaReached, Unreachable, LimitReached):
        raise
    except OrgError:
        return None
    return True


def _username(client: Client) -> str:
    user = client.session.user_id
    if not user.isalnum():
        return ""
    try:
        record = _first(client, f"SELECT Username FROM User WHERE Id = '{user}'")
    except (NotVisible, ColumnUnknown):
        return ""
    return str(record.get("Username") or "") if record else ""


def _api_calls(client: Client) -> tuple[int | None, int | None]:
    """(API calls of the last 24 hours, daily limit), from /limits, else from the last response header."""
    try:
        return client.get(f"{client.base}/limits", _daily_calls)
    except (LoginRefused, QuotaReached, Unreachable, LimitReached):
        raise
    except OrgError:
        return client.quota.used, client.quota.limit


def _daily_calls(answer: Any) -> tuple[int, int]:
    daily = answer["DailyApiRequests"]
    return int(daily["Max"]) - int(daily["Remaining"]), int(daily["Max"])


def _first(client: Client, soql: str) -> dict[str, Any] | None:
    return client.get(f"{client.base}/query", _first_record, {"q": soql})


def _first_record(answer: Any) -> dict[str, Any] | None:
    records = answer.get("records") if isinstance(answer, dict) else None
    return records[0] if isinstance(records, list) and records and isinstance(records[0], dict) else None
