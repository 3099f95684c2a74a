"""Mistakes at the keyboard: the mistake and the next step on stderr, its exit code, nothing on stdout, no traceback."""

import pytest

from resilience.cli_runner import CliRunner
from seatwise.sandbox.accounts import ADMIN, ADMIN_USERNAME, without
from seatwise.sandbox.org import Sandbox

REPORT = ("licenses", "--org")
BEFORE = [  # an org that has never been read
    ((*REPORT, "bax"), 2, "Did you mean box?"),
    (("refresh", "bxo"), 2, "Did you mean box?"),
    (("org", "show", "nowhere-near"), 2, "Choose one of: box"),
    ((*REPORT, "box"), 2, "seatwise refresh box"),
    ((*REPORT, "box", "--format", "json"), 2, "seatwise refresh box"),
    (("refresh", "box", "--as-of", "yesterday"), 2, "yesterday"),
]
AFTER = [  # one that has
    ((*REPORT, "box", "--sort", "unassignd"), 2, "unassigned"),
    ((*REPORT, "box", "--snapshot", "1999"), 2, "Choose one of: 20261120T090000Z"),
    (("price", "set", "--org", "box", "SFDX", "100"), 2, "SFDC"),
    (("price", "set", "--org", "box", "--", "SFDC", "-1"), 2, "-1"),
    (("price", "set", "--org", "box", "SFDC", "ten"), 2, "ten"),
    (("price", "set", "--org", "box", "SFDC", "0.000001"), 2, "0.000001"),
    (("bucket", "set", "--org", "box", "SFDX", "Other"), 2, "SFDC"),
    ((*REPORT, "box", "--output", "/nowhere/licenses.json", "--format", "json"), 4, "/nowhere/licenses.json"),
    (("refresh", "box"), 2, "This org already has a snapshot 20261120T090000Z"),
]


@pytest.mark.parametrize(("args", "code", "told"), BEFORE, ids=[" ".join(args) for args, _, _ in BEFORE])
def test_before_any_refresh(box: CliRunner, args: tuple[str, ...], code: int, told: str) -> None:
    assert told in box.fails(*args, code=code)


@pytest.mark.slow
def test_after_one(read_box: CliRunner) -> None:
    before = read_box.report()
    for args, code, told in AFTER:
        assert told in read_box.fails(*args, code=code), args
    assert read_box.report() == before


def test_a_disabled_org_is_reported_and_not_contacted(read_box: CliRunner, sandbox: Sandbox) -> None:
    read_box("org", "disable", "box")
    sandbox.calls.clear()
    for command in (("refresh", "box"), ("org", "test", "box")):
        assert "seatwise org enable box" in read_box.fails(*command, code=2)
    assert list(sandbox.calls) == []
    assert read_box.report()["rows"]


def test_an_org_that_does_not_let_us_in_is_down_and_says_why(box: CliRunner, sandbox: Sandbox) -> None:
    sandbox.set_account(without(ADMIN, "API Enabled"))
    assert "API Enabled" in box.fails("refresh", "box", code=3)
    (org,) = box("org", "list", "--format", "json").json
    assert org["status"] == "Down"
    assert org["cause"]
    assert box.snapshots() == []


def test_nobody_there_is_reported(cli: CliRunner) -> None:
    cli.add("http://127.0.0.1:9")
    assert "refused the connection" in cli.fails("refresh", "box", code=3)


def test_the_real_command_says_the_same(box: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    for args, code, told in (BEFORE[0], BEFORE[3]):
        said = box.in_process(*args, code=code)
        assert (said.out, told in said.words) == (b"", True)
    assert ADMIN_USERNAME not in said.err
