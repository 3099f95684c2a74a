"""The generator is a pure function of users, seed, anchor and now; a later now is the same org, later."""

import hashlib
from datetime import timedelta

import duckdb
import pytest

from sandbox.generator.generated_orgs import ANCHOR, Orgs, Rows
from seatwise.domain.errors import UsageError
from seatwise.sandbox.generator.build import build
from seatwise.sandbox.objects.registry import OBJECTS


def _digest(rows: Rows) -> str:
    everything = [rows(f'SELECT * FROM "{name}" ORDER BY "Id"') for name in OBJECTS]
    return hashlib.md5(repr(everything).encode()).hexdigest()


@pytest.mark.slow
def test_the_same_arguments_give_the_same_rows_on_every_duckdb(org: Orgs) -> None:
    again = duckdb.connect()
    build(again, users=25, seed=7, anchor=ANCHOR, now=ANCHOR)
    build(again, users=25, seed=7, anchor=ANCHOR, now=ANCHOR)  # a second time over the first
    rows = _digest(lambda sql: again.execute(sql).fetchall())
    assert rows == _digest(org(25))
    assert rows == "626ed9dcc43f0e50d2f27bd9f7e2f257"  # as seen on 1.5.6 and 2.0


@pytest.mark.slow
def test_another_seed_is_another_org(org: Orgs) -> None:
    assert _digest(org(25)) != _digest(org(25, seed=8))
    assert org(25)('SELECT "Id" FROM "Organization"') != org(25, seed=8)('SELECT "Id" FROM "Organization"')


def test_nothing_is_left_behind_but_the_objects(org: Orgs) -> None:
    tables = org(25)("SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema <> 'base'")
    assert set(tables) == {("main", name) for name in OBJECTS}
    assert org(25)("SELECT name FROM duckdb_variables()") == []


@pytest.mark.slow(sample=7)
@pytest.mark.parametrize("users", [1, 2, 3, 21, 24, 25, 1000])
def test_at_the_anchor_there_are_exactly_as_many_users_as_requested(org: Orgs, users: int) -> None:
    assert org(users)('SELECT count(*) FROM "User"') == [(users,)]


def test_about_one_percent_join_in_a_month(org: Orgs) -> None:
    before, after = (org(1000, days)('SELECT count(*) FROM "User"')[0][0] for days in (-30, 30))
    assert 985 <= before <= 995
    assert 1005 <= after <= 1015


def test_a_month_changes_something_of_everything(org: Orgs) -> None:
    for question in (
        'SELECT count(*) FROM "User" WHERE NOT "IsActive"',
        'SELECT "UsedLicenses" FROM "UserLicense" ORDER BY "Id"',
        'SELECT max("LastLoginDate") FROM "User"',
        'SELECT count(*) FROM "PermissionSetLicenseAssign"',
    ):
        assert org(1000)(question) != org(1000, 30)(question), question


def test_seats_are_bought_for_the_anchor_and_stay(org: Orgs) -> None:
    seats = 'SELECT "Id", "TotalLicenses", "MonthlyLoginsEntitlement" FROM "UserLicense" ORDER BY "Id"'
    assert org(1000)(seats) == org(1000, -30)(seats) == org(1000, 30)(seats)


@pytest.mark.parametrize("columns", ['"Username", "CreatedDate", "Name", "Email", "ManagerId", "ContactId"'])
def test_what_a_user_was_born_with_never_changes(org: Orgs, columns: str) -> None:
    earlier = set(org(1000, -30)(f'SELECT "Id", {columns} FROM "User"'))
    assert earlier < set(org(1000)(f'SELECT "Id", {columns} FROM "User"'))


def test_who_left_does_not_come_back_and_logins_only_go_forward(org: Orgs) -> None:
    state = 'SELECT "Id", "IsActive", "LastLoginDate" FROM "User"'
    later = {row[0]: row[1:] for row in org(1000, 30)(state)}
    for user, active, login in org(1000)(state):
        was_active, last = later[user]
        assert active or not was_active
        assert login is None or last >= login


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_nothing_happens_after_now_or_before_a_user_is_there(org: Orgs, days: int) -> None:
    now = (ANCHOR + timedelta(days=days)).replace(tzinfo=None).isoformat(" ")
    impossible = f'''SELECT "Id" FROM "User" WHERE "CreatedDate" > '{now}' OR "LastLoginDate" > '{now}'
        OR "LastModifiedDate" > '{now}' OR "LastLoginDate" < "CreatedDate" OR "LastModifiedDate" < "CreatedDate"'''
    assert org(1000, days)(impossible) == []
    for name, sobject in OBJECTS.items():
        times = {field.name for field in sobject.fields} & {"CreatedDate", "LastModifiedDate"}
        for time in times:
            assert org(1000, days)(f"""SELECT "{time}" FROM "{name}" WHERE "{time}" > '{now}' """) == [], name


@pytest.mark.parametrize("users", [0, -1, 1_000_001])
def test_a_size_out_of_range_is_refused_by_name(users: int) -> None:
    with pytest.raises(UsageError, match="1 to 1,000,000"):
        build(duckdb.connect(), users=users, seed=1, anchor=ANCHOR, now=ANCHOR)


def test_an_org_does_not_exist_before_it_was_created() -> None:
    with pytest.raises(UsageError, match="It was created on 2018-07-15"):
        build(duckdb.connect(), users=1, seed=1, anchor=ANCHOR, now=ANCHOR - timedelta(days=4000))
