"""The Profiles panel against definitions section 3, on orgs a person can check in the head."""

from decimal import Decimal
from pathlib import Path

import pytest

from fakes import price
from people_desk import Desk, ago, person, touch
from rows_org import profile, user_license
from seatwise.app.profiles import read_profiles
from seatwise.views.tree import Level

LOGIN = user_license(2, "Customer Community Login", "CCL", 2000, 1000, MonthlyLoginsEntitlement=10_000)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "lake")


def test_the_worked_check_of_the_definitions_to_the_cent(desk: Desk) -> None:
    """50 users, 40 logged in, 31 actors of whom 30 logged in; a login license of which 600 of 1,000 users."""
    desk.book.set_prices("acme", [price("SFDC", "1980")])
    people = [person(n, 1, LastLoginDate=ago(5) if n <= 40 else None) for n in range(1, 51)]
    members = [person(n, 2, LastLoginDate=ago(5) if n <= 250 else None) for n in range(101, 701)]
    others = [person(n, 3) for n in range(701, 1101)]
    sources = desk.read(
        {
            "user_license": [user_license(1, "Salesforce", "SFDC", 100, 80), LOGIN],
            "profile": [profile(1, 1), profile(2, 2), profile(3, 2)],
            "user": [*people, *members, *others],
            "record_touch": [touch(n) for n in (*range(1, 31), 50)],
        }
    )
    panel = read_profiles("acme", sources)
    rows = {str(row["profile"]): row for row in panel.rows}
    seats = rows["Profile 1"]
    assert [seats[name] for name in ("users", "logged_in_users", "actors", "api_only_actors")] == [50, 40, 31, 1]
    assert seats["assigned"] == Decimal("99000.00")
    assert seats["unlogged"] == Decimal("19800.00")
    assert seats["unlogged_api_only"] == Decimal("1980.00")
    assert seats["actor_cost"] == Decimal("59400.00")
    assert seats["non_actor_cost"] == Decimal("19800.00")
    pool = rows["Profile 2"]
    assert (pool["assigned"], pool["assigned_unit"]) == (Decimal("5917.81"), "logins")
    assert pool["unlogged"] == Decimal("4438.36")
    assert pool["actor_cost"] is pool["non_actor_cost"] is None
    licenses = {row["label"]: row for row in read_profiles("acme", sources, level=Level.LICENSE).rows}
    assert licenses["Customer Community Login"]["assigned"] == Decimal("9863.01")
