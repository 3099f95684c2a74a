"""`seatwise price`, `bucket` and `entitlement` from the keyboard to state.db; the snapshot is a fake."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from fakes import LICENSES, NOON, connection
from seatwise import wiring
from seatwise.cli import bucket, entitlement, price
from seatwise.domain.errors import SeatwiseError, UsageError
from seatwise.domain.licenses import Bucket

LOGIN = "PID_Customer_Community_Login"
Run = Callable[..., str]


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(wiring, "now", lambda: NOON)
    snapshot(monkeypatch)
    wiring.connections().add(connection(currency="EUR"), {})


def snapshot(monkeypatch: pytest.MonkeyPatch, *, there: bool = True) -> None:
    monkeypatch.setattr(wiring, "known_licenses", lambda org: list(LICENSES) if there else [])
    monkeypatch.setattr(wiring, "latest_day", lambda org: date(2026, 11, 20) if there else None)


def run(app: typer.Typer, *args: str, error: type[SeatwiseError] | None = None) -> str:
    result = CliRunner().invoke(app, [args[0], "--org", "acme", *args[1:]], env={"COLUMNS": "200"})
    if error is None:
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output
    assert type(result.exception) is error, (result.output, result.exception)
    return f"{result.output}{result.exception}"


def test_a_price_counts_from_the_latest_snapshot_and_says_so() -> None:
    said = run(price.app, "set", "SFDC", "1980.5")
    assert "Salesforce (user:SFDC) costs 1980.50 EUR per seat and year" in said
    assert "It counts from 2026-11-20 (the latest snapshot); for older snapshots too: --from DATE" in said
    assert "Next: seatwise report licenses --org acme" in said
    (told,) = wiring.price_book().prices("acme")
    assert (told.key, str(told.amount), told.effective_from) == ("SFDC", "1980.5", date(2026, 11, 20))


def test_a_price_counts_from_the_day_that_is_given() -> None:
    assert "It counts from 2026-01-01.\n" in run(price.app, "set", "SFDC", "1", "--from", "2026-01-01")
    assert "not a day" in run(price.app, "set", "SFDC", "1", "--from", "soon", error=UsageError)


def test_before_the_first_snapshot_a_price_counts_from_today_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot(monkeypatch, there=False)
    said = run(price.app, "set", "Any", "1")
    assert "It counts from 2026-11-21.\n" in said
    assert "no snapshot to check" in said
    assert "Next: seatwise refresh acme" in said


@pytest.mark.parametrize(
    ("key", "amount", "reason"),
    [
        ("SFDC", "-5", "-5 is negative"),
        ("SFDC", "1,980", "separators"),
        ("SFDC", "1.00001", "5 decimals"),
        ("SFDCC", "5", "Did you mean SFDC (Salesforce)?"),
        ("Shared", "5", "user:Shared or permission_set:Shared"),
    ],
)
def test_a_wrong_price_is_refused_with_the_reason(key: str, amount: str, reason: str) -> None:
    assert reason in run(price.app, "set", key, amount, error=UsageError)
    assert wiring.price_book().prices("acme") == []


def test_prices_are_listed_with_markup_left_alone() -> None:
    assert "No prices yet" in run(price.app, "list")
    run(price.app, "set", "acme:pkg", "0.0375")
    run(price.app, "set", "SFDC", "5")
    assert "Acme [Pkg] <b>" in run(price.app, "set", "acme:pkg", "0.0375", "--from", "2026-01-01")
    lines = [" ".join(line.split()) for line in run(price.app, "list").splitlines()]
    assert lines[1] == "user SFDC 5.00 EUR 2026-11-20 2026-11-21T12:00:00Z"
    assert len(lines) == 4
    rows = json.loads(run(price.app, "list", "--format", "json"))
    assert [(row["key"], row["amount"], row["from"]) for row in rows] == [
        ("SFDC", "5.00", "2026-11-20"),
        ("acme:pkg", "0.0375", "2026-01-01"),
        ("acme:pkg", "0.0375", "2026-11-20"),
    ]


def test_prices_go_to_a_file_and_come_back(tmp_path: Path) -> None:
    run(price.app, "set", "SFDC", "1980")
    run(price.app, "set", "permission_set:Shared", "12.5", "--from", "2026-01-01")
    file = tmp_path / "prices.csv"
    assert str(file) in run(price.app, "export", "--output", str(file)).replace("\n", "")
    text = "kind,key,amount,from\nuser,SFDC,1980,2026-11-20\npermission_set,Shared,12.5,2026-01-01\n"
    assert file.read_text() == run(price.app, "export") == text
    before = [(one.kind, one.key, one.amount, one.effective_from) for one in wiring.price_book().prices("acme")]
    wiring.connections().remove("acme")
    wiring.connections().add(connection(), {})
    assert "2 prices of acme are told" in run(price.app, "import", str(file))
    assert [(one.kind, one.key, one.amount, one.effective_from) for one in wiring.price_book().prices("acme")] == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"key,amount\nSFDC,5\nSFDX,5\n", "prices.csv: 1 of 2 lines are wrong"),
        ("key,amount\nSFDC,5€\n".encode("latin-1", "replace"), "lines are wrong"),
        (b"key,amount\n\xff\xfe,5\n", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "first line"),
    ],
)
def test_a_wrong_file_tells_no_price(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "prices.csv"
    file.write_bytes(content)
    assert reason in run(price.app, "import", str(file), error=UsageError)
    assert wiring.price_book().prices("acme") == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere.csv cannot be read" in run(price.app, "import", str(tmp_path / "nowhere.csv"), error=UsageError)


def test_a_bucket_is_set_listed_and_taken_back() -> None:
    assert "Salesforce (SFDC) is in the bucket Community Login" in run(bucket.app, "set", "sfdc", "community-login")
    assert wiring.price_book().buckets("acme") == {"SFDC": Bucket.COMMUNITY_LOGIN}
    assert json.loads(run(bucket.app, "list", "-f", "json")) == [{"key": "SFDC", "bucket": "Community Login"}]
    assert "no bucket Naamed" in run(bucket.app, "set", "SFDC", "Naamed", error=UsageError)
    assert "no longer set by hand" in run(bucket.app, "clear", "SFDC")
    assert "was not set by hand" in run(bucket.app, "clear", "SFDC", error=UsageError)
    assert "No bucket is set by hand" in run(bucket.app, "list")


def test_an_entitlement_is_set_listed_and_cleared() -> None:
    said = run(entitlement.app, "set", LOGIN, "--yearly-logins", "120000")
    assert f"Customer Community Login ({LOGIN}) entitles to 120,000 logins a year" in said
    assert json.loads(run(entitlement.app, "list", "-f", "json")) == [{"key": LOGIN, "yearly_logins": 120_000}]
    assert "not possible" in run(entitlement.app, "set", LOGIN, "--yearly-logins", "-1", error=UsageError)
    assert "those of Salesforce again" in run(entitlement.app, "clear", LOGIN)
    assert wiring.price_book().yearly_logins("acme") == {}


@pytest.mark.parametrize("app", [price.app, bucket.app, entitlement.app])
def test_nothing_is_entered_for_an_org_that_is_not_there(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["list", "--org", "acne"])
    assert isinstance(result.exception, UsageError)
    assert "Did you mean acme?" in str(result.exception)
