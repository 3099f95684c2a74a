"""An org that answers: the port `Org`, by REST and Bulk API 2.0."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf
from pathlib import Path
from threading import Lock

import httpx2

from seatwise import settings
from seatwise.app.extract import Pages
from seatwise.domain.connection import CheckUp, Connection, Session
from seatwise.domain.errors import LoginRefused, OrgError, QuotaReached, UnreadableAnswer, UsageError
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.window import Window
from seatwise.salesforce.auth import login
from seatwise.salesforce.check import check_up, told_permissions
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.read.bulk import JOB_TIME, PAGE_ROWS
from seatwise.salesforce.read.logins import read_logins
from seatwise.salesforce.read.queries import select
from seatwise.salesforce.read.record_activity import read_touches
from seatwise.salesforce.read.record_types import read_profile_record_types
from seatwise.salesforce.read.transport_choice import Routes, Watch, named
from seatwise.sources.activity import LOGIN_DAY, RECORD_TOUCH
from seatwise.sources.source import Source

# Objects that recordCount does not tell, with rows for most users: about as many as there are users. Without this, each
# was first asked for by REST in vain (measured: 0.2 s of the server's time for 100,000 users).
_PER_USER = ("UserLogin", "PermissionSetLicenseAssign", "UserPackageLicense", "PermissionSetAssignment")


def open_org(
    connection: Connection, secrets: Mapping[str, str], *, keep: Callable[[Mapping[str, str]], None] | None = None
) -> "SalesforceOrg":
    """Log in and return the org, ready to be read.

    Args:
        connection: how to reach it.
        secrets: in the clear; they stay in memory, to log in again when the session is over.
        keep: called with the new refresh token when the org has changed it; the old one may not work again.

    Raises:
        LoginRefused, Unreachable: each with its next step.
    """
    known = dict(secrets)

    def log_in() -> Session:
        session = login(connection, known)
        if session.refresh_token and session.refresh_token != known.get("refresh_token"):
            known["refresh_token"] = session.refresh_token
            if keep:
                keep({"refresh_token": session.refresh_token})
        return session

    return SalesforceOrg(log_in)


class SalesforceOrg:
    """Implements `seatwise.app.ports.Org`.

    Args:
        log_in: gives a session; called at once, and again when the session is over in the middle of a run.
        quota_share: percent of the org's daily calls that may be taken; None = the setting.
        bulk_from: row count from which Bulk API 2.0 reads; None = the setting.
        page_rows: rows in one result page of Bulk API 2.0.
        job_time: seconds until a Bulk job that does not end is given up.
        transport: for tests; None is the network.

    Raises:
        LoginRefused, Unreachable: as `log_in` does.
        UnreadableAnswer: the host does not speak as a Salesforce org.
    """

    def __init__(
        self,
        log_in: Callable[[], Session],
        *,
        quota_share: float | None = None,
        bulk_from: int | None = None,
        page_rows: int = PAGE_ROWS,
        job_time: float = JOB_TIME,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        share = _number(settings.QUOTA_SHARE, most=100) if quota_share is None else quota_share
        bulk_from = int(_number(settings.BULK_FROM)) if bulk_from is None else bulk_from
        self._metadata_most = int(_number(settings.PROFILE_METADATA, least=0))
        self._client = Client(log_in, Quota(share), newest=settings.API_VERSION.value(), transport=transport)
        self._routes = Routes(self._client, bulk_from, page_rows, job_time)
        self._permissions: Mapping[str, bool] | None = None
        self._permissions_lock = Lock()

    @property
    def org_id(self) -> str:
        """Salesforce's 18-character id of the org."""
        return self._client.session.org_id

    @property
    def api_version(self) -> str:
        """The API version in use, as in `67.0`."""
        return self._client.version

    @property
    def calls(self) -> int:
        """API calls made so far through this object, repeated ones included."""
        return self._client.quota.calls

    @property
    def calls_left(self) -> int | None:
        """Calls left of the org's daily quota, as last told by the org."""
        return self._client.quota.left

    def clock(self) -> datetime:
        """The org's own time: its last Date header and the time passed since (UTC, whole seconds). Makes no call."""
        return self._client.clock()

    def count(self, tables: Sequence[Source]) -> Mapping[str, int]:
        """About how many rows each table has, in one call; those the org does not tell are absent."""
        names = ",".join(table.sobject for table in tables)
        try:
            answer = self._client.get(f"{self._client.base}/limits/recordCount", {"sObjects": names})
        except (LoginRefused, QuotaReached):
            raise
        except OrgError:
            return {}  # a help, not a need: without it the first page tells
        told = answer.get("sObjects", []) if isinstance(answer, dict) else []
        counts = {str(entry.get("name")): entry.get("count") for entry in told if isinstance(entry, dict)}
        users = counts.get("User")
        counts = dict.fromkeys(_PER_USER, users) | counts
        return {table.name: count for table in tables if isinstance(count := counts.get(table.sobject), int)}

    def read(self, table: Source, folder: Path, *, expected: int | None, watch: Watch) -> Pages:
        """Read every row of the table into CSV files in `folder`; see the port."""
        with named(table):
            selection = select(table, self._described(table) if table.described else None)
            pages = self._routes.either(selection, folder, watch, expected=expected)
        return self._with_gap(pages, table)

    def record_touches(self, sobject: str, window: Window, folder: Path, *, record_types: bool, watch: Watch) -> Pages:
        """Who created, and who last modified, records of one object within a window; see the port.

        What is modified after the window's end, while we read, leaves the window: Salesforce keeps only the last
        modification. Nothing is counted twice.
        """
        pages = read_touches(self._routes, sobject, window, folder, record_types=record_types, watch=watch)
        return self._with_gap(pages, RECORD_TOUCH)

    def logins(self, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
        """Every login from `since` to `until`, both included; see the port."""
        pages = read_logins(self._routes, since, until, folder, watch=watch)
        return self._with_gap(pages, LOGIN_DAY)

    def profile_record_types(self, profiles: Mapping[str, str], folder: Path, *, watch: Watch) -> Pages:
        """The record types that each profile can choose; see the port."""
        return read_profile_record_types(self._client, profiles, folder, most=self._metadata_most, watch=watch)

    def check(self) -> CheckUp:
        """What this login can see, and what it cannot."""
        return check_up(self._client)

    def close(self) -> None:
        """Close the connections. The session is left to expire."""
        self._client.close()

    def _described(self, table: Source) -> frozenset[str]:
        answer = self._client.get(f"{self._client.base}/sobjects/{table.sobject}/describe")
        try:
            return frozenset(str(field["name"]).lower() for field in answer["fields"])
        except (KeyError, TypeError) as error:
            raise UnreadableAnswer(f"The org does not describe {table.sobject}.", "Try again.") from error

    def _with_gap(self, pages: Pages, table: Source) -> Pages:
        """The pages, with a gap if Salesforce may leave rows out silently, for want of a permission."""
        if not table.silent:
            return pages
        told = self._told_permissions()
        if told.get(table.permission) is not False or any(told.get(permission) for permission in table.instead):
            return pages
        gap = Gap(
            table.name,
            ROWS,
            f"Some rows of {table.sobject} may be hidden from this user: Salesforce leaves them out without a word.",
            f"Give the reading user {table.permission}.",
        )
        return replace(pages, gaps=(*pages.gaps, gap))

    def _told_permissions(self) -> Mapping[str, bool]:
        with self._permissions_lock:
            if self._permissions is None:
                self._permissions = told_permissions(self._client)
            return self._permissions


def _number(setting: settings.Setting, *, least: float = 1e-9, most: float = inf) -> float:
    text = setting.value()
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        raise UsageError(f"{setting.name} is {text!r}.", setting.help)
    return value
