"""Two snapshots compared: what moved, who, and for how much, on orgs a person can check in the head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import price
from rows_org import NOW, profile, sid, user_license
from seatwise.app.compare import Question, every_user, last_of, read_changes, two_snapshots
from seatwise.app.report import read_licenses
from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.license_changes import FIGURES
from seatwise.views.changes import CHANGES, Changes
from seatwise.views.panel import Row
from workspace import EVIL, Workspace, org, person

People = Mapping[int, tuple[bool, int, bool]]  # number -> active, profile, frozen


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake")


def counts(changes: Changes) -> dict[str, int | None]:
    return {count.change: count.users for count in changes.counts}


def test_who_joined_left_moved_and_was_frozen(workspace: Workspace) -> None:
    one = workspace.read(
        org(person(1), person(2), person(3), person(4), person(5, active=False), person(6), frozen=[6])
    )
    other = workspace.read(
        org(
            person(1), person(2, active=False), person(4, on=2), person(5), person(6, on=3), person(7, Name=EVIL),
            frozen=[1],
        )
    )  # fmt: skip
    changes, people = workspace.changes(one, other)
    assert (changes.users_before, changes.users_after) == (5, 5)
    assert counts(changes) == {"joined": 2, "left": 2, "profile": 2, "license": 1, "frozen": 1, "unfrozen": 1}
    assert dict(changes.counts[0].how) == {"new": 1, "reactivated": 1}
    assert dict(changes.counts[1].how) == {"deactivated": 1, "gone": 1}
    told = {(row["change"], row["how"], row["name"]) for row in people}
    assert told == {
        ("joined", "new", EVIL), ("joined", "reactivated", "User 5"),
        ("left", "deactivated", "User 2"), ("left", "gone", "User 3"),
        ("profile", None, "User 4"), ("profile", None, "User 6"), ("license", None, "User 6"),
        ("frozen", None, "User 1"), ("unfrozen", None, "User 6"),
    }  # fmt: skip
    (moved,) = (row for row in people if row["change"] == "license")
    assert (moved["license_before"], moved["license_after"]) == ("Salesforce", "Free")
    assert (moved["profile_before"], moved["profile_after"]) == ("Profile 1", "Profile 3")


def test_a_profile_that_stands_on_another_license_moves_its_users(workspace: Workspace) -> None:
    one = workspace.read(org(person(1)))
    other = workspace.read({**org(person(1)), "profile": [profile(1, 2), profile(2, 1), profile(3, 2)]})
    changes, _ = workspace.changes(one, other)
    assert counts(changes) == {"joined": 0, "left": 0, "profile": 0, "license": 1, "frozen": 0, "unfrozen": 0}


def test_seats_and_money_move_each_priced_as_of_its_own_day(workspace: Workspace) -> None:
    one = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)]))
    other = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 120, 90)]))
    workspace.book.set_prices(
        "acme", [price(amount="1000"), price(amount="2000", start=(NOW + timedelta(days=1)).date())]
    )
    changes = workspace.changes(one, other)[0]
    (row,) = changes.licenses
    assert (row["provisioned_change"], row["assigned_change"], row["available_change"]) == (20, 10, 10)
    assert changes.summary.endswith(
        "Committed money grew by 140,000.00 EUR a year; 40,000.00 EUR a year more goes to seats that nobody holds."
    )
    assert (row["provisioned_cost_before"], row["provisioned_cost_after"]) == (100_000, 240_000)
    assert (row["provisioned_cost_change"], row["assigned_cost_change"]) == (140_000, 100_000)
    assert (row["unassigned_cost_change"], row["flags"]) == (40_000, ["other price"])


def test_a_price_on_one_of_the_days_only_moves_no_money(workspace: Workspace) -> None:
    one = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)]))
    other = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 120, 80)]))
    workspace.book.set_prices("acme", [price(amount="1000", start=(NOW + timedelta(days=1)).date())])
    changes, _ = workspace.changes(one, other)
    assert (changes.licenses[0]["provisioned_change"], changes.licenses[0]["provisioned_cost_change"]) == (20, None)
    assert (changes.overall["provisioned_cost_change"], changes.overall["unpriced"]) == (None, 1)
    assert "no license has a price on both days" in changes.summary


def test_a_license_that_came_went_or_was_disabled_moves_all_of_its_money(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("OLD", "10"), price("NEW", "20"), price("OFF", "5")])
    off = user_license(3, "Off", "OFF", 10, 0)
    one = workspace.read(org(seats=[user_license(1, "Old", "OLD", 10, 4), off]))
    other = workspace.read(org(seats=[user_license(2, "New", "NEW", 7, 7), {**off, "Status": "Disabled"}]))
    changes, _ = workspace.changes(one, other)
    moved = {
        row["label"]: (row["how"], row["provisioned_change"], row["provisioned_cost_change"])
        for row in changes.licenses
    }
    assert moved == {"Old": ("gone", -10, -100), "New": ("new", 7, 140), "Off": ("disabled", -10, -50)}
    assert changes.overall["provisioned_cost_change"] == -10


def test_unlimited_seats_have_no_difference_and_do_not_hide_that_of_others(workspace: Workspace) -> None:
    one = workspace.read(
        org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Free", "X", -1, 5)])
    )
    other = workspace.read(
        org(seats=[user_license(1, "Salesforce", "SFDC", 90, 80), user_license(2, "Free", "X", -1, 9)])
    )
    changes, _ = workspace.changes(one, other)
    free = next(row for row in changes.licenses if row["label"] == "Free")
    assert (free["provisioned_change"], free["available_change"], free["assigned_change"]) == (None, None, 4)
    assert (changes.overall["provisioned_change"], changes.overall["assigned_change"]) == (-10, 4)


UNKNOWN: dict[str, tuple[dict[str, Sequence[str]], set[str]]] = {
    "no users": ({"hidden": ["user"]}, set(CHANGES)),
    "some users": ({"rows_missing": ["user"]}, set(CHANGES)),
    "no activity": ({"hidden_columns": ["user.IsActive"]}, set(CHANGES)),
    "no profiles of users": ({"hidden_columns": ["user.ProfileId"]}, {"profile", "license"}),
    "no profiles": ({"hidden": ["profile"]}, {"license"}),
    "no freezing": ({"hidden": ["user_login"]}, {"frozen", "unfrozen"}),
}


@pytest.mark.parametrize(("hidden", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("side", [0, 1], ids=["earlier", "later"])
def test_what_could_not_be_read_on_either_side_is_unknown_and_never_zero(
    workspace: Workspace, hidden: dict[str, Sequence[str]], unknown: set[str], side: int
) -> None:
    tables = org(person(1), person(2, on=2), frozen=[1])
    read: list[Snapshot] = [workspace.read(tables, **(hidden if at == side else {})) for at in (0, 1)]
    changes, people = workspace.changes(*read)
    assert {change for change, users in counts(changes).items() if users is None} == unknown
    assert all(users == 0 for change, users in counts(changes).items() if change not in unknown)
    assert not people
    assert not changes.empty
    assert changes.gaps[0][0] == read[side].id


@pytest.mark.parametrize("side", [0, 1], ids=["earlier", "later"])
def test_licenses_that_could_not_be_read_are_no_seats_lost(workspace: Workspace, side: int) -> None:
    workspace.book.set_prices("acme", [price(amount="10")])
    read = [workspace.read(org(person(1)), **({"hidden": ["user_license"]} if at == side else {})) for at in (0, 1)]
    changes, _ = workspace.changes(*read)
    assert all(row["how"] is None and row["assigned_change"] is None for row in changes.licenses)
    assert changes.overall["provisioned_cost_change"] is None
    assert "How much money moved is unknown" in changes.summary


def test_pages_follow_each_other_and_words_find(workspace: Workspace) -> None:
    one = workspace.read(org())
    other = workspace.read(
        org(*(person(n, Name=f"Same {n % 3}", Department=EVIL if n == 5 else "Sales") for n in range(1, 8)))
    )
    seen, after = [], None
    for _ in range(4):
        _, rows = workspace.changes(one, other, limit=2, after=after)
        seen += rows
        after = last_of(rows)
    assert [row["user_id"] for row in seen] == [sid("005", n) for n in (3, 6, 1, 4, 7, 2, 5)]
    assert [row["user_id"] for row in workspace.changes(one, other, text="<SCRIPT> 🚀 same")[1]] == [sid("005", 5)]
    assert len(workspace.changes(one, other, text="salesforce profile", change="joined")[1]) == 7
    assert not workspace.changes(one, other, text="100%")[1]
    assert not workspace.changes(one, other, change="left")[1]
    assert list(every_user(one, other, workspace.sources, Question(limit=1))) == seen


def test_the_latest_is_compared_with_the_one_before_unless_asked_otherwise(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="no snapshot yet"):
        two_snapshots("acme", None, None, workspace.sources)
    read = [workspace.read(org(person(1)))]
    with pytest.raises(UsageError, match=r"nothing to compare it with.*refresh acme"):
        two_snapshots("acme", None, None, workspace.sources)
    read += [workspace.read(org()), workspace.read(org())]
    assert two_snapshots("acme", None, None, workspace.sources) == (read[1], read[2])
    assert two_snapshots("acme", None, read[1].id, workspace.sources) == (read[0], read[1])
    assert two_snapshots("acme", read[2].id[:8], read[0].id, workspace.sources) == (read[2], read[0])
    with pytest.raises(UsageError, match="is no snapshot of this org"):
        two_snapshots("acme", "2001", None, workspace.sources)
    with pytest.raises(UsageError, match="no change 'moved'"):
        read_changes("acme", workspace.sources, question=Question(change="moved"))


def test_an_org_that_was_never_read_says_what_to_do(workspace: Workspace) -> None:
    connections = workspace.sources.connections
    connections.update(replace(connections.get("acme"), org_id=""))
    with pytest.raises(UsageError, match=r"never been read.*seatwise refresh acme"):
        read_changes("acme", workspace.sources)


def test_an_empty_org_moves_nothing(workspace: Workspace) -> None:
    changes, people = workspace.changes(workspace.read({}), workspace.read({}))
    assert changes.empty
    assert not people
    assert (changes.users_before, changes.users_change) == (0, 0)


PEOPLE = st.dictionaries(st.integers(1, 12), st.tuples(st.booleans(), st.integers(1, 3), st.booleans()), max_size=9)
SEATS = st.dictionaries(
    st.integers(1, 4), st.tuples(st.integers(-1, 20), st.integers(0, 20), st.booleans()), max_size=4
)
REASONABLE = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def made(people: People, seats: Mapping[int, tuple[int, int, bool]]) -> dict[str, Sequence[Row]]:
    licenses = [
        {**user_license(n, f"License {n}", f"L{n}", total, used), "Status": "Active" if on else "Disabled"}
        for n, (total, used, on) in seats.items()
    ]
    users = [person(n, active=active, on=on) for n, (active, on, _) in people.items()]
    return org(*users, seats=licenses, frozen=[n for n, told in people.items() if told[2]])


@pytest.fixture(scope="module")
def any_workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workspace]:
    folders = count()
    return lambda: Workspace(tmp_path_factory.mktemp(f"lake{next(folders)}"))


@REASONABLE
@given(one=st.tuples(PEOPLE, SEATS), other=st.tuples(PEOPLE, SEATS))
def test_a_comparison_adds_up_and_seen_in_the_mirror_is_its_opposite(
    any_workspace: Callable[[], Workspace],
    one: tuple[People, dict[int, tuple[int, int, bool]]],
    other: tuple[People, dict[int, tuple[int, int, bool]]],
) -> None:
    workspace = any_workspace()
    first, second = workspace.read(made(*one)), workspace.read(made(*other))
    workspace.book.set_prices("acme", [price(f"L{n}", str(n * 10)) for n in (1, 2, 3)])
    there, people = workspace.changes(first, second)
    back, persons = workspace.changes(second, first)

    of = counts(there)
    assert there.users_change == (of["joined"] or 0) - (of["left"] or 0)
    opposite = {"joined": "left", "left": "joined", "frozen": "unfrozen", "unfrozen": "frozen"}
    assert {opposite.get(change, change): users for change, users in of.items()} == counts(back)
    mirrored = {
        (opposite.get(str(row["change"]), row["change"]), row["user_id"], row["profile_after"]) for row in people
    }
    assert mirrored == {(row["change"], row["user_id"], row["profile_before"]) for row in persons}
    assert len(people) == sum(users or 0 for users in of.values())

    for name in FIGURES:
        change, opposed = there.overall[f"{name}_change"], back.overall[f"{name}_change"]
        assert change == (None if opposed is None else -opposed)  # type: ignore[operator]
        moved = [row[f"{name}_change"] for row in there.licenses if row[f"{name}_change"] is not None]
        if change is not None:
            assert change == sum(moved)  # type: ignore[arg-type]
    assert {row["id"] for row in there.licenses} == {row["id"] for row in back.licenses}
    for snapshot in (first, second):
        same, nobody = workspace.changes(snapshot, snapshot)
        assert same.empty
        assert not nobody
        assert same.overall["assigned_change"] in (0, None)


def test_both_sides_are_what_the_licenses_panel_says(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price(amount="1980.50")])
    one = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)]))
    other = workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 90, 85)]))
    overall = workspace.changes(one, other)[0].overall
    for side, snapshot in (("before", one), ("after", other)):
        panel = read_licenses("acme", workspace.sources, snapshot_id=snapshot.id).overall
        assert {name: panel[name] for name in FIGURES} == {name: overall[f"{name}_{side}"] for name in FIGURES}
    assert overall["unassigned_cost_change"] == Decimal("-29707.50")
