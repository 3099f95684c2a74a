"""Generates a snapshot without an org: any number of users, 500 profiles, their logins and record activity."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.sources.activity import TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.storage.manifest import manifest_text, sha256
from seatwise.storage.paths import MANIFEST, snapshot_folder, table_path

ORG_ID = "00D000000000001EAA"
AS_OF = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
PROFILES, LICENSES = 500, 25
_NOW = "TIMESTAMP '2026-11-21 09:12:00'"


def _id(prefix: str, number: str) -> str:
    return f"'{prefix}' || lpad(CAST({number} AS VARCHAR), 12, '0') || 'AAA'"


def _one_of(names: tuple[str, ...], number: str) -> str:
    return f"[{', '.join(repr(name) for name in names)}][CAST({number} % {len(names)} + 1 AS INTEGER)]"


def _rows(users: int) -> dict[str, str]:
    """The SELECT of each table; columns that it lacks are null. Half of the users are active."""
    login_types = _one_of(("Application", "Remote Access 2.0", "SAML Sfdc Initiated SSO"), "hash(i + 3)")
    return {
        "user_license": f"SELECT {_id('100', 'i')} AS Id, 'License ' || i AS Name, 'License ' || i AS MasterLabel, "
        f"'KEY_' || i AS LicenseDefinitionKey, 'Active' AS Status, {users} AS TotalLicenses, "
        f"{users // LICENSES} AS UsedLicenses, CASE WHEN i % 8 = 3 THEN 10000 END AS MonthlyLoginsEntitlement "
        f"FROM range({LICENSES}) AS t(i)",
        "profile": f"SELECT {_id('00e', 'i')} AS Id, 'Profile ' || i AS Name, {_id('100', f'i % {LICENSES}')} "
        f"AS UserLicenseId FROM range({PROFILES}) AS t(i)",
        "user": f"SELECT {_id('005', 'i')} AS Id, 'user' || i || '@acme.example' AS Username, "
        f"'Ada Garcia ' || (i * 7919 % 1000003) AS Name, 'Department ' || (i % 97) AS Department, "
        "i % 20 <> 0 AS IsActive, "
        f"{_id('00e', f'hash(i + 9) % (1 + hash(i + 11) % {PROFILES})')} AS ProfileId, "
        f"{_id('005', 'hash(i) % 2000')} AS ManagerId, "
        f"{_NOW} - INTERVAL 1 MINUTE * CAST(hash(i) % 3000000 AS BIGINT) AS CreatedDate, "
        f"CASE WHEN i % 10 > 2 THEN {_NOW} - INTERVAL 1 MINUTE * CAST(hash(i + 7) % 200000 AS BIGINT) END "
        f"AS LastLoginDate FROM range({users}) AS t(i)",
        "user_login": f"SELECT {_id('0Yw', 'i')} AS Id, {_id('005', 'i')} AS UserId, i % 50 = 0 AS IsFrozen "
        f"FROM range({users}) AS t(i)",
        "login_day": f"SELECT {_id('005', 'i // 5')} AS UserId, {login_types} AS LoginType, "
        "hash(i + 1) % 20 > 0 AS Success, 1 + hash(i) % 5 AS Logins, "
        f"{_NOW} - INTERVAL 1 MINUTE * CAST(hash(i) % 260000 AS BIGINT) AS LastTime, "
        f"CAST(LastTime AS DATE) AS Day FROM range({5 * users}) AS t(i)",
        "record_touch": f"SELECT {_one_of(TRACKED_OBJECTS, 'i')} AS SobjectType, {_id('012', 'hash(i) % 30')} "
        f"AS RecordTypeId, {_id('005', 'i // 3 * 2')} AS UserId, {_one_of(('created', 'modified'), 'i')} AS Touch, "
        f"1 + hash(i) % 50 AS Records, {_NOW} - INTERVAL 1 MINUTE * CAST(hash(i) % 43200 AS BIGINT) AS LastDate "
        f"FROM range({3 * users // 2}) AS t(i)",
        "record_type": f"SELECT {_id('012', 'i')} AS Id, 'Kind ' || i AS Name, 'Account' AS SobjectType, "
        "true AS IsActive FROM range(30) AS t(i)",
        "profile_record_type": f"SELECT {_id('00e', f'i % {PROFILES}')} AS ProfileId, {_id('012', 'hash(i) % 30')} "
        f"AS RecordTypeId, 'page layouts' AS Source FROM range({10 * PROFILES}) AS t(i)",
    }


def make_snapshot(lake: Path, users: int) -> Snapshot:
    """Write the snapshot as a refresh would."""
    folder = snapshot_folder(lake, ORG_ID, AS_OF)
    folder.mkdir(parents=True)
    empty = Snapshot(ORG_ID, "acme", AS_OF, AS_OF, "67.0", 0, {}, (), 30, TRACKED_OBJECTS)
    selects = _rows(users)
    tables = {}
    with duckdb.connect() as connection:
        for table in REGISTRY:
            path = table_path(lake, empty, table.name)
            rows = _write(connection, table, selects.get(table.name), path)
            names = tuple(column.name for column in table.fields)
            tables[table.name] = TableFile(table.name, rows, names, path.stat().st_size, sha256(path), "REST")
    snapshot = Snapshot(ORG_ID, "acme", AS_OF, AS_OF, "67.0", 0, tables, (), 30, TRACKED_OBJECTS)
    (folder / MANIFEST).write_text(manifest_text(snapshot), encoding="utf-8")
    return snapshot


def _write(connection: duckdb.DuckDBPyConnection, table: Source, select: str | None, path: Path) -> int:
    names = set() if select is None else {str(row[0]) for row in connection.execute(f"DESCRIBE {select}").fetchall()}
    values = ", ".join(
        f'CAST({column.name if column.name in names else "NULL"} AS {column.type.sql}) AS "{column.name}"'
        for column in table.fields
    )
    source = f"FROM ({select})" if select else "WHERE false"
    copied = connection.execute(
        f"COPY (SELECT {values} {source}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
    ).fetchone()
    return int(copied[0]) if copied else 0
