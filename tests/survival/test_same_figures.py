"""Every number is a pure function of snapshot, prices and window: never of the route, the clock or the time zone."""

from datetime import UTC, datetime, timedelta

import pytest
from keyboard import Keyboard

from seatwise import wiring
from seatwise.sandbox.org import Sandbox

PRICES = "key,amount\nuser:SFDC,1980\nuser:PID_Customer_Community_Login,3.50\nfeature:MarketingUser,900\n"


@pytest.fixture
def priced(box: Keyboard) -> Keyboard:
    box("refresh", "box", "--as-of", "2026-11-20T23:30:00Z")
    file = box.home / "prices.csv"
    file.write_text(PRICES)
    box("price", "import", "--org", "box", str(file), "--from", "2026-11-20")
    return box


def figures(report: dict[str, object]) -> dict[str, object]:
    return {name: part for name, part in report.items() if name not in ("snapshot", "as_of")}


def test_rest_and_bulk_give_the_same_report(priced: Keyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    by_rest = priced.report()
    assert [row["assigned_cost"] for row in by_rest["rows"] if row["key"] == "SFDC"] != ["0.00"]
    monkeypatch.setenv("SEATWISE_BULK_FROM", "1")
    priced("refresh", "box", "--as-of", "2026-11-20T23:45:00Z")
    routes = {table.route for table in wiring.lake().snapshot(wiring.connections().get("box").org_id).tables.values()}
    assert "Bulk 2.0" in routes
    by_bulk = priced.report()
    assert by_bulk["snapshot"] == "20261120T234500Z"
    assert figures(by_bulk) == figures(by_rest)


def test_the_report_does_not_know_this_machines_clock(priced: Keyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    before = priced("report", "licenses", "--org", "box", "--all", "--format", "json").out
    for now in (datetime(1999, 1, 1, tzinfo=UTC), datetime(2061, 7, 28, tzinfo=UTC)):
        monkeypatch.setattr(wiring, "now", lambda now=now: now)
        assert priced("report", "licenses", "--org", "box", "--all", "--format", "json").out == before


def test_the_report_does_not_know_the_time_zone(priced: Keyboard) -> None:
    report = ("report", "licenses", "--org", "box", "--all", "--format")
    for form, zone in (("json", "Pacific/Auckland"), ("html", "America/Los_Angeles")):
        here = priced(*report, form).out
        assert priced.really(*report, form, env={"TZ": zone}).out == here


def test_a_refresh_in_another_time_zone_keeps_the_same_figures(priced: Keyboard) -> None:
    before = priced.report()
    priced.really("refresh", "box", "--as-of", "2026-11-20T23:50:00Z", env={"TZ": "Pacific/Auckland"})
    after = priced.report()
    assert after["as_of"] == "2026-11-20T23:50:00+00:00"
    assert figures(after) == figures(before)


def test_without_as_of_a_snapshot_is_dated_by_the_orgs_clock(priced: Keyboard, sandbox: Sandbox) -> None:
    priced("refresh", "box")
    known = datetime.fromisoformat(priced.report("--snapshot", f"{sandbox.clock():%Y%m%dT%H%M}")["as_of"])
    assert abs(known - sandbox.clock()) < timedelta(seconds=5)
