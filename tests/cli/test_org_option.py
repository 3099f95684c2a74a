"""The option --org of commands about one org, and the default org."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fakes import connection
from seatwise.bootstrap import services
from seatwise.cli.entries import objects
from seatwise.cli.org_option import chosen_org
from seatwise.cli.orgs.org import app
from seatwise.domain.errors import UsageError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def add(*names: str) -> None:
    for name in names:
        services().connections.add(connection(name), {})


def default(*args: str) -> str:
    result = CliRunner().invoke(app, ["default", *args], obj=services(), env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.exception
    return result.output


def test_the_only_org_need_not_be_named() -> None:
    add("acme")
    assert chosen_org(services(), None).name == "acme"
    assert chosen_org(services(), "acme").name == "acme"


def test_without_an_org_the_next_step_is_to_add_one() -> None:
    with pytest.raises(UsageError, match="no orgs yet") as refusal:
        chosen_org(services(), None)
    assert refusal.value.next_step == "Add one: seatwise org add NAME"


def test_of_several_orgs_one_must_be_named_and_the_error_lists_them() -> None:
    add("beta", "acme")
    with pytest.raises(UsageError, match=r"Which org\? There are acme, beta\.") as refusal:
        chosen_org(services(), None)
    assert refusal.value.next_step == "Choose a default, or name one: seatwise org default acme, or --org acme"
    assert chosen_org(services(), "beta").name == "beta"


@pytest.mark.parametrize(("typed", "hint"), [("bta", "Did you mean beta?"), ("zzz", "Choose one of: acme, beta.")])
def test_a_name_that_is_none_is_refused_even_where_there_is_a_default(typed: str, hint: str) -> None:
    add("acme", "beta")
    default("acme")
    with pytest.raises(UsageError, match=f"no org named {typed}") as refusal:
        chosen_org(services(), typed)
    assert refusal.value.next_step == hint


def test_a_default_org_is_chosen_shown_changed_and_cleared() -> None:
    add("acme", "beta")
    assert "no default org" in default()
    assert "beta is the default org" in default("beta")
    assert default() == "beta\n"
    assert chosen_org(services(), None).name == "beta"
    assert chosen_org(services(), "acme").name == "acme"
    default("acme")
    assert default() == "acme\n"
    assert "The default org is cleared" in default("--clear")
    assert services().connections.default() is None


def test_only_an_org_that_is_there_can_be_the_default() -> None:
    add("acme")
    for args in (["default", "acne"], ["default", "acme", "--clear"]):
        assert isinstance(CliRunner().invoke(app, args, obj=services()).exception, UsageError)
    assert services().connections.default() is None


def test_a_removed_org_is_no_default_any_more() -> None:
    add("acme", "beta")
    default("beta")
    services().connections.remove("beta")
    assert services().connections.default() is None
    assert chosen_org(services(), None).name == "acme"


def test_a_command_without_the_option_is_about_the_default_org() -> None:
    add("acme", "beta")
    default("beta")
    assert CliRunner().invoke(objects.app, ["add", "Invoice__c"], obj=services()).exit_code == 0
    assert dict(services().tracked_objects.objects("beta")) == {"Invoice__c": True}
    listed = CliRunner().invoke(objects.app, ["list", "-o", "acme", "-f", "json"], obj=services())
    assert "Invoice__c" not in {row["object"] for row in json.loads(listed.stdout)}
