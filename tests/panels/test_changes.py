"""Two snapshots compared: what changed, and for how much, on orgs a person can check in the head."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from fakes import price
from panel_workspace import PanelWorkspace
from rows_org import NOW, profile, sid, user_license
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.metrics.changes.license_changes import MONEY, SEATS
from seatwise.panels.declaration.result import Result, Row
from seatwise.render.cell import format_display
from workspace import org, person

FIGURES = (*SEATS, *MONEY)
COUNTS = ("joined", "left", "changed_profile", "changed_license", "frozen", "unfrozen")
Users = Mapping[int, tuple[bool, int, bool]]  # number -> active, profile, frozen


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def counts(result: Result) -> dict[str, object]:
    return {name: result.overall[f"users_{name}"] for name in COUNTS}


def rows(result: Result) -> dict[object, Row]:
    return {row["label"]: row for row in result.rows}


def test_seats_and_money_change_each_priced_as_of_its_own_day(workspace: PanelWorkspace) -> None:
    workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)]))
    workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 120, 90)]))
    tomorrow = (NOW + timedelta(days=1)).date()
    workspace.book.record("acme", [price(amount="1000"), price(amount="2000", start=tomorrow)])
    changes = workspace.run("changes")
    (row,) = changes.rows
    assert (row["provisioned_change"], row["assigned_change"], row["unassigned_change"]) == (20, 10, 10)
    assert (row["provisioned_cost_before"], row["provisioned_cost_after"]) == (100_000, 240_000)
    assert (row["provisioned_cost_change"], row["assigned_cost_change"]) == (140_000, 100_000)
    assert (row["unassigned_cost_change"], row["unit_price_change"], row["flags"]) == (40_000, 1000, ["new price"])
    assert changes.headline == (
        "Active users 0 (no change). Provisioned cost +140,000 EUR a year, unassigned cost +40,000 EUR a year."
    )


def test_no_cost_change_is_said_only_of_what_could_be_compared(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10")])
    both = [user_license(1, "Salesforce", "SFDC", 5, 5), user_license(2, "X", "X", 1, 1)]
    workspace.read(org(seats=both))
    workspace.read(org(seats=both))
    assert workspace.run("changes").headline.endswith("No cost change where it could be compared (1 license left out).")


def test_twelve_months_in_place_of_an_entitlement_that_could_not_be_read_are_not_compared(
    workspace: PanelWorkspace,
) -> None:
    workspace.book.record("acme", [price("PL", "3")])
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    yearly = {
        "Id": "e1",
        "MasterLabel": "Partner Community Logins",
        "Frequency": "Yearly",
        "CurrentAmountAllowed": 1000,
    }
    workspace.read(org(seats=[login]) | {"tenant_usage_entitlement": [yearly]})
    workspace.read(org(seats=[login]), hidden=["tenant_usage_entitlement"])
    changes = workspace.run("changes", unchanged="1")
    (row,) = changes.rows
    assert (row["provisioned_cost_before"], row["provisioned_cost_after"]) == (3000, 3600)
    assert row["provisioned_cost_change"] is changes.overall["provisioned_cost_change"] is None
    assert changes.overall["provisioned_cost_change_missing"] == 1


def test_trials_are_in_no_count_of_the_totals(workspace: PanelWorkspace) -> None:
    trial = user_license(2, "X", "X", 1, 1, Status="Trial")
    for seats in (5, 6):
        workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", seats, 5), trial]))
    overall = workspace.run("changes").overall
    assert (overall["licenses"], overall["licenses_changed"], overall["licenses_without_price"]) == (1, 1, 1)


def test_the_headline_counts_what_is_left_out_of_the_sum_that_it_names(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10"), price("X", "1")])
    for assigned in (5, 4):
        workspace.read(
            org(seats=[user_license(1, "Salesforce", "SFDC", 5, assigned), user_license(2, "X", "X", -1, 1)])
        )
    assert workspace.run("changes").headline.endswith("Unassigned cost +10.00 EUR a year.")


def test_nothing_changed_is_said_in_a_sentence(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10"), price("X", "1")])
    for _ in range(2):
        workspace.read(org(person(1)))
    changes = workspace.run("changes")
    assert list(changes.rows) == []
    assert [row["changed"] for row in workspace.run("changes", unchanged="yes").rows] == [False, False]
    assert changes.headline == "Active users 1 (no change). No cost change."
    assert changes.nothing == "No license changed."
    workspace.read(org(person(1)), hidden=["user"])
    assert workspace.run("changes").nothing == "No license changed, as far as could be read."


def test_a_license_without_a_price_on_one_of_the_days_is_listed_and_its_money_not_compared(
    workspace: PanelWorkspace,
) -> None:
    for provisioned in (100, 120):
        workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", provisioned, 80)]))
    workspace.book.record("acme", [price(amount="1000", start=(NOW + timedelta(days=1)).date())])
    changes = workspace.run("changes")
    (row,) = changes.rows
    assert (row["flags"], row["provisioned_change"]) == (["first price"], 20)
    cost = [row[f"provisioned_cost_{side}"] for side in ("before", "after", "change")]
    assert cost == [None, 120_000, None]
    overall = changes.overall
    sums = [overall[f"provisioned_cost_{side}"] for side in ("before", "after", "change")]
    left_out = [overall[f"provisioned_cost_{side}_missing"] for side in ("before", "after", "change")]
    assert (sums, left_out) == ([None, 120_000, None], [1, 0, 1])
    assert changes.headline.endswith("No license has a price on both days: no cost is compared.")


def test_a_sum_of_what_may_be_negative_is_never_said_to_be_at_least_so_much(workspace: PanelWorkspace) -> None:
    names = ("provisioned_change", "provisioned_cost_change", "assigned_change", "unassigned_after")

    def shown() -> list[str]:
        changes = workspace.run("changes")
        columns = changes.panel.totals.choose(*names, "provisioned_after") if changes.panel.totals else ()
        return [format_display(changes, changes.overall, column) for column in columns]

    workspace.book.record("acme", [price(amount="1000")])
    add_ons = [{"Id": sid("0PL", 1), "MasterLabel": "A", "PermissionSetLicenseKey": "A", "Status": "Active",
                "TotalLicenses": 5, "UsedLicenses": 1}]  # fmt: skip
    tables = {**org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)]), "permission_set_license": add_ons}
    workspace.read(tables)
    workspace.read(tables, hidden_columns=["permission_set_license.TotalLicenses"])
    assert shown() == ["0 (1 left out)", "0.00 (1 left out)", "0", "20 (1 left out)", "at least 100"]
    workspace.read(tables, hidden=["permission_set_license"])
    signed = [f"{sum_} (some left out)" for sum_ in ("0", "0.00", "0", "20")]
    assert shown() == [*signed, "at least 100"]


def test_a_license_that_came_went_or_was_disabled_changes_all_of_its_money(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price("OLD", "10"), price("NEW", "20"), price("OFF", "5")])
    off = user_license(3, "Off", "OFF", 10, 0)
    workspace.read(org(seats=[user_license(1, "Old", "OLD", 10, 4), off]))
    workspace.read(org(seats=[user_license(2, "New", "NEW", 7, 7), {**off, "Status": "Disabled"}]))
    changes = workspace.run("changes")
    changed = {
        label: (row["flags"], row["provisioned_change"], row["provisioned_cost_change"])
        for label, row in rows(changes).items()
    }
    assert changed == {"Old": (["gone"], -10, -100), "New": (["new"], 7, 140), "Off": (["disabled"], -10, -50)}
    assert changes.overall["provisioned_cost_change"] == -10
    back = workspace.run("changes", earlier=changes.snapshot, later=str(changes.about["earlier"]))
    assert rows(back)["Off"]["flags"] == ["enabled"]


def test_a_license_that_becomes_unlimited_is_listed_and_its_seats_are_not_compared(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price("X", "10"), price(amount="1")])
    workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Free", "X", 50, 5)]))
    workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 90, 80), user_license(2, "Free", "X", -1, 5)]))
    changes = workspace.run("changes")
    free = rows(changes)["Free"]
    assert (free["flags"], free["provisioned_before"], free["provisioned_after"]) == (["now unlimited"], 50, None)
    assert (free["provisioned_change"], free["provisioned_cost_change"], free["assigned_cost_change"]) == (
        None,
        None,
        0,
    )
    overall = changes.overall
    assert (overall["provisioned_change"], overall["provisioned_change_missing"]) == (-10, 1)
    assert (overall["provisioned_cost_change"], overall["provisioned_cost_change_missing"]) == (-10, 1)
    assert changes.headline.endswith(
        "Provisioned cost -10.00 EUR a year (1 license left out), "
        "unassigned cost -10.00 EUR a year (1 license left out)."
    )
    back = workspace.run("changes", earlier=changes.snapshot, later=str(changes.about["earlier"]))
    assert rows(back)["Free"]["flags"] == ["now limited"]


def test_a_license_that_expires_leaves_the_totals(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price("ADD", "10", kind=Kind.PERMISSION_SET)])
    add_on: dict[str, object] = {
        "Id": "0PL000000000001AAA",
        "DeveloperName": "Add",
        "MasterLabel": "Add",
        "PermissionSetLicenseKey": "ADD",
    }
    add_on |= {"Status": "Active", "TotalLicenses": 5, "UsedLicenses": 3}
    for _ in range(2):
        workspace.read({**org(), "permission_set_license": [{**add_on, "ExpirationDate": str(NOW.date())}]})
    changes = workspace.run("changes")
    assert rows(changes)["Add"]["flags"] == ["now trial or expired"]
    total = changes.total("permission_set")
    assert total is not None
    assert [total[f"provisioned_cost_{side}"] for side in ("before", "after", "change")] == [50, 0, -50]


def test_users_who_joined_left_and_changed_are_counted(workspace: PanelWorkspace) -> None:
    users = (person(1), person(2), person(3), person(4), person(5, active=False), person(6))
    workspace.read(org(*users, frozen=[6]))
    now = (person(1), person(2, active=False), person(4, on=2), person(5), person(6, on=3), person(7), person(8))
    workspace.read(org(*now, frozen=[1]))
    changes = workspace.run("changes")
    assert counts(changes) == {
        "joined": 3, "left": 2, "changed_profile": 2, "changed_license": 1, "frozen": 1, "unfrozen": 1
    }  # fmt: skip
    how = ("joined_new", "joined_reactivated", "left_deactivated", "left_gone")
    assert [changes.overall[f"users_{name}"] for name in how] == [2, 1, 1, 1]
    assert changes.headline.startswith("Active users 5 -> 6 (+1).")
    assert all(total["users_before"] is None for total in changes.totals if total["group"] != "all")


def test_a_profile_with_another_license_than_before_changes_that_of_its_users(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1)))
    workspace.read({**org(person(1)), "profile": [profile(1, 2), profile(2, 1), profile(3, 2)]})
    assert counts(workspace.run("changes")) == {**dict.fromkeys(COUNTS, 0), "changed_license": 1}


UNKNOWN: dict[str, tuple[dict[str, Sequence[str]], set[str]]] = {
    "no users": ({"hidden": ["user"]}, set(COUNTS)),
    "some users": ({"rows_missing": ["user"]}, set(COUNTS)),
    "no activity": ({"hidden_columns": ["user.IsActive"]}, set(COUNTS)),
    "no profiles of users": ({"hidden_columns": ["user.ProfileId"]}, {"changed_profile", "changed_license"}),
    "no profiles": ({"hidden": ["profile"]}, {"changed_license"}),
    "no freezing": ({"hidden": ["user_login"]}, {"frozen", "unfrozen"}),
}


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize(("hidden", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("side", [0, 1], ids=["earlier", "later"])
def test_what_could_not_be_read_on_either_side_is_unknown_and_never_zero(
    workspace: PanelWorkspace, hidden: dict[str, Sequence[str]], unknown: set[str], side: int
) -> None:
    tables = org(person(1), person(2, on=2), frozen=[1])
    read = [workspace.read(tables, **(hidden if at == side else {})) for at in (0, 1)]
    changes = workspace.run("changes")
    expected = {name: None if name in unknown else 0 for name in COUNTS}
    assert counts(changes) == expected
    left_out = {name: changes.overall[f"users_{name}_missing"] for name in COUNTS[2:]}
    assert left_out == {name: expected[name] for name in COUNTS[2:]}
    assert list(workspace.run("user-changes").rows) == []
    assert set(changes.gaps_by_snapshot) == {read[side].id}
    if "joined" in unknown:
        assert changes.headline.startswith("How many users joined and left is not known.")


@pytest.mark.parametrize("side", [0, 1], ids=["earlier", "later"])
def test_licenses_that_could_not_be_read_are_no_seats_lost(workspace: PanelWorkspace, side: int) -> None:
    workspace.book.record("acme", [price(amount="10")])
    for at in (0, 1):
        workspace.read(org(person(1)), **({"hidden": ["user_license"]} if at == side else {}))
    changes = workspace.run("changes", unchanged="1")
    assert all(not row["flags"] and row["assigned_change"] is None for row in changes.rows)
    assert (changes.overall["provisioned_cost_change"], changes.overall["provisioned_cost_change_missing"]) == (
        None, None
    )  # fmt: skip
    assert changes.headline.endswith("Cost change not known: not everything could be read.")


def test_one_absent_object_blanks_no_total(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10")])
    for provisioned in (100, 110):
        seats = [user_license(1, "Salesforce", "SFDC", provisioned, 80)]
        workspace.read(org(person(1), seats=seats), hidden=["active_feature_license_metric"])
    overall = workspace.run("changes").overall
    assert (overall["provisioned_cost_change"], overall["provisioned_cost_change_missing"]) == (100, None)
    user = workspace.run("changes").total("user")
    assert user is not None
    assert (user["provisioned_cost_change"], user["provisioned_cost_change_missing"]) == (100, 0)


def test_the_latest_is_compared_with_the_one_before_unless_others_are_named(workspace: PanelWorkspace) -> None:
    with pytest.raises(UsageError, match="no snapshot yet"):
        workspace.run("changes")
    read = [workspace.read(org(person(1)))]
    with pytest.raises(UsageError, match=r"nothing to compare it with.*refresh acme"):
        workspace.run("changes")
    read += [workspace.read(org()), workspace.read(org())]

    def pair(**named: str) -> tuple[object, str]:
        changes = workspace.run("changes", **named)
        return changes.about["earlier"], changes.snapshot

    assert pair() == (read[1].id, read[2].id)
    assert pair(later=read[1].id) == (read[0].id, read[1].id)
    assert pair(earlier=read[2].id[:8], later=read[0].id) == (read[2].id, read[0].id)
    with pytest.raises(UsageError, match="is no snapshot of this org"):
        pair(earlier="2001")


def test_an_empty_org_changes_nothing(workspace: PanelWorkspace) -> None:
    for _ in range(2):
        workspace.read({})
    changes = workspace.run("changes", unchanged="1")
    assert list(changes.rows) == []
    assert (changes.overall["users_before"], changes.overall["users_change"]) == (0, 0)
    assert changes.headline == "Active users 0 (no change). No cost to compare."


def test_both_sides_are_what_the_licenses_panel_says(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="1980.50")])
    read = [
        workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", *seats), user_license(2, "Free", "X", -1, 5)]))
        for seats in ((100, 80), (90, 85))
    ]
    changes = workspace.run("changes")
    for side, snapshot in zip(("before", "after"), read, strict=True):
        for group in ("Named", "Other", "user", "all"):
            total, panel = changes.total(group), workspace.run("licenses", snapshot=snapshot.id).total(group)
            assert total is not None
            assert panel is not None
            for name in FIGURES:
                assert total[f"{name}_{side}"] == panel[name]
                assert total[f"{name}_{side}_missing"] == panel[f"{name}_missing"]
    assert changes.overall["unassigned_cost_change"] == Decimal("-29707.50")


USERS = st.dictionaries(st.integers(1, 12), st.tuples(st.booleans(), st.integers(1, 3), st.booleans()), max_size=9)
LICENSES_OF = st.dictionaries(
    st.integers(1, 4), st.tuples(st.integers(-1, 20), st.integers(0, 20), st.booleans()), max_size=4
)
REASONABLE = examples(5)


def made(users: Users, seats: Mapping[int, tuple[int, int, bool]]) -> dict[str, Sequence[Row]]:
    licenses = [
        {**user_license(n, f"License {n}", f"L{n}", total, used), "Status": "Active" if on else "Disabled"}
        for n, (total, used, on) in seats.items()
    ]
    people = [person(n, active=active, on=on) for n, (active, on, _) in users.items()]
    return org(*people, seats=licenses, frozen=[n for n, each in users.items() if each[2]])


@pytest.fixture(scope="module")
def any_workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], PanelWorkspace]:
    folders = count()
    return lambda: PanelWorkspace(tmp_path_factory.mktemp(f"lake{next(folders)}"))


@REASONABLE
@given(one=st.tuples(USERS, LICENSES_OF), other=st.tuples(USERS, LICENSES_OF))
def test_a_comparison_adds_up_and_seen_in_the_mirror_is_its_opposite(
    any_workspace: Callable[[], PanelWorkspace],
    one: tuple[Users, dict[int, tuple[int, int, bool]]],
    other: tuple[Users, dict[int, tuple[int, int, bool]]],
) -> None:
    workspace = any_workspace()
    first, second = workspace.read(made(*one)), workspace.read(made(*other))
    workspace.book.record("acme", [price(f"L{n}", str(n * 10)) for n in (1, 2, 3)])
    there = workspace.run("changes", earlier=first.id, later=second.id)
    back = workspace.run("changes", earlier=second.id, later=first.id)

    of = counts(there)
    assert there.overall["users_change"] == int(str(of["joined"])) - int(str(of["left"]))
    mirrored = {
        "joined": "left", "left": "joined", "frozen": "unfrozen", "unfrozen": "frozen",
        "changed_profile": "changed_profile", "changed_license": "changed_license",
    }  # fmt: skip
    assert {mirrored[name]: users for name, users in of.items()} == counts(back)
    everyone = list(workspace.run("user-changes", earlier=first.id, later=second.id, limit=1000).rows)
    assert len(everyone) == sum(int(str(users)) for users in of.values())

    for name in FIGURES:
        change, opposed = there.overall[f"{name}_change"], back.overall[f"{name}_change"]
        assert change == (None if opposed is None else -opposed)  # type: ignore[operator]
        changed = [row[f"{name}_change"] for row in there.rows if row[f"{name}_change"] is not None]
        if change is not None:
            assert change == sum(changed)  # type: ignore[arg-type]
        sides = [there.overall[f"{name}_{side}"] for side in ("before", "after")]
        if there.overall[f"{name}_change_missing"] == 0 and None not in sides:
            assert change == sides[1] - sides[0]  # type: ignore[operator]
    assert {row["id"] for row in there.rows} == {row["id"] for row in back.rows}
    same = workspace.run("changes", earlier=first.id, later=first.id)
    assert list(same.rows) == []
    assert set(counts(same).values()) == {0}


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("hidden", ["UsedLicenses", "TotalLicenses", "LicenseDefinitionKey", "Status"])
def test_a_license_did_not_change_only_where_all_of_it_is_known(workspace: PanelWorkspace, hidden: str) -> None:
    workspace.read(org(person(1)))
    workspace.read(org(person(1)), hidden_columns=[f"user_license.{hidden}"])
    changes = workspace.run("changes", unchanged="1")
    assert [row["changed"] for row in changes.rows] == [None, None]
    assert changes.overall["licenses_changed"] is None
