"""The records of the generated org: their number, and who created and changed them."""

import pytest

from sandbox.generator.generated_orgs import Orgs
from seatwise.sandbox.objects.fields import SQL_TYPES
from seatwise.sandbox.objects.records import RECORD_OBJECTS
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sources.activity import TRACKED_OBJECTS

WORKED_ON = tuple(sobject.name for sobject in RECORD_OBJECTS if sobject.field("OwnerId"))
WINDOW = "TIMESTAMP '2026-10-22 09:12'"  # 30 days before the anchor


def every(columns: str, objects: tuple[str, ...] = WORKED_ON) -> str:
    """The same columns of several objects, below each other. Ids are made text: the objects keep them differently."""
    return " UNION ALL ".join(f"""SELECT '{name}' AS "Object", {columns} FROM "{name}" """ for name in objects)


TOUCHES = every("""unnest(["CreatedById"::VARCHAR, "LastModifiedById"::VARCHAR]) AS "UserId",
    unnest(["CreatedDate", "LastModifiedDate"]) AS moment""")


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_has_the_columns_of_describe(org: Orgs, name: str) -> None:
    columns = {row[0]: row[1] for row in org(25)(f'DESCRIBE "{name}"')}
    assert set(columns) == {field.name for field in OBJECTS[name].fields}
    for field in OBJECTS[name].fields:
        kind = columns[field.name]
        assert kind == SQL_TYPES.get(field.type, "VARCHAR") or (kind.startswith("ENUM") and field.type not in SQL_TYPES)


@pytest.mark.slow
@pytest.mark.parametrize("records", [0, 1, 100, 12_345])
def test_there_are_as_many_records_as_requested(org: Orgs, records: int) -> None:
    rows = org(100, records=records)
    made = sum(rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in WORKED_ON)
    (companies,) = rows("""SELECT count(DISTINCT "Id") FROM "Account" WHERE "Id" < base.id('001', 1000000)""")[0]
    (customers,) = rows('SELECT count("ContactId") FROM "User"')[0]
    assert made - companies - customers == records
    assert companies == 5  # one per twenty users


def test_by_default_there_are_eight_per_user(org: Orgs) -> None:
    assert org(1000)('SELECT count(*) FROM "Case"') == [(36 * 82,)]  # 36 % of 8,200


def test_nobody_makes_or_changes_records_before_they_come_or_after_they_leave(org: Orgs) -> None:
    impossible = f"""SELECT t."Object" FROM ({TOUCHES}) t JOIN "User" u ON u."Id" = t."UserId"
        WHERE t.moment < u."CreatedDate" OR (NOT u."IsActive" AND t.moment > u."LastModifiedDate")"""
    assert org(1000)(impossible) == []


def test_the_automated_process_changes_records_and_has_no_profile(org: Orgs) -> None:
    changed = f"""SELECT count(*) FROM ({TOUCHES}) t JOIN "User" u ON u."Id" = t."UserId" WHERE u."ProfileId" IS NULL"""
    assert org(1000)(changed)[0][0] > 100


def test_a_later_now_only_adds_later_changes(org: Orgs) -> None:
    for name in WORKED_ON:
        earlier, later = (
            {row[0]: row for row in org(1000, days)(f'SELECT * FROM "{name}" ORDER BY "Id"')} for days in (0, 30)
        )
        names = [field for (field, *_) in org(1000)(f'DESCRIBE "{name}"')]
        changed, made = names.index("LastModifiedDate"), names.index("CreatedDate")
        assert set(earlier) < set(later) or name == "Campaign"
        touched = 0
        for key, row in earlier.items():
            if later[key][changed] == row[changed]:
                assert later[key] == row
            else:
                touched += 1
                assert later[key][changed] > row[changed]
                assert later[key][made] == row[made]
        assert touched or name == "Campaign"
    new = set(org(1000, 30)('SELECT "Id" FROM "Case"')) - set(org(1000)('SELECT "Id" FROM "Case"'))
    assert len(new) == 246  # 2,952 in 360 days: 8.2 a day


@pytest.mark.slow
def test_sizes_change_nothing_but_what_they_size(org: Orgs) -> None:
    users = 'SELECT * FROM "User" ORDER BY "Id"'
    assert org(100, records=5)(users) == org(100)(users)
    logins = 'SELECT * FROM "LoginHistory" ORDER BY "Id"'
    assert org(100, records=5)(logins) == org(100)(logins)


def test_records_have_record_types_of_their_own_object_or_none(org: Orgs) -> None:
    typed = tuple(name for name in WORKED_ON if OBJECTS[name].field("RecordTypeId"))
    assert set(WORKED_ON) - set(typed) == {"Contact", "Campaign"}
    wrong = f"""SELECT t."Object" FROM ({every('"RecordTypeId"::VARCHAR AS id', typed)}) t
        JOIN "RecordType" r ON r."Id" = t.id WHERE r."SobjectType" <> t."Object" """
    assert org(1000)(wrong) == []
    for name in ("Opportunity", "Case", "Lead", "Account"):
        without = org(1000)(f'SELECT count(*) FILTER ("RecordTypeId" IS NULL), count(*) FROM "{name}"')[0]
        assert 0 < without[0] < without[1], name
    inactive = f"""SELECT count(*) FROM ({every('"RecordTypeId"::VARCHAR AS id', typed)}) t
        JOIN "RecordType" r ON r."Id" = t.id WHERE NOT r."IsActive" """
    assert org(1000)(inactive)[0][0] > 0


@pytest.fixture(scope="module")
def people(org: Orgs) -> dict[str, tuple[int, ...]]:
    """Per license of a big org: active users, of whom logged in, are actors, do both, only log in, only act."""
    touches = TOUCHES.replace("Invoice__c", TRACKED_OBJECTS[0])  # the backbone alone
    rows = org(20_000)(f"""
        WITH actor AS (SELECT DISTINCT "UserId" FROM ({touches}) WHERE moment >= {WINDOW}),
        person AS (
            SELECT
                l."MasterLabel" AS license, coalesce(u."LastLoginDate" >= {WINDOW}, false) AS came,
                u."Id" IN (FROM actor) AS acts
            FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" JOIN "UserLicense" l ON l."Id" = p."UserLicenseId"
            WHERE u."IsActive"
        )
        SELECT license, count(*), count(*) FILTER (came), count(*) FILTER (acts), count(*) FILTER (came AND acts),
            count(*) FILTER (came AND NOT acts), count(*) FILTER (acts AND NOT came)
        FROM person GROUP BY license""")
    return {row[0]: row[1:] for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("license_", ["Salesforce", "Salesforce Platform", "Platform One", "Partner Community"])
def test_some_log_in_and_work_some_only_log_in_some_never_come_and_some_only_write(
    people: dict[str, tuple[int, ...]], license_: str
) -> None:
    users, came, _, both, only_came, only_acts = people[license_]
    assert users > came > both > 0
    assert only_came > 0
    assert 0 < only_acts < both
