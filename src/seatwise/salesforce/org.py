"""An org that answers: the port `Org`, by REST and Bulk API 2.0."""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx2

from seatwise import settings
from seatwise.app.ports import Pages
from seatwise.domain.errors import (
    DiskFull,
    LoginRefused,
    NotVisible,
    OrgError,
    QuotaReached,
    UnreadableAnswer,
    UsageError,
)
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.orgs import CheckUp, Connection, Session
from seatwise.domain.tables import USER, Table
from seatwise.salesforce.check import check_up, told_permissions
from seatwise.salesforce.login import login
from seatwise.salesforce.reading.bulk import JOB_TIME, PAGE_ROWS, read_by_bulk
from seatwise.salesforce.reading.queries import Selection, invisible, select
from seatwise.salesforce.reading.rest import TooMany, read_by_rest
from seatwise.salesforce.wire.client import Client
from seatwise.salesforce.wire.quota import Quota
from seatwise.salesforce.wire.refusals import BulkRefused, ColumnUnknown

# Objects that recordCount does not tell, with rows for most users: about as many as there are users. Without this, each
# was first asked for by REST in vain (measured: 0.2 s of the server's time for 100,000 users).
_PER_USER = ("UserLogin", "PermissionSetLicenseAssign", "UserPackageLicense")


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
        self._bulk_from = int(_number(settings.BULK_FROM)) if bulk_from is None else bulk_from
        self._page_rows, self._job_time = page_rows, job_time
        self._client = Client(log_in, Quota(share), newest=settings.API_VERSION.value(), transport=transport)

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

    def count(self, tables: Sequence[Table]) -> Mapping[str, int]:
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

    def read(
        self, table: Table, folder: Path, *, expected: int | None, watch: Callable[[int, int | None], None]
    ) -> Pages:
        """Read every row of the table into CSV files in `folder`; see the port."""
        pages = self._pages(table, folder, expected, watch)
        if table is USER and told_permissions(self._client).get(table.permission) is False:
            return replace(pages, gaps=(*pages.gaps, _rows_may_be_missing(table)))
        return pages

    def _pages(
        self, table: Table, folder: Path, expected: int | None, watch: Callable[[int, int | None], None]
    ) -> Pages:
        selection = select(table, self._described(table) if table.described else None)
        by_bulk = table.bulk and expected is not None and expected >= self._bulk_from
        most = self._bulk_from if table.bulk else None
        while True:
            try:
                if by_bulk:
                    return read_by_bulk(
                        self._client, selection, folder, watch=watch, page_rows=self._page_rows, job_time=self._job_time
                    )
                return read_by_rest(self._client, selection, folder, most=most, watch=watch)
            except ColumnUnknown as error:
                selection = _less(selection, error)
            except TooMany:
                by_bulk = True
            except BulkRefused:
                by_bulk, most = False, None
            except NotVisible as error:
                raise invisible(table, error.message, error.code) from error
            except OSError as error:
                if error.errno == errno.ENOSPC:
                    raise DiskFull(f"The disk has no room left for {table.sobject}.", "Free some space.") from error
                raise

    def check(self) -> CheckUp:
        """What this login can see, and what it cannot."""
        return check_up(self._client)

    def close(self) -> None:
        """Close the connections. The session is left to expire."""
        self._client.close()

    def _described(self, table: Table) -> frozenset[str]:
        try:
            answer = self._client.get(f"{self._client.base}/sobjects/{table.sobject}/describe")
        except NotVisible as error:
            raise invisible(table, error.message, error.code) from error
        try:
            return frozenset(str(field["name"]).lower() for field in answer["fields"])
        except (KeyError, TypeError) as error:
            raise UnreadableAnswer(f"The org does not describe {table.sobject}.", "Try again.") from error


def _rows_may_be_missing(table: Table) -> Gap:
    """Salesforce hides what sharing hides without a word: fewer rows, and no error."""
    return Gap(
        table.name,
        ROWS,
        f"Some rows of {table.sobject} may be hidden from this user: Salesforce leaves them out without a word.",
        f"Give the reading user {table.permission}.",
        panels=table.panels,
    )


def _less(selection: Selection, error: ColumnUnknown) -> Selection:
    if not error.column:
        raise UnreadableAnswer(
            f"The org refuses a column of {selection.table.sobject} without saying which: {error.message}",
            "Report this with the message.",
            code=error.code,
        ) from error
    reason = f"{selection.table.sobject}.{error.column} is not shown to this user, or the org does not have it."
    return selection.without(error.column, reason, error.code)


def _number(setting: settings.Setting, most: float = float("inf")) -> float:
    text = setting.value()
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= most:
        raise UsageError(f"{setting.name} is {text!r}.", setting.help)
    return value
