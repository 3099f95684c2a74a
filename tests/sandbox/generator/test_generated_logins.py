"""Login history agrees with what users say of their last login, and with Salesforce's own daily counts."""

from datetime import timedelta

import pytest

from sandbox.generator.generated_orgs import ANCHOR, Orgs
from seatwise.domain.errors import UsageError
from seatwise.domain.login_types import LoginKind, login_kind

SIX_MONTHS = timedelta(days=183)
NOW = ANCHOR.replace(tzinfo=None)


@pytest.mark.slow
@pytest.mark.parametrize("users", [1, 25, 1000])
def test_the_latest_success_is_the_last_login_as_far_back_as_history_goes(org: Orgs, users: int) -> None:
    pairs = org(users)("""SELECT u."LastLoginDate", l.latest FROM "User" u FULL JOIN (
        SELECT "UserId", max("LoginTime") AS latest FROM "LoginHistory" WHERE "Status" = 'Success' GROUP BY ALL
        ) l ON l."UserId" = u."Id" """)
    for shown, latest in pairs:
        assert latest == (shown if shown is not None and shown >= NOW - SIX_MONTHS else None)


@pytest.mark.slow
@pytest.mark.parametrize("days", [-30, 0, 30])
def test_history_goes_back_six_months_and_not_beyond_now(org: Orgs, days: int) -> None:
    first, last = org(1000, days)('SELECT min("LoginTime"), max("LoginTime") FROM "LoginHistory"')[0]
    now = NOW + timedelta(days=days)
    assert now - SIX_MONTHS <= first < now - SIX_MONTHS + timedelta(hours=2)
    assert now - timedelta(hours=2) < last <= now


@pytest.mark.slow
def test_a_later_now_adds_logins_and_forgets_the_oldest(org: Orgs) -> None:
    earlier, later = (
        set(org(100, days)('SELECT "Id", "UserId", "LoginTime", "LoginType", "Status", "SourceIp" FROM "LoginHistory"'))
        for days in (0, 30)
    )
    horizon = NOW + timedelta(days=30) - SIX_MONTHS
    assert {row for row in earlier if row[2] >= horizon} == {row for row in later if row[2] <= NOW}


@pytest.mark.slow
@pytest.mark.parametrize(("users", "requested"), [(25, 20_000), (1000, 20_000), (1000, 400_000), (3000, 1_000_000)])
def test_login_history_has_about_the_requested_size(org: Orgs, users: int, requested: int) -> None:
    (rows,) = org(users, logins=requested)('SELECT count(*) FROM "LoginHistory"')[0]
    assert 0.9 * requested <= rows <= 1.1 * requested


@pytest.mark.slow
def test_fewer_logins_leave_everybody_who_comes_monthly_still_coming(org: Orgs) -> None:
    recent = """SELECT count(*) FROM "User" WHERE "LastLoginDate" >= TIMESTAMP '2026-10-22 09:12'"""
    usual, few = org(1000)(recent)[0][0], org(1000, logins=0)(recent)[0][0]
    assert abs(usual - few) <= 25
    assert org(1000, logins=0)('SELECT count(*) FROM "LoginHistory"')[0][0] < 15_000


def test_people_and_programs_log_in_and_some_fail(org: Orgs) -> None:
    kinds = {login_kind(name) for (name,) in org(1000)('SELECT DISTINCT "LoginType" FROM "LoginHistory"')}
    assert kinds == {LoginKind.INTERACTIVE, LoginKind.API}
    statuses: dict[str, int] = dict(org(1000)('SELECT "Status", count(*) FROM "LoginHistory" GROUP BY ALL'))
    assert set(statuses) == {
        "Success",
        "Invalid Password",
        "Failed: Computer activation required",
        "Password Lockout",
        "Failed: API security token required",
        "User is Inactive",
        "User Is Frozen",
    }
    assert 0.02 < 1 - statuses["Success"] / sum(statuses.values()) < 0.06
    only_api = """SELECT count(*) FROM (SELECT "UserId" FROM "LoginHistory" WHERE "Status" = 'Success' GROUP BY "UserId"
        HAVING bool_and("LoginType" = 'Remote Access 2.0'))"""
    assert org(1000)(only_api)[0][0] > 5


def test_nobody_logs_in_once_frozen_or_gone(org: Orgs) -> None:
    late = """SELECT h."Id" FROM "LoginHistory" h JOIN "UserLogin" u ON u."UserId" = h."UserId"
        WHERE u."IsFrozen" AND h."Status" = 'Success' AND h."LoginTime" > u."LastModifiedDate" """
    assert org(1000)(late) == []


@pytest.mark.slow
@pytest.mark.parametrize("back", [1, 31, 90])
def test_the_count_of_a_day_is_what_the_org_was_at_its_end(org: Orgs, back: int) -> None:
    end = (ANCHOR - timedelta(days=back - 1)).replace(hour=0, minute=0)
    then = org(1000, (end - ANCHOR) / timedelta(days=1))
    day, since = (end - timedelta(days=1)).date(), (end - timedelta(days=30)).replace(tzinfo=None)
    people = f"""count(*), count(*) FILTER ("LastLoginDate" >= TIMESTAMP '{since}') FROM "User" u"""
    profiles = f"""SELECT "ProfileId", {people} WHERE "IsActive" AND "ProfileId" IS NOT NULL GROUP BY ALL"""
    add_ons = f"""SELECT a."PermissionSetLicenseId", {people} JOIN "PermissionSetLicenseAssign" a
        ON a."AssigneeId" = u."Id" WHERE "IsActive" GROUP BY ALL"""
    for metric, thing, was in (
        ("ActiveProfileMetric", "ProfileId", profiles),
        ("ActivePermSetLicenseMetric", "PermissionSetLicenseId", add_ons),
    ):
        counted = f"""SELECT "{thing}", "AssignedUserCount", "ActiveUserCount" FROM "{metric}"
            WHERE "MetricsDate" = DATE '{day}' """
        assert sorted(org(1000)(counted)) == sorted(then(was)), metric


@pytest.mark.parametrize(("size", "most"), [("records", "5,000,000"), ("logins", "10,000,000")])
def test_more_than_the_sandbox_can_hold_is_refused_by_name(org: Orgs, size: str, most: str) -> None:
    with pytest.raises(UsageError, match=f"0 to {most}"):
        org(1, **{size: 10_000_001})
    with pytest.raises(UsageError, match=f"{size}"):
        org(1, **{size: -1})
