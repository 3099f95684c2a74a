"""A sandbox org: its data, clock, accounts, sessions and faults."""

import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import duckdb
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from seatwise.sandbox.accounts import ADMIN, API_ENABLED, INTEGRATION, PERMISSIONS, Account
from seatwise.sandbox.faults import Faults
from seatwise.sandbox.generator.build import build
from seatwise.sandbox.objects.fields import ID, fields
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sandbox.objects.schema import SObject
from seatwise.sandbox.sessions import Sessions

ENTERPRISE, PROFESSIONAL = "Enterprise Edition", "Professional Edition"
DAILY_CALLS = 15_000
USED_NOT_FILTERABLE = 64.0  # from this API version on, UserLicense.UsedLicenses cannot be filtered
LOGGED_CALLS = 100_000
_KEY_BITS = 2048

# One row with the permissions of the current user.
USER_PERMISSION_ACCESS = SObject(
    "UserPermissionAccess",
    "User Permission Access",
    "0Xx",
    ID + fields("boolean", " ".join(PERMISSIONS.values())),
    bulk=False,
    query_more=False,
    counted=False,
)
_DATA = {
    name: replace(sobject, fields=tuple(field for field in sobject.fields if not field.tooling))
    for name, sobject in {**OBJECTS, USER_PERMISSION_ACCESS.name: USER_PERMISSION_ACCESS}.items()
    if sobject.data
}
_TOOLING = {name: sobject for name, sobject in OBJECTS.items() if sobject.tooling}
BASE_SCHEMA = "memory.main"  # of the real tables, behind the views of a user


@dataclass(frozen=True)
class Call:
    """One request: method, path with query, and the status of the response (0: connection cut)."""

    method: str
    path: str
    status: int


