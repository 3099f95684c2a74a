"""A tiny org in DuckDB that a person can hold in the head: two licenses, three profiles, five users."""

from datetime import UTC, datetime

from seatwise.sandbox.objects.schema import Child, Field, SObject
from seatwise.sandbox.soql import Plan, parse, translate

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)  # a Saturday
SETUP = "View Setup and Configuration"

_ID = Field("Id", "id")
OBJECTS = {
    item.name: item
    for item in (
        SObject(
            "User",
            "User",
            "005",
            (
                _ID,
                Field("Name", "string"),
                Field("Department", "string"),
                Field("IsActive", "boolean"),
                Field("Level", "int"),
                Field("Score", "double"),
                Field("ProfileId", "reference", reference_to="Profile", relationship="Profile"),
                Field("ManagerId", "reference", reference_to="User", relationship="Manager"),
                Field("StartDate", "date"),
                Field("LastLoginDate", "datetime", groupable=False),
                Field("Bio", "textarea", filterable=False, groupable=False, sortable=False),
                Field("Shoe__c", "double"),
            ),
            children=(Child("UserLogins", "UserLogin", "UserId"), Child("Reports", "User", "ManagerId")),
        ),
        SObject(
            "Profile",
            "Profile",
            "00e",
            (
                _ID,
                Field("Name", "string"),
                Field("UserLicenseId", "reference", reference_to="UserLicense", relationship="UserLicense"),
            ),
            children=(Child("Users", "User", "ProfileId"),),
        ),
        SObject(
            "UserLicense",
            "User License",
            "100",
            (
                _ID,
                Field("Name", "string"),
                Field("TotalLicenses", "int"),
                Field("UsedLicenses", "int", filterable=False),
                Field("MonthlyLoginsUsed", "int", permission=SETUP),
            ),
        ),
        SObject(
            "UserLogin",
            "User Login",
            "0Yw",
            (
                _ID,
                Field("UserId", "reference", reference_to="User", relationship="User"),
                Field("IsFrozen", "boolean"),
            ),
            permission="Manage Users",
            query_more=False,
        ),
        SObject("Group", "Group", "00G", (_ID, Field("Name", "string"))),
    )
}

ANN, BOB, CAT, DAN, EVE = (f"00500000000000{letter}AAQ" for letter in "ABCDE")
ADMIN, STANDARD, ORPHAN = (f"00e00000000000{letter}AAQ" for letter in "ABC")
SFDC, LOGIN = (f"10000000000000{letter}AAQ" for letter in "AB")

TABLES = f"""
create table "UserLicense"("Id" varchar, "Name" varchar, "TotalLicenses" integer, "UsedLicenses" integer,
  "MonthlyLoginsUsed" integer);
insert into "UserLicense" values ('{SFDC}', 'Salesforce', 100, 80, null), ('{LOGIN}', 'Community Login', 10, 2, 7);
create table "Profile"("Id" varchar, "Name" varchar, "UserLicenseId" varchar);
insert into "Profile" values ('{ADMIN}', 'System Administrator', '{SFDC}'), ('{STANDARD}', 'Standard User', '{SFDC}'),
  ('{ORPHAN}', 'Orphan', null);
create table "User"("Id" varchar, "Name" varchar, "Department" varchar, "IsActive" boolean, "Level" integer,
  "Score" double, "ProfileId" varchar, "ManagerId" varchar, "StartDate" date, "LastLoginDate" timestamp,
  "Bio" varchar, "Shoe__c" double);
insert into "User" values
 ('{EVE}', 'eve', null, false, null, null, null, null, null, null, null, null),
 ('{ANN}', 'Ann', 'Sales', true, 1, 1.5, '{ADMIN}', null, '2026-11-21', '2026-11-21 08:00:00.123', 'x', 42),
 ('{BOB}', 'Bob', 'sales', true, 2, 2.5, '{STANDARD}', '{ANN}', '2026-11-20', '2026-11-20 23:59:59', 'y', null),
 ('{CAT}', 'Cat "C", 100%', 'R&D', true, 3, 3.5, '{STANDARD}', '{ANN}', '2026-10-31', '2026-10-22 00:00:00', 'z', null),
 ('{DAN}', 'Dan_Ü', 'R&D', false, 4, 0.5, '{ORPHAN}', '{BOB}', '2025-12-31', '2025-12-31 12:00:00', 'w', null);
create table "UserLogin"("Id" varchar, "UserId" varchar, "IsFrozen" boolean);
insert into "UserLogin" values ('0Yw00000000000AAAQ', '{BOB}', true), ('0Yw00000000000BAAQ', '{CAT}', false),
  ('0Yw00000000000CAAQ', null, false);
create table "Group"("Id" varchar, "Name" varchar);
"""


def plan(soql: str, permissions: frozenset[str] | None = None) -> Plan:
    return translate(parse(soql), OBJECTS, now=NOW, permissions=permissions)
