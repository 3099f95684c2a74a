"""Every number is a pure function of snapshot, prices and period: never of the route, the clock or the time zone."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from resilience.cli_runner import CliRunner
from seatwise.bootstrap import services
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox

PRICES = "key,amount\nuser:SFDC,1980\nuser:PID_Customer_Community_Login,3.50\nfeature:MarketingUser,900\n"


@pytest.fixture
def priced(box: CliRunner) -> CliRunner:
    read_and_price(box)
    return box


def read_and_price(cli: CliRunner) -> None:
    cli("refresh", "box", "--as-of", "2026-11-19T23:30:00Z")
    price_all(cli)


def price_all(cli: CliRunner) -> None:
    file = cli.home / "prices.csv"
    file.write_text(PRICES)
    cli("price", "import", "--org", "box", str(file), "--from", "2026-11-19")


@pytest.fixture
def moved(priced: CliRunner, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Another home that knows the same org, after the first has been read and priced."""
    other = CliRunner(priced.home.parent / "other")
    monkeypatch.setenv("SEATWISE_HOME", str(other.home))
    other.add(sandbox.url)
    return other


REPORTS = (("licenses", "--disabled"), ("profiles",), ("profiles", "--level", "user"))


def reported(cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Licenses, profiles and users as JSON, without the moments at which the prices were entered."""
    monkeypatch.setenv("SEATWISE_HOME", str(cli.home))
    said = {" ".join(each): cli(*each, "--org", "box", "--format", "json").out for each in REPORTS}
    entered = re.compile(rb'"price_recorded_at": "[^"]*"')
    return {name: entered.sub(b'"price_recorded_at": null', text) for name, text in said.items()}


@pytest.mark.slow
def test_rest_and_bulk_give_the_same_report_to_the_byte(
    priced: CliRunner, moved: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_BULK_FROM", "1")
    read_and_price(moved)
    routes = {
        table.route for table in services().storage.snapshot(services().connections.get("box").org_id).tables.values()
    }
    assert "Bulk 2.0" in routes
    by_bulk = reported(moved, monkeypatch)
    assert by_bulk == reported(priced, monkeypatch)
    costs = [row["assigned_cost"] for row in json.loads(by_bulk["licenses --disabled"])["rows"] if row["key"] == "SFDC"]
    assert costs
    assert "0.00" not in costs
    assert sum(row["actors"] for row in json.loads(by_bulk["profiles"])["rows"])


@pytest.mark.slow
def test_after_a_refresh_broke_off_and_another_took_its_logins_over_the_figures_are_the_same(
    priced: CliRunner, moved: CliRunner, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved("refresh", "box", "--as-of", "2026-11-18T12:00:00Z")
    for path in ("*[?]q=*FROM LoginHistory *", "*[?]q=*LastModifiedById, COUNT*FROM Case *"):
        sandbox.faults.add(Fault(Kind.QUOTA, path=path, times=None))
        moved("refresh", "box", "--as-of", "2026-11-19T23:30:00Z", code=None)
        assert len(moved.snapshots()) == 1
        sandbox.faults.clear()
        sandbox.calls_used = 0
    read_and_price(moved)
    assert reported(moved, monkeypatch) == reported(priced, monkeypatch)


@pytest.mark.slow
def test_the_report_does_not_know_this_machines_clock(priced: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    before = reported(priced, monkeypatch)
    for now in (datetime(1999, 1, 1, tzinfo=UTC), datetime(2061, 7, 28, tzinfo=UTC)):
        monkeypatch.setitem(services().__dict__, "clock", lambda now=now: now)
        assert reported(priced, monkeypatch) == before


@pytest.mark.slow
def test_the_report_does_not_know_the_time_zone(priced: CliRunner) -> None:
    report = ("licenses", "--org", "box", "--disabled", "--format")
    for form, zone in (("json", "Pacific/Auckland"), ("html", "America/Los_Angeles")):
        here = priced(*report, form).out
        assert priced.in_process(*report, form, env={"TZ": zone}).out == here


@pytest.mark.slow
def test_a_refresh_in_another_time_zone_keeps_the_same_figures(
    priced: CliRunner, moved: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved.in_process("refresh", "box", "--as-of", "2026-11-19T23:30:00Z", env={"TZ": "Pacific/Auckland"})
    price_all(moved)
    assert reported(moved, monkeypatch) == reported(priced, monkeypatch)


@pytest.mark.slow
def test_without_as_of_a_snapshot_is_dated_by_the_orgs_clock(priced: CliRunner, sandbox: Sandbox) -> None:
    priced("refresh", "box")
    known = datetime.fromisoformat(priced.report("--snapshot", f"{sandbox.clock():%Y%m%dT%H%M}")["as_of"])
    assert abs(known - sandbox.clock()) < timedelta(seconds=5)
