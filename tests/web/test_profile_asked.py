"""The state of the Profiles page stands in its address: what is open, how it is sorted, where a list goes on."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.requests import Request

from seatwise.views.tree import Branch
from seatwise.web.profile_query_params import AskedPeople, AskedTree, Chosen
from seatwise.web.tree_lines import lines, shown_rows


def request(query: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []})


def branch(level: str, name: str, *children: Branch) -> Branch:
    count = None if level == "bucket" else 3
    profile_id = name if level == "profile" else None
    return Branch({"id": name, "level": level, "profile_id": profile_id, "business_processes": count}, children)


TREE = (
    branch("bucket", "Named", branch("license", "SFDC", branch("profile", "Sales"), branch("profile", "Service"))),
    branch("bucket", "Other", branch("license", "Free", branch("profile", "Chatter"))),
)


def shown(asked: AskedTree) -> list[str]:
    return [str(row["id"]) for row in shown_rows(TREE, asked)]


def clicked(asked: AskedTree, name: str) -> AskedTree:
    """The state after a click on a row."""
    row = next(row for each in TREE for row in each.walk() if row["id"] == name)
    return AskedTree.of(request(asked.toggled(row).removeprefix("?")))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("bucket", ["Named", "Other"]),
        ("", ["Named", "SFDC", "Other", "Free"]),
        ("license", ["Named", "SFDC", "Other", "Free"]),
        ("profile", ["Named", "SFDC", "Sales", "Service", "Other", "Free", "Chatter"]),
        ("user", ["Named", "SFDC", "Other", "Free"]),  # nobody opens a million users at once
        ("nonsense", ["Named", "SFDC", "Other", "Free"]),
    ],
)
def test_the_tree_is_open_down_to_a_level(level: str, expected: list[str]) -> None:
    assert shown(AskedTree(level=level)) == expected


def test_several_branches_are_open_at_once_and_a_second_click_shuts_one() -> None:
    asked = AskedTree(level="bucket")
    for name in ("Named", "Other", "SFDC"):
        asked = clicked(asked, name)
    assert shown(asked) == ["Named", "SFDC", "Sales", "Service", "Other", "Free"]
    assert shown(clicked(asked, "Named")) == ["Named", "Other", "Free"]


@pytest.mark.parametrize("name", ["Named", "SFDC", "Sales"])
@pytest.mark.parametrize("level", ["bucket", "license", "profile"])
def test_two_clicks_bring_back_the_address(level: str, name: str) -> None:
    asked = AskedTree(level=level, sort="actors", desc="1", window="7", snapshot="2026")
    once = clicked(asked, name)
    assert once != asked
    assert clicked(once, name) == asked


def test_what_is_shut_opens_again_as_it_was() -> None:
    asked = clicked(AskedTree(), "SFDC")
    assert shown(clicked(clicked(asked, "Named"), "Named")) == shown(asked)


def test_only_what_is_open_and_known_is_read() -> None:
    read: list[str] = []

    def people(row: Any) -> Any:
        read.append(f"people of {row['id']}")

    def processes(branch: Any) -> Any:
        read.append(f"processes of {branch.row['id']}")

    asked = AskedTree(open=("SFDC", "Sales"), processes=("Named", "SFDC", "Service", "Chatter"))
    found = list(lines(TREE, asked, people=people, processes=processes))
    assert read == ["processes of SFDC", "people of Sales", "processes of Service"]
    assert [line.row["id"] for line in found] == ["Named", "SFDC", "Sales", "Service", "Other", "Free"]


def test_a_column_sorts_largest_first_then_smallest_first_then_as_it_was() -> None:
    asked, seen = AskedTree(), []
    for _ in range(3):
        asked = AskedTree.of(request(asked.sorted_by("actors").removeprefix("?")))
        seen.append((asked.sort, asked.desc, asked.order("actors"), asked.order("users")))
    assert seen == [
        ("actors", "1", "descending", "none"),
        ("actors", "", "ascending", "none"),
        ("", "", "none", "none"),
    ]


def test_users_in_the_tree_have_an_order_of_their_own() -> None:
    asked = AskedTree.of(request(AskedTree(sort="actors").people_sorted_by("last_login").removeprefix("?")))
    assert (asked.sort, asked.people_sort, asked.people_order("last_login")) == ("actors", "last_login", "descending")


@pytest.mark.parametrize(("window", "days"), [("", 30), ("7", 7), (" 365 ", 365), ("1", 1)])
def test_a_window_is_a_number_of_days(window: str, days: int) -> None:
    asked = Chosen(window=window)
    assert (asked.days, asked.refused) == (days, "")


@pytest.mark.parametrize("window", ["0", "366", "-7", "7.5", "a week", "99999999999999999999", "٣", "1e3"])
def test_what_is_no_window_is_refused_and_the_usual_one_shown(window: str) -> None:
    asked = Chosen(window=window)
    assert asked.days == 30
    assert asked.refused == f"{window} is no number of days from 1 to 365."


def test_pages_go_on_and_back_and_keep_everything_else() -> None:
    first = AskedPeople(sort="last_login", desc="1", q="sales", profile="00e1", license="SFDC")
    second = AskedPeople.of(request(first.next("005a").removeprefix("?")))
    third = AskedPeople.of(request(second.next("005b").removeprefix("?")))
    assert third.after == ("005a", "005b")
    assert third.previous == second.with_(after=second.after)
    assert second.previous == third.first == first.with_()
    assert parse_qs(third.previous[1:]) == {**parse_qs(first.with_()[1:]), "after": ["005a"]}


def test_another_list_begins_at_the_first_page() -> None:
    late = AskedPeople(after=("005a",))
    for another in (late.sorted_by("name"), late.with_(window="7"), late.with_(profile="00e1"), late.with_(q="sales")):
        assert "after" not in another


def test_which_page_it_is_is_known_as_long_as_the_address_tells() -> None:
    assert AskedPeople().pages_before == 0
    assert AskedPeople(after=("005a", "005b")).pages_before == 2
    assert AskedPeople(after=("005a",) * 20).pages_before is None


def test_the_address_of_a_late_page_stays_short() -> None:
    asked = AskedPeople()
    for number in range(1000):
        asked = AskedPeople.of(request(asked.next(f"005{number:015}").removeprefix("?")))
    assert len(asked.with_(after=asked.after)) < 1500
    assert asked.after[-1] == f"005{999:015}"


def test_forms_send_along_what_they_do_not_ask() -> None:
    asked = AskedTree(snapshot="2026", window="7", open=("a", "b"))
    assert asked.kept("window") == [("snapshot", "2026"), ("open", "a"), ("open", "b")]