class Sandbox:
    """A sandbox org, not yet served.

    Args:
        users: number of users at `anchor`, 1 to 1,000,000.
        seed: the same seed gives the same org.
        anchor: the time at which it has `users` users; by default `now`, or the current time.
        now: the org's clock is stopped at this time (UTC) until it is set; None = this machine's clock.
        folder: for the results of bulk jobs; a temporary folder by default.
        edition: `PROFESSIONAL` has no API, as on Salesforce.
        accounts: the users who can log in.
        trusted_ip: whether callers are in a trusted IP range, where no security token is needed.
        daily_calls: the daily limit of API calls.
        records: number of leads, cases and so on, up to 5,000,000; by default 8 per user (see `build`).
        login_rows: approximate number of rows of login history, up to 10,000,000; by default about 70 per user.
        jwt_key: the connected app's private RSA key (PEM); by default generated when first needed.
    """

    def __init__(
        self,
        users: int,
        seed: int,
        anchor: datetime | None = None,
        now: datetime | None = None,
        folder: Path | None = None,
        *,
        edition: str = ENTERPRISE,
        accounts: Iterable[Account] = (ADMIN, INTEGRATION),
        trusted_ip: bool = False,
        daily_calls: int = DAILY_CALLS,
        records: int | None = None,
        login_rows: int | None = None,
        jwt_key: bytes | None = None,
    ) -> None:
        self.users, self.seed, self.records, self.login_rows = users, seed, records, login_rows
        self.anchor = anchor or now or datetime.now(UTC)
        self.edition, self.trusted_ip, self.daily_calls = edition, trusted_ip, daily_calls
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=LOGGED_CALLS)
        self.calls_used = 0
        self.url = ""  # set when it is served
        self._jwt_key = jwt_key
        self._now = now.astimezone(UTC) if now else None
        self._lock = threading.Lock()
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="seatwise-sandbox-")
        self.folder = folder or Path(self._temporary.name if self._temporary else "")
        self.accounts = {account.username: account for account in accounts}
        self._data = self._build()
        self.sessions = Sessions(self.org_id)

    # --- clock

    def clock(self) -> datetime:
        """The org's time (UTC)."""
        return self._now or datetime.now(UTC)

    def set_clock(self, now: datetime) -> None:
        """Stop the clock at a time and rebuild the data for it. Sessions stay valid."""
        with self._lock:
            self._set(now.astimezone(UTC))

    def start_clock(self) -> None:
        """Use this machine's clock and rebuild the data for the current time."""
        with self._lock:
            self._set(None)

    def _set(self, now: datetime | None) -> None:
        self._now = now
        self._data = self._build()
        self.calls_used = 0

    # --- data

    def cursor(self, account: Account) -> duckdb.DuckDBPyConnection:
        """A connection to the data as this user sees it. Close it after use.

        Temporary views in front of the real tables hide what the user cannot see.
        """
        cursor = self._data.cursor()
        values = ", ".join(f'{account.has_permission(name)} AS "{field}"' for name, field in PERMISSIONS.items())
        row = f"""CREATE TEMP TABLE "UserPermissionAccess" AS SELECT '0Xx000000000001AAA' AS "Id", {values}"""
        cursor.execute(row)
        for name, sobject in OBJECTS.items():
            if sobject.owner and not any(account.has_permission(permission) for permission in sobject.visible_with):
                own = f"""SELECT * FROM {BASE_SCHEMA}."{name}" WHERE "{sobject.owner}" = '{account.user_id}'"""
                cursor.execute(f'CREATE TEMP VIEW "{name}" AS {own}')
        return cursor

    def objects(self, version: float, *, tooling: bool = False) -> Mapping[str, SObject]:
        """All objects of the data API, or of the Tooling API, without those that faults hide in that API version.

        The SOQL layer applies permissions.
        """
        objects = dict(_TOOLING if tooling else _DATA)
        if version < USED_NOT_FILTERABLE and not tooling:
            seats = objects["UserLicense"]
            filterable = tuple(replace(f, filterable=f.filterable or f.name == "UsedLicenses") for f in seats.fields)
            objects["UserLicense"] = replace(seats, fields=filterable)
        if not self.faults.all():
            return objects
        return {
            name: replace(
                sobject,
                fields=tuple(f for f in sobject.fields if not self.faults.hides(name, f.name, version)),
                bulk=sobject.bulk and not self.faults.blocks_bulk(name),
            )
            for name, sobject in objects.items()
            if not self.faults.hides(name, "", version)
        }

    @cached_property
    def org_id(self) -> str:
        """The org's 18-character ID."""
        return str(self._row('SELECT "Id" FROM "Organization"')["Id"])

    @property
    def name(self) -> str:
        """The org's name."""
        return str(self._row('SELECT "Name" FROM "Organization"')["Name"])

    def user_record(self, account: Account) -> Mapping[str, str | None]:
        """The User record of an account."""
        return self._row('SELECT * FROM "User" WHERE "Id" = ?', account.user_id)

    def _row(self, sql: str, *values: str) -> dict[str, str | None]:
        with self._data.cursor() as cursor:
            found = cursor.execute(sql, list(values))
            names = [column[0] for column in found.description or ()]
            return dict(zip(names, found.fetchone() or (), strict=False))

    def _build(self) -> duckdb.DuckDBPyConnection:
        """Generate the data of the current time, with our edition and accounts."""
        data = duckdb.connect()
        data.execute("SET TimeZone = 'UTC'")
        build(
            data,
            users=self.users,
            seed=self.seed,
            anchor=self.anchor,
            now=self.clock(),
            records=self.records,
            logins=self.login_rows,
        )
        data.execute('UPDATE "Organization" SET "OrganizationType" = ?', [self.edition])
        ids = data.execute(
            """
            SELECT u."Id" FROM "User" u LEFT JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."IsActive"
            ORDER BY p."Name" = 'System Administrator' DESC NULLS LAST, u."UserType" = 'Standard' DESC, u."Id" LIMIT ?
            """,
            [len(self.accounts)],
        ).fetchall()
        for index, account in enumerate(list(self.accounts.values())):
            user_id = ids[min(index, len(ids) - 1)][0]
            self.accounts[account.username] = replace(account, user_id=user_id)
            if index < len(ids):
                data.execute('UPDATE "User" SET "Username" = ? WHERE "Id" = ?', [account.username, user_id])
        return data

    # --- access

    @property
    def has_api(self) -> bool:
        """Whether the edition has the API."""
        return self.edition != PROFESSIONAL

    def allows_api(self, account: Account) -> bool:
        """Whether this user can use the API."""
        return self.has_api and account.has_permission(API_ENABLED)

    def set_account(self, account: Account) -> None:
        """Change an account: permissions, password, approval."""
        known = self.accounts.get(account.username)
        self.accounts[account.username] = replace(account, user_id=known.user_id) if known else account

    @cached_property
    def jwt_key(self) -> bytes:
        """The connected app's private RSA key (PEM); the org trusts its public key."""
        if self._jwt_key:
            return self._jwt_key
        return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    # --- quota

    def count_call(self) -> int:
        """Count one API call against the daily limit; returns the number of calls so far."""
        with self._lock:
            self.calls_used += 1
            return self.calls_used

    def close(self) -> None:
        """Close the database and delete the temporary folder."""
        self._data.close()
        if self._temporary:
            self._temporary.cleanup()
