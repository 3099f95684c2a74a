"""`seatwise report profiles` as people and programs meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fakes import price
from rows_org import profile, user_license
from seatwise.cli.main import app
from seatwise.domain.errors import SeatwiseError
from users_workspace import Workspace, ago, person, touch


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An org with one license of two profiles, as a command finds it."""
    workspace = Workspace(tmp_path / "lake")
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    sources = workspace.read(
        {
            "user_license": [user_license(1, "Salesforce", "SFDC", 100, 3)],
            "profile": [profile(1, 1), profile(2, 1)],
            "user": [person(1, 1, LastLoginDate=ago(1)), person(2, 1), person(3, 2, LastLoginDate=ago(1))],
            "record_touch": [touch(3)],
        }
    )
    monkeypatch.setattr(wiring, "sources", lambda: sources)
    monkeypatch.setenv("COLUMNS", "200")


def report(*options: str) -> Result:
    return CliRunner().invoke(app, ["report", "profiles", "--org", "acme", *options])


@pytest.mark.parametrize(
    ("level", "names"), [("bucket", ["Named"]), ("license", ["SFDC"]), ("profile", ["Profile 1", "Profile 2"])]
)
def test_each_level_has_its_rows(level: str, names: list[str]) -> None:
    rows = json.loads(report("--level", level, "--format", "json").stdout)["rows"]
    key = {"bucket": "bucket", "license": "license_key", "profile": "profile"}[level]
    assert [row[key] for row in rows] == names
    assert {row["level"] for row in rows} == {level}


def test_who_works_comes_first_when_asked_so() -> None:
    rows = json.loads(report("--sort", "actor_cost", "--desc", "--format", "json").stdout)["rows"]
    assert [(row["profile"], row["actor_cost"]) for row in rows] == [("Profile 2", "1980.00"), ("Profile 1", "0.00")]


def test_users_of_one_profile_are_told_with_their_evidence() -> None:
    rows = json.loads(report("--level", "user", "--profile", "Profile 1", "--format", "json").stdout)["rows"]
    assert [(row["name"], row["is_actor"], row["flags"]) for row in rows] == [
        ("User 1", False, []),
        ("User 2", False, ["never logged in"]),
    ]


def test_the_table_says_the_answer_and_the_window() -> None:
    told = report("--window", "7").stdout
    assert "2 of 3 users logged in within 7 days" in told
    assert "window of 7 days" in told
    assert "5,940.00" in told


def test_the_table_says_which_days_each_figure_is_of() -> None:
    assert "logins of 60 days, actors of 30 days" in report("--window", "60").stdout
    users = report("--level", "user", "--window", "7").stdout
    assert "logins of 7 days, actors of 7 days, records touched of 30 days" in users


def test_the_table_of_users_names_them() -> None:
    told = report("--level", "user", "--sort", "last_login").stdout
    assert "User 2 (never logged in)" in told


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (("--sort", "actr_cost"), "Nearest: actor_cost"),
        (("--level", "user", "--sort", "last_logn"), "Nearest: last_login"),
        (("--profile", "Profile 3"), "Nearest: Profile"),
        (("--license", "SFDX"), "Nearest: SFDC"),
        (("--window", "0"), "Ask for 1 to 365 days"),
    ],
)
def test_a_mistake_is_named_with_the_next_step(options: tuple[str, ...], mistake: str) -> None:
    error = report(*options).exception
    assert isinstance(error, SeatwiseError)
    assert mistake in str(error)
