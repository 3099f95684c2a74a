"""`seatwise price`, `bucket` and `entitlement` from the keyboard to state.db; the snapshot is a fake."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from fakes import LICENSES, NOON, connection
from seatwise.app.entries.entry_context import EntryContext
from seatwise.bootstrap import services
from seatwise.cli.entries import bucket, entitlement, price
from seatwise.domain.connection import Connection
from seatwise.domain.errors import SeatwiseError, UsageError
from seatwise.domain.licensing.entries import EntitlementOverride, Price

LOGIN = "PID_Customer_Community_Login"
Run = Callable[..., str]


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(services().__dict__, "clock", lambda: NOON)
    snapshot(monkeypatch)
    services().connections.add(connection(currency="EUR"), {})


def snapshot(monkeypatch: pytest.MonkeyPatch, *, there: bool = True) -> None:
    def context(org: Connection) -> EntryContext:
        known, latest = (LICENSES, date(2026, 11, 20)) if there else ((), None)
        return EntryContext(
            org.name, org.currency, known, latest, all_listed=True, book=services().book, clock=services().clock
        )

    monkeypatch.setitem(services().__dict__, "entry_context", context)


def all_entered() -> list[tuple[object, ...]]:
    found = services().book.entries("acme", Price)
    return [(one.kind, one.key, one.amount, one.effective_from) for one in found]


def run(app: typer.Typer, *args: str, error: type[SeatwiseError] | None = None) -> str:
    result = CliRunner().invoke(app, [args[0], "--org", "acme", *args[1:]], obj=services(), env={"COLUMNS": "200"})
    if error is None:
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output
    assert type(result.exception) is error, (result.output, result.exception)
    return f"{result.output}{result.exception}"


def test_a_price_is_in_effect_from_the_latest_snapshot_on_and_says_so() -> None:
    said = run(price.app, "set", "SFDC", "1,980.50")
    assert "Salesforce (user:SFDC) costs 1,980.50 EUR per seat per year from 20 Nov 2026 on.\n" in said
    assert "20 Nov 2026 is the day of the latest snapshot. For older snapshots, too: --from DAY" in said
    assert "Next: seatwise licenses --org acme" in said
    (entered,) = services().book.entries("acme", Price)
    assert (entered.key, str(entered.amount), entered.effective_from) == ("SFDC", "1980.50", date(2026, 11, 20))


def test_of_commands_that_set_one_price_the_last_counts_and_each_is_recorded_and_audited(tmp_path: Path) -> None:
    for amount in ("1000", "2000", "1500"):
        assert f"costs {int(amount):,}.00 EUR" in run(price.app, "set", "SFDC", amount)
    recorded = services().book.entries("acme", Price)
    assert [each.amount for each in recorded] == [1000, 2000, 1500]
    assert max(recorded, key=lambda each: each.recorded_at).amount == 1500  # of one day the one recorded last counts
    with closing(sqlite3.connect(tmp_path / "home" / "state.db")) as database:
        audited = database.execute("select old, new from audit where what like 'price of%' order by id").fetchall()
    assert [(old and float(old), float(new)) for old, new in audited] == [(None, 1000), (1000, 2000), (2000, 1500)]


def test_a_price_is_in_effect_from_the_day_that_is_given() -> None:
    said = run(price.app, "set", LOGIN, "0.0375", "--from", "2026-01-01")
    assert f"Customer Community Login (user:{LOGIN}) costs 0.0375 EUR per login from 01 Jan 2026 on.\n" in said
    assert "--from DAY" not in said
    assert "not a day" in run(price.app, "set", "SFDC", "1", "--from", "soon", error=UsageError)


def test_a_price_that_changes_no_figure_says_so() -> None:
    run(price.app, "set", "SFDC", "1850", "--from", "2026-06-01")
    said = run(price.app, "set", "SFDC", "1980", "--from", "2026-01-01")
    assert "costs 1,980.00 EUR per seat per year from 01 Jan 2026 on.\n" in said
    assert "From 01 Jun 2026 on: 1,850.00 EUR, as entered before.\n" in said
    assert "The latest snapshot is of 20 Nov 2026: its figures do not change.\n" in said
    said = run(price.app, "clear", "SFDC", "--from", "2027-01-01")
    assert "Salesforce (user:SFDC) has no price from 01 Jan 2027 on.\n" in said
    assert "The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.\n" in said


def test_before_the_first_snapshot_a_price_is_in_effect_from_today_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot(monkeypatch, there=False)
    said = run(price.app, "set", "Any", "0.0375")
    assert "Any (user:Any) costs 0.0375 EUR per seat per year, or per login from 21 Nov 2026 on.\n" in said
    assert "no snapshot to check" in said
    assert "Next: seatwise refresh acme" in said


@pytest.mark.parametrize(
    ("key", "amount", "reason"),
    [
        ("SFDC", "-5", "-5 is negative"),
        ("SFDC", "1,980", "separators"),
        ("SFDC", "1.001", "Salesforce is paid per seat"),
        ("SFDCC", "5", "Did you mean SFDC (Salesforce)?"),
        ("Shared", "5", "user:Shared or permission_set:Shared"),
    ],
)
def test_a_wrong_price_is_refused_with_the_reason(key: str, amount: str, reason: str) -> None:
    assert reason in run(price.app, "set", key, amount, error=UsageError)
    assert services().book.entries("acme", Price) == []


def test_prices_are_listed_with_markup_left_alone() -> None:
    assert "No prices yet" in run(price.app, "list")
    run(price.app, "set", "acme:pkg", "0.37")
    run(price.app, "set", "SFDC", "5")
    assert "Acme [Pkg] <b>" in run(price.app, "set", "acme:pkg", "0.38", "--from", "2026-01-01")
    lines = [" ".join(line.split()) for line in run(price.app, "list").splitlines()]
    assert lines[1] == "user SFDC 5.00 EUR 20 Nov 2026 21 Nov 2026, 12:00 UTC"
    assert len(lines) == 4
    rows = json.loads(run(price.app, "list", "--format", "json"))
    assert "SFDC,5.00,EUR,2026-11-20,2026-11-21T12:00:00Z" in run(price.app, "list", "--format", "csv")
    assert {row["entered_at"] for row in rows} == {"2026-11-21T12:00:00Z"}
    assert [(row["key"], row["amount"], row["effective_from"]) for row in rows] == [
        ("SFDC", "5.00", "2026-11-20"),
        ("acme:pkg", "0.38", "2026-01-01"),
        ("acme:pkg", "0.37", "2026-11-20"),
    ]


def test_prices_go_to_a_file_and_come_back(tmp_path: Path) -> None:
    run(price.app, "set", "SFDC", "1980")
    run(price.app, "set", "permission_set:Shared", "12.5", "--from", "2026-01-01")
    file = tmp_path / "prices.csv"
    assert str(file) in run(price.app, "export", "--output", str(file)).replace("\n", "")
    text = "kind,key,amount,from\nuser,SFDC,1980,2026-11-20\npermission_set,Shared,12.5,2026-01-01\n"
    assert file.read_text() == run(price.app, "export") == text
    before = all_entered()
    services().connections.remove("acme")
    services().connections.add(connection(), {})
    said = run(price.app, "import", str(file))
    assert "1 price of acme set from 01 Jan 2026 on.\n1 price of acme set from 20 Nov 2026 on.\n" in said
    assert all_entered() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"key,amount\nSFDC,5\nSFDX,5\n", "prices.csv: 1 of 2 lines are wrong"),
        ("key,amount\nSFDC,5€\n".encode("latin-1", "replace"), "lines are wrong"),
        (b"key,amount\n\xff\xfe,5\n", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "first line"),
    ],
)
def test_a_wrong_file_sets_no_price(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "prices.csv"
    file.write_bytes(content)
    assert reason in run(price.app, "import", str(file), error=UsageError)
    assert services().book.entries("acme", Price) == []


def test_of_a_file_each_day_is_named_and_what_hides_a_price(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    run(price.app, "set", "SFDC", "1850", "--from", "2026-06-01")
    file.write_text("key,amount,from\nSFDC,1980,2026-01-01\nSupportUser,5,2026-12-01\nacme:pkg,7,2026-01-01\n")
    said = run(price.app, "import", str(file))
    for line in (
        "2 prices of acme set from 01 Jan 2026 on.",
        "1 price of acme set from 01 Dec 2026 on.",
        "Salesforce: From 01 Jun 2026 on: 1,850.00 EUR, as entered before.",
        "Salesforce: The latest snapshot is of 20 Nov 2026: its figures do not change.",
        "Service Cloud User: The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.",
    ):
        assert f"{line}\n" in said
    assert "pkg" not in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere.csv cannot be read" in run(price.app, "import", str(tmp_path / "nowhere.csv"), error=UsageError)


def test_a_bucket_is_set_listed_and_cleared() -> None:
    said = run(bucket.app, "set", "sfdc", "community-login")
    assert "Salesforce (SFDC) is in the bucket Community Login from 20 Nov 2026 on.\n" in said
    assert "no bucket Naamed" in run(bucket.app, "set", "SFDC", "Naamed", error=UsageError)
    said = run(bucket.app, "clear", "SFDC", "--from", "2026-12-01")
    assert "Salesforce (SFDC) is in its automatic bucket again from 01 Dec 2026 on.\n" in said
    assert "The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.\n" in said
    entered = {"key": "SFDC", "entered_at": "2026-11-21T12:00:00Z"}
    assert json.loads(run(bucket.app, "list", "-f", "json")) == [
        entered | {"bucket": "Community Login", "effective_from": "2026-11-20"},
        entered | {"bucket": None, "effective_from": "2026-12-01"},
    ]
    assert "No bucket is set" in run(bucket.app, "clear", "SFDC", "--from", "2026-12-01", error=UsageError)


def test_a_license_whose_label_is_its_key_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot(monkeypatch, there=False)
    assert "\nSFDC is in the bucket Named from " in f"\n{run(bucket.app, 'set', 'SFDC', 'named')}"
    assert "\nSFDC is in its automatic bucket again from " in f"\n{run(bucket.app, 'clear', 'SFDC')}"


def test_an_entitlement_is_set_listed_and_cleared() -> None:
    said = run(entitlement.app, "set", LOGIN, "--yearly-logins", "120000", "--from", "2026-01-01")
    assert f"Customer Community Login ({LOGIN}) has 120,000 logins a year" in said
    assert "from 01 Jan 2026 on.\n" in said
    (row,) = json.loads(run(entitlement.app, "list", "-f", "json"))
    assert (row["key"], row["yearly_logins"], row["effective_from"]) == (LOGIN, 120_000, "2026-01-01")
    assert "not possible" in run(entitlement.app, "set", LOGIN, "--yearly-logins", "-1", error=UsageError)
    assert "has the yearly logins of Salesforce again from 20 Nov 2026 on." in run(entitlement.app, "clear", LOGIN)
    assert [each.yearly_logins for each in services().book.entries("acme", EntitlementOverride)] == [120_000, None]


def test_lists_without_entries_say_so() -> None:
    assert "No bucket set." in run(bucket.app, "list")
    assert "No yearly logins set." in run(entitlement.app, "list")


@pytest.mark.parametrize("app", [price.app, bucket.app, entitlement.app])
def test_nothing_is_entered_for_an_org_that_is_not_there(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["list", "--org", "acne"], obj=services())
    assert isinstance(result.exception, UsageError)
    assert "Did you mean acme?" in str(result.exception)
