"""A logged-in org: the port `Org`, over REST and Bulk API 2.0."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from seatwise import settings
from seatwise.app.extract import Pages, Watch
from seatwise.domain.connection import Connection, ConnectionReport, Secrets, Session
from seatwise.domain.errors import LimitReached, LoginRefused, OrgError, QuotaReached
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.period import Period
from seatwise.salesforce.auth.methods import login
from seatwise.salesforce.check import granted_permissions, has_permission, test_connection
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.limits import number
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.http.transport import Transport
from seatwise.salesforce.read.bulk import JOB_TIME, PAGE_ROWS, BulkReader
from seatwise.salesforce.read.logins import read_logins
from seatwise.salesforce.read.queries import select
from seatwise.salesforce.read.record_activity import read_record_activity
from seatwise.salesforce.read.record_types import read_profile_record_types
from seatwise.salesforce.read.transport_choice import Transports, translate_read_errors
from seatwise.sources.activity import LOGIN_DAY, RECORD_TOUCH
from seatwise.sources.gap_names import TRACKED_RECORDS
from seatwise.sources.source import Source

# recordCount leaves these objects out. They have about one row per user; without that estimate each is first read by
# REST for nothing (measured: 0.2 s of the server's time for 100,000 users).
_PER_USER = ("UserLogin", "PermissionSetLicenseAssign", "UserPackageLicense", "PermissionSetAssignment")


def open_org(
    connection: Connection, secrets: Secrets, *, save_secrets: Callable[[Mapping[str, str]], None] | None = None
) -> "SalesforceOrg":
    """Log in and return the org. The secrets stay in memory, to log in again when the session expires.

    `save_secrets` is called with the new refresh token when the org rotates it; the old one may stop working. Raises
    LoginRefused or Unreachable, each with its next step.
    """
    known = dict(secrets)

    def log_in() -> Session:
        session = login(connection, known)
        if session.refresh_token and session.refresh_token != known.get("refresh_token"):
            known["refresh_token"] = session.refresh_token
            if save_secrets:
                save_secrets({"refresh_token": session.refresh_token})
        return session

    return SalesforceOrg(log_in)


class SalesforceOrg:
    """Implements `seatwise.app.ports.Org`.

    `log_in` is called at once, and again when the session expires. `quota_share` (percent of the org's daily API calls)
    and `bulk_from` (rows from which Bulk API 2.0 is used): None is the setting. `job_time`: seconds after which a Bulk
    job times out. Raises as `log_in`; UnreadableResponse: the host is not a Salesforce org.
    """

    def __init__(
        self,
        log_in: Callable[[], Session],
        *,
        quota_share: float | None = None,
        bulk_from: int | None = None,
        page_rows: int = PAGE_ROWS,
        job_time: float = JOB_TIME,
        transport: Transport = None,
    ) -> None:
        share = number(settings.QUOTA_SHARE, highest=100) if quota_share is None else quota_share
        bulk_from = int(number(settings.BULK_FROM)) if bulk_from is None else bulk_from
        self._metadata_limit = int(number(settings.PROFILE_METADATA, lowest=0))
        self._client = Client(log_in, Quota(share), newest=settings.API_VERSION.value(), transport=transport)
        self._transports = Transports(self._client, bulk_from, BulkReader(self._client, page_rows, job_time))
        self._permissions: Mapping[str, bool] | None = None
        self._permissions_lock = Lock()
        self._found_permissions: dict[str, bool | None] = {}

    @property
    def org_id(self) -> str:
        return self._client.session.org_id

    @property
    def user_id(self) -> str:
        return self._client.session.user_id

    @property
    def api_version(self) -> str:
        return self._client.version

    @property
    def calls(self) -> int:
        return self._client.quota.calls

    @property
    def calls_left(self) -> int | None:
        return self._client.quota.left

    def clock(self) -> datetime:
        """The org's time: its last Date header plus the time passed since (UTC, whole seconds). Makes no call."""
        return self._client.clock()

    def count(self, tables: Sequence[Source]) -> Mapping[str, int]:
        names = ",".join(table.sobject for table in tables)
        try:
            counts = self._client.get(f"{self._client.base}/limits/recordCount", _record_counts, {"sObjects": names})
        except (LoginRefused, QuotaReached, LimitReached):
            raise
        except OrgError:
            return {}  # optional: the first page has the count, too
        if "User" in counts:
            counts = dict.fromkeys(_PER_USER, counts["User"]) | counts
        return {table.name: counts[table.sobject] for table in tables if table.sobject in counts}

    def read(self, table: Source, folder: Path, *, expected: int | None, watch: Watch) -> Pages:
        with translate_read_errors(table):
            selection = select(table, self._described(table) if table.described else None)
            pages = self._transports.best(selection, folder, watch, expected=expected)
        return self._with_gap(pages, table)

    def record_touches(self, sobject: str, period: Period, folder: Path, *, record_types: bool, watch: Watch) -> Pages:
        pages = read_record_activity(self._transports, sobject, period, folder, record_types=record_types, watch=watch)
        return self._with_gap(pages, RECORD_TOUCH)

    def logins(self, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
        pages = read_logins(self._transports, since, until, folder, watch=watch)
        return self._with_gap(pages, LOGIN_DAY)

    def profile_record_types(self, profiles: Mapping[str, str], folder: Path, *, watch: Watch) -> Pages:
        return read_profile_record_types(self._client, profiles, folder, limit=self._metadata_limit, watch=watch)

    def has(self, permission: str) -> bool | None:
        if permission not in self._found_permissions:
            try:
                found = has_permission(self._client, self._granted_permissions(), permission)
            except LimitReached:
                raise
            except OrgError:  # a better remedy is not worth a failed refresh
                return None
            self._found_permissions[permission] = found
        return self._found_permissions[permission]

    def check(self) -> ConnectionReport:
        """Identify the org and list the permissions of the user."""
        return test_connection(self._client)

    def close(self) -> None:
        self._client.close()

    def _described(self, table: Source) -> frozenset[str]:
        return self._client.get(f"{self._client.base}/sobjects/{table.sobject}/describe", _field_names)

    def _with_gap(self, pages: Pages, table: Source) -> Pages:
        """The pages, with a gap if Salesforce silently leaves out rows because a permission is missing."""
        if not table.silent:
            return pages
        granted = self._granted_permissions()
        if granted.get(table.permission) is not False or any(granted.get(permission) for permission in table.instead):
            return pages
        rows_of = TRACKED_RECORDS if table is RECORD_TOUCH else table.sobject
        gap = Gap(
            table.name,
            ROWS,
            f"Some rows of {rows_of} may be hidden from this user; Salesforce leaves them out without an error.",
            "",
        )
        return replace(pages, gaps=(*pages.gaps, gap))

    def _granted_permissions(self) -> Mapping[str, bool]:
        with self._permissions_lock:
            if self._permissions is None:
                self._permissions = granted_permissions(self._client)
            return self._permissions


def _record_counts(answer: Any) -> dict[str, int]:
    """The number of rows by object; one that is no number is left out."""
    counts = {str(entry["name"]): entry.get("count") for entry in answer["sObjects"]}
    return {name: count for name, count in counts.items() if type(count) is int and count >= 0}


def _field_names(answer: Any) -> frozenset[str]:
    """The names of the fields of a describe answer, in lower case."""
    return frozenset(str(field["name"]).lower() for field in answer["fields"])
