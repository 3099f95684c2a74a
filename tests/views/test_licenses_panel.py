"""The Licenses panel: order, groups, totals, reconciliation and notes."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import NOON
from rows_org import NOW, ORG_ID
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.inventory import LICENSES
from seatwise.views.licenses import licenses_panel
from seatwise.views.panel import Panel, Row

SNAPSHOT = Snapshot(ORG_ID, "acme", NOW, NOON, "67.0", 17, {}, ())


def license_row(key: str, **changes: object) -> Row:
    blank: dict[str, object] = dict.fromkeys((column.name for column in LICENSES.columns), None)
    told = {
        "kind": "user", "id": key, "key": key, "label": key, "status": "Active", "bucket": "Named", "unlimited": False,
        "provisioned": 10, "assigned": 8, "assigned_pct": 0.8, "available": 2, "priced": True, "by_login": False,
        "unit_price": Decimal(5), "provisioned_cost": Decimal("50.00"), "assigned_cost": Decimal("40.00"),
        "unassigned_cost": Decimal("10.00"), "unattributed": 0, "unattributed_cost": Decimal("0.00"),
    }  # fmt: skip
    return {**blank, **told, **changes}


def panel(*rows: Row, snapshot: Snapshot = SNAPSHOT, **options: object) -> Panel:
    return licenses_panel(rows, snapshot, org="acme", currency="EUR", **options)  # type: ignore[arg-type]


def totals(*rows: Row) -> dict[str, Mapping[str, object]]:
    return {str(row["group"]): row for row in panel(*rows).totals}


def keys(shown: Panel) -> Sequence[object]:
    return [row["key"] for row in shown.rows]


def test_disabled_licenses_are_hidden_and_counted_until_asked_for() -> None:
    rows = [license_row("on"), license_row("off", status="Disabled")]
    shown = panel(*rows)
    assert keys(shown) == ["on"]
    assert "1 license disabled and hidden: --all shows them." in shown.notes
    assert keys(panel(*rows, show_disabled=True)) == ["on", "off"]
    assert totals(*rows)["All"]["provisioned_cost"] == 50


def test_a_group_percentage_comes_from_its_sums_never_from_an_average() -> None:
    big = license_row("big", provisioned=1000, assigned=100, assigned_pct=0.1, available=900)
    small = license_row("small", provisioned=10, assigned=10, assigned_pct=1.0, available=0)
    assert totals(big, small)["Named"]["assigned_pct"] == round(110 / 1010, 6)


def test_unlimited_seats_are_out_of_the_sums_of_provisioned_seats_and_counted() -> None:
    free = license_row("free", provisioned=-1, assigned=7, assigned_pct=None, available=None, unlimited=True,
                       provisioned_cost=None, unassigned_cost=None)  # fmt: skip
    named = totals(license_row("paid"), free)["Named"]
    assert (named["provisioned"], named["available"], named["unlimited"], named["assigned"]) == (10, 2, 1, 15)
    assert named["assigned_pct"] == 0.8


def test_login_pools_are_out_of_assigned_and_unassigned_cost_and_the_panel_says_so() -> None:
    pool = license_row("pool", bucket="Community Login", by_login=True, assigned_cost=None, unassigned_cost=None,
                       provisioned_cost=Decimal(240), consumed=10, monthly_logins=100)  # fmt: skip
    summed = totals(license_row("seat"), pool)
    assert summed["Community Login"]["assigned_cost"] is None
    assert (summed["All"]["provisioned_cost"], summed["All"]["assigned_cost"]) == (290, 40)
    assert any("paid by login" in note for note in panel(pool).notes)


def test_the_overall_total_adds_up_every_kind() -> None:
    overall = totals(license_row("a"), license_row("b", kind="feature", bucket=None))["All"]
    assert (overall["provisioned"], overall["available"], overall["provisioned_cost"]) == (20, 4, 100)


def test_the_summary_answers_in_a_sentence() -> None:
    assert panel(license_row("a"), license_row("b", priced=False)).summary == (
        "Committed 100.00 EUR a year, 20.00 EUR of it for seats that nobody holds. 1 of 2 licenses have no price yet."
    )
    assert "None of the 1 licenses has a price" in panel(license_row("a", priced=False)).summary
    assert panel().summary == "There are no licenses here."


def test_unpriced_licenses_are_counted_in_every_total() -> None:
    summed = totals(license_row("a", priced=False), license_row("b"))
    assert (summed["Named"]["unpriced"], summed["All"]["unpriced"]) == (1, 1)


def test_a_sum_with_something_unknown_in_it_is_unknown_and_says_how_much_is_missing() -> None:
    blind = license_row("b", assigned=None, assigned_pct=None, available=None, assigned_cost=None, unassigned_cost=None)
    named = totals(license_row("a"), blind)["Named"]
    assert (named["provisioned"], named["provisioned_cost"]) == (20, 100)
    assert [named[name] for name in ("assigned", "assigned_pct", "available", "assigned_cost")] == [None] * 4
    assert named["unknown"] == 1
    assert "an unknown part of it" in panel(license_row("a"), blind).summary


def test_a_table_that_could_not_be_read_makes_its_kind_and_the_whole_unknown() -> None:
    gap = Gap("user_license", None, "hidden", "grant")
    snapshot = Snapshot(ORG_ID, "acme", NOW, NOON, "67.0", 17, {}, (gap,))
    shown = panel(license_row("p", kind="package", bucket=None), snapshot=snapshot)
    sums = {str(row["group"]): row for row in shown.totals}
    assert sums["User licenses"]["provisioned_cost"] is sums["All"]["provisioned_cost"] is None
    assert sums["Package licenses"]["provisioned_cost"] == 50
    assert sums["Unattributed"]["assigned"] is None
    assert "unknown" in shown.summary


def test_blanks_without_a_meaning_are_not_unknown() -> None:
    pool = license_row("pool", bucket="Community Login", by_login=True, assigned_cost=None, unassigned_cost=None,
                       consumed_cost=Decimal(0))  # fmt: skip
    free = license_row("free", available=None, assigned_pct=None, unlimited=True, provisioned_cost=None,
                       unassigned_cost=None)  # fmt: skip
    overall = totals(license_row("a"), pool, free)["All"]
    assert (overall["unknown"], overall["assigned_cost"], overall["unassigned_cost"]) == (0, 80, 10)


def test_an_unpriced_license_of_unknown_seats_leaves_the_money_known() -> None:
    unpriced = license_row("u", priced=False, provisioned=None, available=None, assigned_pct=None,
                           provisioned_cost=None, unassigned_cost=None)  # fmt: skip
    overall = totals(license_row("a"), unpriced)["All"]
    assert (overall["provisioned"], overall["provisioned_cost"], overall["unknown"]) == (None, 50, 1)


def test_a_license_that_is_not_active_any_more_is_flagged() -> None:
    trial = license_row("t", kind="package", bucket=None, status="Trial", expires=date(2026, 11, 20))
    assert panel(trial).rows[0]["flags"] == ["trial", "expired"]


def test_what_no_user_accounts_for_is_a_row_of_its_own_and_what_is_short_is_told_apart() -> None:
    over = license_row("over", unattributed=3, unattributed_cost=Decimal("15.00"))
    short = license_row("short", unattributed=-3, unattributed_cost=Decimal("-15.00"))
    row = totals(over, short, license_row("even"))["Unattributed"]
    assert (row["beyond"], row["short"], row["assigned"], row["licenses"]) == (3, -3, 0, 2)
    assert row["by_license"] == [
        {"kind": "user", "key": "over", "unattributed": 3, "cost": 15},
        {"kind": "user", "key": "short", "unattributed": -3, "cost": -15},
    ]


def test_a_reconciliation_that_could_not_be_made_is_unknown() -> None:
    row = totals(license_row("a", unattributed=None, unattributed_cost=None), license_row("b"))["Unattributed"]
    assert row["assigned"] is row["beyond"] is row["assigned_cost"] is None
    assert row["unknown"] == 1


def test_blanks_stand_last_whichever_way_one_sorts() -> None:
    rows = [license_row("none", available=None), license_row("low", available=-5), license_row("high", available=9)]
    assert keys(panel(*rows, sort="available")) == ["low", "high", "none"]
    assert keys(panel(*rows, sort="available", descending=True)) == ["high", "low", "none"]


def test_kinds_stay_in_reading_order_whatever_the_sort() -> None:
    rows = [license_row("u", available=1), license_row("p", kind="permission_set", bucket=None, available=99)]
    assert keys(panel(*rows, sort="available", descending=True)) == ["u", "p"]


@given(st.lists(st.one_of(st.none(), st.integers(-9, 9)), max_size=12), st.booleans())
def test_sorting_loses_no_license(values: list[int | None], descending: bool) -> None:  # noqa: FBT001
    rows = [license_row(f"k{number}", available=value) for number, value in enumerate(values)]
    assert sorted(map(str, keys(panel(*rows, sort="available", descending=descending)))) == sorted(
        str(row["key"]) for row in rows
    )


def test_an_unknown_column_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="available"):
        panel(license_row("a"), sort="avail")


def test_over_assigned_and_a_pool_that_runs_out_are_flagged_in_words() -> None:
    over = license_row("over", available=-2)
    pool = license_row("pool", by_login=True, consumed=90, monthly_logins=100)
    first, second = panel(over, pool).rows
    assert first["flags"] == ["over-assigned"]
    assert second["flags"] == ["runs out this month"]
    assert str(second["runs_out"]) == "2026-11-23"  # 90 in 20.38 days: 100 after 22.65


def test_only_gaps_that_touch_the_panel_are_shown() -> None:
    ours = Gap("user_license", None, "r", "m")
    other = Gap("user_login", None, "r", "m")
    snapshot = Snapshot(ORG_ID, "acme", NOW, NOON, "67.0", 17, {}, (ours, other))
    assert panel(snapshot=snapshot).gaps == (ours,)


def test_an_org_without_licenses_is_an_empty_panel_with_unknown_sums() -> None:
    shown = panel()
    assert shown.sections == ()
    assert [row["group"] for row in shown.totals] == ["All", "Unattributed"]
    assert shown.totals[0]["provisioned_cost"] is None
