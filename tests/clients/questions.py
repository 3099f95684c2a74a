"""Queries about permissions and activity, and the row counts that the sandbox org must return."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox

# What the refresh reads as it is, with its fields.
PLAIN = {
    "LoginHistory": "Id, UserId, LoginTime, LoginType, Status",
    "RecordType": "Id, Name, DeveloperName, NamespacePrefix, SobjectType, BusinessProcessId, IsActive",
    "BusinessProcess": "Id, Name, TableEnumOrId, IsActive",
    "PermissionSetAssignment": "Id, AssigneeId, PermissionSetId, PermissionSetGroupId, IsActive, ExpirationDate",
    "PermissionSetGroupComponent": "Id, PermissionSetGroupId, PermissionSetId",
    "ObjectPermissions": "Id, ParentId, SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit",
}
BY = '"RecordTypeId", "LastModifiedById"'
VISIBLE = """
    SELECT "Id", json_array_length("Metadata", '$.recordTypeVisibilities') AS visible
    FROM "Profile" ORDER BY visible DESC, "Id"
"""
SINCE = "2000-01-01T00:00:00Z"


@dataclass(frozen=True)
class Question:
    """One query.

    Attributes:
        what: as the table of results names it.
        soql: the query.
        rows: how many records it finds.
        adds: a field of the records (`a.b`: inside one) -> what its numbers, or the lengths of its lists, sum to.
        tooling: whether it is for the Tooling API.
    """

    what: str
    soql: str
    rows: int
    adds: Mapping[str, int] = field(default_factory=dict)
    tooling: bool = False


def questions(org: Sandbox) -> Iterator[Question]:
    """All of them, in reading order."""
    with org.cursor(org.accounts[ADMIN.username]) as data:
        for name, fields in PLAIN.items():
            yield Question(name, f"SELECT {fields} FROM {name}", _count(data, f'SELECT count(*) FROM "{name}"'))
        grouped = f'SELECT {BY} FROM "Account" GROUP BY ALL'
        yield Question(
            "GROUP BY on Account",
            "SELECT RecordTypeId, LastModifiedById, COUNT(Id) n, MAX(LastModifiedDate) latest FROM Account "
            f"WHERE LastModifiedDate >= {SINCE} GROUP BY RecordTypeId, LastModifiedById",
            _count(data, f"SELECT count(*) FROM ({grouped})"),
            {"n": _count(data, 'SELECT count(*) FROM "Account"')},
        )
        yield Question(
            "tooling Profile", "SELECT Id, Name FROM Profile", _count(data, 'SELECT count(*) FROM "Profile"'), {}, True
        )
        profile, visible = data.execute(VISIBLE).fetchall()[0]
        soql = f"SELECT Id, Metadata FROM Profile WHERE Id = '{profile}'"
        yield Question("tooling Profile.Metadata", soql, 1, {"Metadata.recordTypeVisibilities": visible}, True)
        layouts = _count(data, 'SELECT count(*) FROM "ProfileLayout"')
        soql = "SELECT ProfileId, RecordTypeId, TableEnumOrId FROM ProfileLayout"
        yield Question("tooling ProfileLayout", soql, layouts, {}, True)


def _count(data: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = data.execute(sql).fetchone()
    return int(found[0]) if found else 0
