"""A price or override that is damaged in state.db: what rests on it is not known, everything else is as before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fakes import MemoryPrices, bucket_override, entitlement_override, price
from panel_workspace import PanelWorkspace
from rows_org import profile, user_license
from seatwise.domain.gaps import ROWS
from seatwise.domain.licensing.entries import Price
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.metrics.query import Row
from workspace import person

LOGIN = "PID_Customer_Community_Login"
TABLES: Mapping[str, Any] = {
    "user_license": [
        user_license(1, "Salesforce", "SFDC", 100, 80),
        user_license(2, "Platform", "AUL", 10, 4),
        user_license(3, "Customer Community Login", LOGIN, 1000, 600, MonthlyLoginsEntitlement=10),
    ],
    "profile": [profile(1, 1), profile(2, 2), profile(3, 3)],
    "user": [person(1, on=1), person(2, on=2), person(3, on=3)],
}
ENTERED = (price("SFDC", "100"), price("AUL", "10"), price(LOGIN, "2"))
PANELS = ("licenses", "profiles", "users", "trends", "changes", "overview", "history")


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    workspace = PanelWorkspace(tmp_path / "lake")
    workspace.book.record("acme", ENTERED)
    workspace.book.record("acme", [bucket_override("AUL", Bucket.OTHER)])
    workspace.book.record("acme", [entitlement_override(LOGIN, 500)])
    workspace.read(TABLES)
    workspace.read(TABLES)
    return workspace


def damage(book: MemoryPrices, key: str, value: str = "amount") -> None:
    """The value of the entry of that license is no longer what was entered."""
    entered = book.entered["acme"]
    entered[:] = [damaged(each) if each.key == key and hasattr(each, value) else each for each in entered]


def damaged(entry: Any) -> Any:
    """The entry without the value that nobody knows."""
    value = next(name for name in ("amount", "bucket", "yearly_logins") if hasattr(entry, name))
    return replace(entry, **{value: None}, damaged=True)


def licenses(workspace: PanelWorkspace, **given: Any) -> dict[str, Row]:
    return workspace.rows("licenses", "key", **given)


def all_total(workspace: PanelWorkspace, panel: str = "licenses") -> Row:
    return next(row for row in workspace.run(panel).totals if row["group"] == "all")


def test_a_damaged_price_is_not_known_and_neither_zero_nor_the_one_before(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price("SFDC", "120", start=date(2026, 11, 1))])
    workspace.book.entered["acme"].append(damaged(workspace.book.entered["acme"].pop()))
    rows = licenses(workspace)
    broken, whole = rows["SFDC"], rows["AUL"]
    for name in ("unit_price", "priced", "provisioned_cost", "assigned_cost", "unassigned_cost", "over_assigned_cost"):
        assert broken[name] is None
    assert broken["flags"] == ["price not known"]
    assert (broken["provisioned"], broken["assigned"]) == (100, 80)
    assert whole["assigned_cost"] == Decimal(40)
    total = all_total(workspace)
    assert (total["assigned_cost"], total["assigned_cost_missing"]) == (Decimal(40), 1)
    assert (total["licenses_without_price"], total["licenses_without_price_missing"]) == (None, 1)


def test_the_row_is_a_gap_with_license_and_days_wherever_it_matters(workspace: PanelWorkspace) -> None:
    damage(workspace.book, "SFDC")
    for panel in ("licenses", "profiles", "trends", "changes", "overview"):
        (gap,) = [gap for gap in workspace.run(panel).gaps if gap.table == "prices"]
        assert gap.column == "user:SFDC"
        assert "01 Jan 2026, entered on 21 Nov 2026, was changed in state.db" in gap.reason
        assert "seatwise price set 'user:SFDC' AMOUNT --from 2026-01-01 --org acme" in gap.remedy
    assert [gap for gap in workspace.run("history").gaps if gap.table == "prices"] == []


def test_entered_again_it_is_no_gap(workspace: PanelWorkspace) -> None:
    damage(workspace.book, "SFDC")
    workspace.book.record("acme", [price("SFDC", "100")])
    assert licenses(workspace)["SFDC"]["assigned_cost"] == 8000
    assert [gap for gap in workspace.run("licenses").gaps if gap.table == "prices"] == []
    history = workspace.run("license", key="SFDC").sections
    (prices,) = [section.rows for section in history if section.table.name == "prices"]
    assert [(row["unit_price"], row["replaced"], row["damaged"]) for row in prices] == [
        (Decimal(100), False, False),
        (None, True, True),
    ]


def test_a_price_of_a_later_day_that_is_damaged_changes_nothing_now(workspace: PanelWorkspace) -> None:
    before = workspace.run("licenses")
    workspace.book.record("acme", [price("SFDC", "120", start=date(2027, 1, 1))])
    workspace.book.entered["acme"].append(damaged(workspace.book.entered["acme"].pop()))
    after = workspace.run("licenses")
    assert (list(after.rows), after.totals, after.gaps) == (list(before.rows), before.totals, before.gaps)


def test_where_prices_are_lost_none_is_known(workspace: PanelWorkspace) -> None:
    workspace.book.lost["acme", Price] = "3 rows stored, 2 found."
    assert {row["unit_price"] for row in licenses(workspace).values()} == {None}
    total = all_total(workspace)
    assert (total["assigned_cost"], total["assigned_cost_missing"]) == (None, 2)
    (gap,) = [gap for gap in workspace.run("licenses").gaps if gap.table == "prices"]
    assert (gap.column, gap.reason) == (ROWS, "3 rows stored, 2 found.")


def test_a_damaged_bucket_leaves_the_bucket_and_what_is_paid_for_unknown(workspace: PanelWorkspace) -> None:
    damage(workspace.book, "AUL", "bucket")
    row = licenses(workspace)["AUL"]
    assert row["bucket"] is row["by_login"] is row["assigned_cost"] is row["unit_price"] is None
    assert row["assigned"] == 4
    assert row["bucket_likely"] is False
    assert row["bucket_reason"] == "Not known: the bucket that you chose is damaged in state.db."
    named = next(total for total in workspace.run("licenses").totals if total["group"] == "Named")
    assert (named["assigned"], named["assigned_missing"], named["is_partial"]) == (80, None, True)
    assert all(row["assigned_missing"] is None for row in workspace.run("trends", of="Named").rows)


def test_damaged_yearly_logins_are_not_those_of_salesforce(workspace: PanelWorkspace) -> None:
    assert licenses(workspace)[LOGIN]["provisioned_cost"] == 1000
    damage(workspace.book, LOGIN, "yearly_logins")
    row = licenses(workspace)[LOGIN]
    assert row["yearly_logins"] is row["provisioned_cost"] is None
    assert row["unit_price"] == 2
    assert row["yearly_logins_source"] == "what you entered, which is damaged in state.db"


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(("key", "value"), [("SFDC", "amount"), ("AUL", "bucket"), (LOGIN, "yearly_logins")])
def test_no_figure_is_ever_another(workspace: PanelWorkspace, panel: str, key: str, value: str) -> None:
    before = _figures(workspace, panel)
    damage(workspace.book, key, value)
    after = _figures(workspace, panel)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        differs = {name for name in old if old[name] != new.get(name) and new.get(name) is not None}
        assert not {name for name in differs if not _says_less(name, old, new)}, (old, new)


def _says_less(name: str, old: Row, new: Row) -> bool:
    """Whether a figure that differs is a sum, or a count, that says that it leaves some out; or says why."""
    said = {"flags", "bucket_reason", "yearly_logins_source", "gaps", "is_partial", "licenses_known"}
    if name in said or name.endswith(("_missing", "_left_out")):
        return True
    return f"{name}_missing" in new and new[f"{name}_missing"] in {None, *range(1, 9)}


def _figures(workspace: PanelWorkspace, panel: str) -> list[Row]:
    result = workspace.run(panel)
    rows = sorted(result.rows, key=lambda row: str(row.get("key") or row.get("row_label") or row.get("name")))
    return [*rows, *(row for row in result.totals if row["group"] == "all")]
