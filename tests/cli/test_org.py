"""`seatwise org` from the keyboard to state.db; the org itself is a fake."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fakes import ORG_ID, OTHER_ORG_ID, FakeOrg, Reception, connection_report, price
from seatwise.app.connections.connection_form import FieldRefused
from seatwise.bootstrap import services
from seatwise.cli.orgs.org import app
from seatwise.domain.connection import AuthMethod, Status
from seatwise.domain.errors import LoginRefused, SeatwiseError, UsageError
from seatwise.domain.licensing.entries import Price

ADD = ["add", "acme", "--username", "reader@acme.example", "--password", "env:SW_TEST_PASSWORD"]
PLAIN = "correct-horse"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
    monkeypatch.setenv("SW_TEST_PASSWORD", PLAIN)
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def reception(monkeypatch: pytest.MonkeyPatch) -> Reception:
    at = Reception(refresh_token="r1")
    monkeypatch.setitem(services().__dict__, "open_org", at.open_org)
    monkeypatch.setitem(services().__dict__, "log_in_by_browser", lambda *given, show: show or at.login(*given))
    return at


def run(*args: str, error: type[SeatwiseError] | None = None, typed: str = "") -> str:
    result = CliRunner().invoke(app, list(args), obj=services(), input=typed, env={"COLUMNS": "200"})
    if error is None:
        assert result.exit_code == 0, (result.output, result.exception)
    else:
        assert type(result.exception) is error, (result.output, result.exception)
        return f"{result.output}{result.exception}"
    assert PLAIN not in result.output
    return result.output


def test_adding_an_org_tests_it_and_says_what_comes_next(reception: Reception) -> None:
    said = run(*ADD)
    for part in (
        "Summer '27",
        "Added acme: password as reader@acme.example at https://login.salesforce.com",
        f"Acme [Ltd] <b>& Söhne</b> ({ORG_ID})",
        "Enterprise Edition: includes the API",
        "production",
        "67.0",
        "25 of 100,000",
        "Next: seatwise refresh acme",
    ):
        assert part in said
    kept = services().connections.get("acme")
    assert (kept.status, kept.org_id, kept.auth_method, kept.currency) == (
        Status.UP,
        ORG_ID,
        AuthMethod.PASSWORD,
        "USD",
    )
    assert reception.visits == [("acme", {"password": PLAIN})]


def test_the_test_tells_each_permission_and_the_panels_it_costs() -> None:
    said = " ".join(run(*ADD).split())
    assert "API Enabled present Manage Users" in said
    assert "Manage Users missing figures missing in Profiles" in said
    assert "View All Users not known figures missing in Licenses, Profiles" in said


def test_no_test_contacts_nobody(reception: Reception) -> None:
    assert "Next: seatwise org test acme" in run(*ADD, "--no-test", "--currency", "eur")
    assert reception.visits == []
    assert services().connections.get("acme").status is Status.VERIFYING
    assert services().connections.get("acme").currency == "EUR"


def test_a_refused_login_keeps_the_org_down_and_says_how_to_go_on(reception: Reception) -> None:
    reception.refuses = LoginRefused("Wrong password.", "Type it again.")
    said = run(*ADD, error=LoginRefused)
    assert "Wrong password. Type it again. Then: seatwise org edit acme" in said
    kept = services().connections.get("acme")
    assert (kept.status, kept.cause) == (Status.DOWN, "Wrong password.")
    reception.refuses = None
    run("edit", "acme", "--password", "env:SW_TEST_PASSWORD")
    assert services().connections.get("acme").status is Status.UP


def test_a_missing_secret_without_a_terminal_says_env_and_file() -> None:
    for args in (["add", "acme", "--username", "u"], ["add", "acme", "--username", "u", "--password"]):
        said = run(*args, error=UsageError)
        assert "--password env:NAME, --password file:PATH" in said
    assert services().connections.all() == []


def test_a_literal_secret_is_refused_and_nothing_is_stored() -> None:
    literal = ("add", "acme", "--username", "u", "--password", PLAIN)
    said = run(*literal, error=UsageError)
    assert "--insecure-literal" in said
    assert PLAIN not in said
    assert services().connections.all() == []
    run(*literal, "--token", "env:SW_TEST_PASSWORD", "--insecure-literal")
    run("edit", "acme", "--password", PLAIN, error=UsageError)


def test_the_browser_login_is_stored_by_its_refresh_token() -> None:
    run("add", "acme", "--web", "--client-id", "app")
    assert services().connections.secrets(services().connections.get("acme")) == {"refresh_token": "r1"}


def test_the_plain_secret_is_nowhere_in_the_home_folder(home: Path) -> None:
    run(*ADD)
    run("test", "acme")
    assert all(PLAIN.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert PLAIN not in run("show", "acme") + run("list", "--format", "json") + run("show", "acme", "-f", "json")


def test_the_list_is_a_table_json_or_csv() -> None:
    assert "Connect one: seatwise org add" in run("list")
    run(*ADD)
    table = run("list")
    assert "acme" in table
    assert "Up" in table
    row = json.loads(run("list", "--format", "json"))[0]
    assert (row["name"], row["status"], row["org_id"], row["login_method"]) == ("acme", "Up", ORG_ID, "password")
    header, line = run("list", "--format", "csv").splitlines()
    assert header.startswith("Name,Status,Login method,")
    assert line.startswith("acme,Up,password,https://login.salesforce.com,")


def test_show_tells_how_the_org_is_reached() -> None:
    run(*ADD)
    said = run("show", "acme")
    assert "reader@acme.example" in said
    assert "https://login.salesforce.com" in said
    assert "no org named acne. Did you mean acme?" in run("show", "acne", error=UsageError)


def test_a_test_that_reaches_another_org_fails_with_exit_code_3(reception: Reception) -> None:
    run(*ADD)
    reception.org = FakeOrg(connection_report(org_id=OTHER_ORG_ID))
    assert "another org" in run("test", "acme", error=LoginRefused)
    assert LoginRefused.exit_code == 3
    assert services().connections.get("acme").status is Status.DOWN


def test_a_disabled_org_is_not_contacted_until_it_is_enabled(reception: Reception) -> None:
    run(*ADD, "--no-test")
    assert "seatwise org enable acme" in run("disable", "acme")
    assert "disabled" in run("test", "acme", error=UsageError)
    run("edit", "acme", "--username", "other")
    assert reception.visits == []
    assert "seatwise org test acme" in run("enable", "acme")
    run("test", "acme")
    assert len(reception.visits) == 1


def test_an_edit_without_options_needs_a_terminal_to_prompt_for_the_secrets(reception: Reception) -> None:
    run(*ADD, "--no-test")
    said = run("edit", "acme", error=UsageError)
    assert "--password has no value, and there is no terminal to enter it" in said
    assert reception.visits == []


def test_where_nothing_can_be_prompted_for_an_edit_names_the_option(reception: Reception, tmp_path: Path) -> None:
    run("add", "acme", "--sf-alias", "dev", "--no-test")
    assert "There is nothing to change" in run("edit", "acme", error=UsageError)
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----")
    run("add", "beta", "--client-id", "x", "--username", "u", "--jwt-key", str(key), "--no-test")
    assert "needs --jwt-key" in run("edit", "beta", error=FieldRefused)
    assert reception.visits == []


def test_amounts_of_prices_stay_when_the_currency_changes(reception: Reception) -> None:
    run(*ADD, "--no-test")
    assert "keep their amounts" not in run("edit", "acme", "--currency", "CHF")
    services().book.record("acme", [price()])
    assert "100 CHF is now 100 EUR" in " ".join(run("edit", "acme", "--currency", "eur").split())
    assert reception.visits == []


def test_another_address_asks_for_the_secrets_again(reception: Reception) -> None:
    run(*ADD, "--no-test")
    before = services().connections.get("acme")
    said = run("edit", "acme", "--login-url", "https://evil.my.salesforce.com", error=UsageError)
    assert "--password" in said
    assert services().connections.get("acme") == before
    assert reception.visits == []


def test_a_renamed_org_has_all_that_was_entered_for_it(reception: Reception) -> None:
    run(*ADD)
    run("default", "acme")
    services().book.record("acme", [price()])
    services().tracked_objects.set_object("acme", "Invoice__c", tracked=True)
    before = services().connections.get("acme")
    assert "acme is now acme emea" in run("rename", "acme", "acme emea")
    after = services().connections.get("acme emea")
    assert after == replace(before, name="acme emea")
    assert services().connections.secrets(after) == {"password": PLAIN}
    assert services().book.entries("acme emea", Price) == [price()]
    assert services().tracked_objects.objects("acme emea") == {"Invoice__c": True}
    assert services().connections.default() == "acme emea"
    assert [each.name for each in services().connections.all()] == ["acme emea"]
    run("test", "acme emea")


def test_a_name_that_is_taken_wrong_or_not_there_changes_nothing() -> None:
    run(*ADD)
    run("add", "two", *ADD[2:])
    assert "two already exists" in run("rename", "acme", "two", error=UsageError)
    assert "slash" in run("rename", "acme", "a/b", error=UsageError)
    assert "no org named none" in run("rename", "none", "new", error=UsageError)
    assert [each.name for each in services().connections.all()] == ["acme", "two"]


def test_removing_asks_and_takes_the_prices_along() -> None:
    run(*ADD)
    services().book.record("acme", [price()])
    assert "seatwise org remove acme --yes" in run("remove", "acme", error=UsageError)
    assert "with 1 price" in run("remove", "acme", "--yes")
    assert services().connections.all() == []
    assert "no org named acme" in run("remove", "acme", "--yes", error=UsageError)


@pytest.mark.parametrize("command", ["", "add", "list", "show", "test", "edit", "disable", "enable", "remove"])
def test_every_command_has_a_help(command: str) -> None:
    assert "Usage" in run(*command.split(), "--help")
