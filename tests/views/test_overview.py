"""All orgs side by side: what is summed, what is not, and what stands first."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from seatwise.views.overview import FIELDS, FIGURES, Overview, overview_of
from seatwise.views.panel import Row


def line(org: str, idle: str | None = "10", **changes: object) -> Row:
    money = None if idle is None else Decimal(idle)
    told = {
        "org": org, "org_id": org, "sandbox": False, "currency": "USD", "snapshot": "20261121T091200Z", "users": 2,
        "provisioned": 5, "assigned": 3, "provisioned_cost": Decimal(100), "assigned_cost": Decimal(90),
        "unassigned_cost": money, "licenses": 1, "unpriced": 0, "gaps": 0, "trouble": "",
    }  # fmt: skip
    return {**dict.fromkeys(FIELDS), **told, **changes}


def never(org: str, **changes: object) -> Row:
    return line(org, None, snapshot=None, org_id="", sandbox=None, **dict.fromkeys(FIGURES), **changes)


def names(overview: Overview) -> list[object]:
    return [row["org"] for row in overview.rows]


def test_money_is_summed_per_currency_and_never_across() -> None:
    told = overview_of([line("a"), line("b", "5"), line("c", "7", currency="EUR")])
    assert {group.currency: group.total["unassigned_cost"] for group in told.groups} == {"USD": 15, "EUR": 7}


def test_sandboxes_stand_apart_and_in_no_total() -> None:
    told = overview_of([line("a"), line("test", "1000", sandbox=True)])
    assert [row["org"] for row in told.sandboxes] == ["test"]
    assert told.groups[0].total["unassigned_cost"] == 10
    assert names(told) == ["a", "test"]


def test_the_worst_stands_first_and_what_was_never_read_last() -> None:
    told = overview_of(
        [
            line("little"),
            never("never"),
            line("gaps", "1", gaps=2),
            line("much", "99"),
            line("damaged", None, snapshot=None, trouble="The file is cut."),
            line("gap", "500", gaps=1),
        ]
    )
    assert names(told) == ["damaged", "gaps", "gap", "much", "little", "never"]


def test_a_sum_with_something_unknown_in_it_is_unknown_and_the_others_stay() -> None:
    (group,) = overview_of([line("a"), line("b", None, users=None)]).groups
    assert (group.total["unassigned_cost"], group.total["users"], group.total["assigned"]) == (None, None, 6)


def test_orgs_that_were_never_read_are_left_out_and_counted() -> None:
    told = overview_of([line("a"), never("b")])
    assert (told.groups[0].total["unassigned_cost"], told.groups[0].total["left_out"]) == (10, 1)
    assert "1 org never read: in no total." in told.notes


def test_an_org_connected_twice_is_counted_once() -> None:
    told = overview_of([line("a", org_id="X"), line("b", org_id="X")])
    assert [row["same_as"] for row in told.rows] == [None, "a"]
    assert told.groups[0].total["unassigned_cost"] == 10


def test_an_unpriced_license_is_said_to_count_as_0_only_where_the_cost_is_known() -> None:
    unknown = dict.fromkeys(("provisioned_cost", "assigned_cost"))
    (known,) = [note for note in overview_of([line("a", unpriced=1)]).notes if "unpriced" in note]
    assert known == "1 license unpriced: costs count as 0."
    assert not any("unpriced" in note for note in overview_of([line("b", None, unpriced=2, **unknown)]).notes)


def test_no_orgs_are_no_groups() -> None:
    assert overview_of([]).rows == ()


@given(st.lists(st.tuples(st.sampled_from(["USD", "EUR"]), st.booleans(), st.integers(0, 9)), max_size=8))
def test_nobody_vanishes_and_the_totals_are_the_sums(orgs: list[tuple[str, bool, int]]) -> None:
    told = overview_of([line(f"org{n}", str(m), currency=c, sandbox=s) for n, (c, s, m) in enumerate(orgs)])
    assert sorted(map(str, names(told))) == sorted(f"org{n}" for n in range(len(orgs)))
    for group in told.groups:
        assert group.total["unassigned_cost"] == sum(m for c, s, m in orgs if c == group.currency and not s)
