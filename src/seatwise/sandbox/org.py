"""One running sandbox org: its data at one moment, its clock, its users' logins, what it is told to do wrong."""

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

from seatwise.sandbox.accounts import ADMIN, API_ENABLED, INTEGRATION, PERMISSIONS, Login
from seatwise.sandbox.faults import Faults
from seatwise.sandbox.fields import ID, fields
from seatwise.sandbox.generator.build import build
from seatwise.sandbox.objects import OBJECTS
from seatwise.sandbox.schema import SObject
from seatwise.sandbox.sessions import Sessions

ENTERPRISE, PROFESSIONAL = "Enterprise Edition", "Professional Edition"
DAILY_CALLS = 15_000
SEATS_UNFILTERED = 64.0  # from this API version on, UserLicense.UsedLicenses cannot be filtered
KEPT_CALLS = 100_000
_KEY_BITS = 2048

# Made for the user who asks, one row: how a client finds out what it may see.
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
EVERYBODYS = "memory.main"  # where the real tables are, whatever views stand before them


@dataclass(frozen=True)
class Call:
    """One request that arrived: its method, path with query, and the status it was answered with (0: cut off)."""

    method: str
    path: str
    status: int


class Sandbox:
    """A Salesforce org in a box, not yet served.

    Args:
        users: how many users it has, 1 to 1,000,000.
        seed: the same seed gives the same org.
        anchor: the moment that the org is planned for; by default `now`, or this moment.
        now: the org's clock stands still at this moment (UTC) until it is moved; None lets it run with this machine's.
        folder: where results of bulk jobs are written; a temporary folder by default.
        edition: `PROFESSIONAL` has no API, as on Salesforce.
        logins: the users who can log in.
        trusted_ip: whether callers sit in a trusted range, where the security token may be left out.
        daily_calls: the API calls that the org allows in 24 hours.
        records: how many leads, cases and so on people have made, up to 5,000,000; by default 8 per user (see `build`).
        login_rows: about how many rows login history has, up to 10,000,000; by default about 70 per user.
        jwt_key: the PEM of the connected app's private RSA key; made when first needed by default.
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
        logins: Iterable[Login] = (ADMIN, INTEGRATION),
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
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.calls_used = 0
        self.url = ""  # where it is served, once it is
        self._jwt_key = jwt_key
        self._now = now.astimezone(UTC) if now else None
        self._lock = threading.Lock()
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="seatwise-sandbox-")
        self.folder = folder or Path(self._temporary.name if self._temporary else "")
        self.logins = {login.username: login for login in logins}
        self._data = self._built()
        self.sessions = Sessions(self.org_id)

    # --- the moment

    def clock(self) -> datetime:
        """The org's own time (UTC)."""
        return self._now or datetime.now(UTC)

    def move(self, now: datetime) -> None:
        """Set the clock to a moment, where it stands still, and rebuild the data for it. Sessions stay good."""
        with self._lock:
            self._set(now.astimezone(UTC))

    def let_run(self) -> None:
        """Set the clock to this machine's and let it run; the data is rebuilt for this moment, and stays as it is."""
        with self._lock:
            self._set(None)

    def _set(self, now: datetime | None) -> None:
        self._now = now
        self._data = self._built()
        self.calls_used = 0

    # --- the data

    def cursor(self, login: Login) -> duckdb.DuckDBPyConnection:
        """An own connection to the data, as this user sees it. Close it after use.

        What sharing hides is hidden by temporary views, which stand before the real ones.
        """
        cursor = self._data.cursor()
        values = ", ".join(f'{login.may(name)} AS "{field}"' for name, field in PERMISSIONS.items())
        row = f"""CREATE TEMP TABLE "UserPermissionAccess" AS SELECT '0Xx000000000001AAA' AS "Id", {values}"""
        cursor.execute(row)
        for name, sobject in OBJECTS.items():
            if sobject.owner and not any(login.may(permission) for permission in sobject.everyones):
                own = f"""SELECT * FROM {EVERYBODYS}."{name}" WHERE "{sobject.owner}" = '{login.user_id}'"""
                cursor.execute(f'CREATE TEMP VIEW "{name}" AS {own}')
        return cursor

    def objects(self, version: float, *, tooling: bool = False) -> Mapping[str, SObject]:
        """Every object of the data API, or of the Tooling API, without what faults hide in that API version.

        Permissions are the SOQL layer's to apply.
        """
        everything = dict(_TOOLING if tooling else _DATA)
        if version < SEATS_UNFILTERED and not tooling:
            seats = everything["UserLicense"]
            opened = tuple(replace(f, filterable=f.filterable or f.name == "UsedLicenses") for f in seats.fields)
            everything["UserLicense"] = replace(seats, fields=opened)
        if not self.faults.all():
            return everything
        return {
            name: replace(
                sobject,
                fields=tuple(f for f in sobject.fields if not self.faults.hides(name, f.name, version)),
                bulk=sobject.bulk and not self.faults.keeps_from_bulk(name),
            )
            for name, sobject in everything.items()
            if not self.faults.hides(name, "", version)
        }

    @cached_property
    def org_id(self) -> str:
        """The org's 18-character id."""
        return str(self._row('SELECT "Id" FROM "Organization"')["Id"])

    @property
    def name(self) -> str:
        """The org's name."""
        return str(self._row('SELECT "Name" FROM "Organization"')["Name"])

    def person(self, login: Login) -> Mapping[str, str | None]:
        """The User record of someone who can log in."""
        return self._row('SELECT * FROM "User" WHERE "Id" = ?', login.user_id)

    def _row(self, sql: str, *values: str) -> dict[str, str | None]:
        with self._data.cursor() as cursor:
            found = cursor.execute(sql, list(values))
            names = [column[0] for column in found.description or ()]
            return dict(zip(names, found.fetchone() or (), strict=False))

    def _built(self) -> duckdb.DuckDBPyConnection:
        """The data of this moment, with the edition and the users who can log in written over the generated ones."""
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
            [len(self.logins)],
        ).fetchall()
        for index, login in enumerate(list(self.logins.values())):
            user_id = ids[min(index, len(ids) - 1)][0]
            self.logins[login.username] = replace(login, user_id=user_id)
            if index < len(ids):
                data.execute('UPDATE "User" SET "Username" = ? WHERE "Id" = ?', [login.username, user_id])
        return data

    # --- who may come in

    @property
    def has_api(self) -> bool:
        """Whether the edition has the API at all."""
        return self.edition != PROFESSIONAL

    def admits(self, login: Login) -> bool:
        """Whether this user may use the API of this org."""
        return self.has_api and login.may(API_ENABLED)

    def set_login(self, login: Login) -> None:
        """Change a user who can log in: permissions, password, approval."""
        known = self.logins.get(login.username)
        self.logins[login.username] = replace(login, user_id=known.user_id) if known else login

    @cached_property
    def jwt_key(self) -> bytes:
        """The PEM of the connected app's private RSA key; the org trusts its public half."""
        if self._jwt_key:
            return self._jwt_key
        return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    # --- what it counts

    def count_call(self) -> int:
        """Count one API call against the daily quota; how many were made with it."""
        with self._lock:
            self.calls_used += 1
            return self.calls_used

    def close(self) -> None:
        """Let go of the data and of the temporary folder."""
        self._data.close()
        if self._temporary:
            self._temporary.cleanup()
