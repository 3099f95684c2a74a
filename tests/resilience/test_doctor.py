"""`seatwise doctor` names whatever is damaged, lost or left behind, with what to do; and says so where all is well."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from resilience.cli_runner import CliRunner


@pytest.fixture
def box_with_price(read_box: CliRunner) -> CliRunner:
    read_box("price", "set", "SFDC", "1980.50", "--org", "box", "--from", "2026-01-01")
    return read_box


def problems(cli: CliRunner, *args: str, code: int = 0) -> dict[str, list[dict[str, Any]]]:
    said = cli("doctor", *args, "--format", "json", code=code).json
    assert (said["damaged"] > 0) is (code == 4)
    return {check["title"]: check["problems"] for check in said["checks"] if check["problems"]}


def test_all_is_well(box_with_price: CliRunner) -> None:
    box_with_price.report()
    assert problems(box_with_price) == {}
    said = box_with_price("doctor", "box").out.decode()
    assert said.count(": ok\n") == 10


def test_nothing_yet(cli: CliRunner) -> None:
    cli.fails("doctor", code=2)


def damage(cli: CliRunner, statement: str) -> None:
    with closing(sqlite3.connect(cli.home / "state.db")) as raw, raw:
        raw.execute(statement)


ROWS, SECRETS = "Rows of state.db", "Secrets and their key"
PRICE = "prices in state.db, row id 1, org box, kind user, key SFDC, effective_from 2026-01-01"
DAMAGE = (
    ("UPDATE prices SET amount = '9980.50'", ROWS, PRICE, "price set 'user:SFDC' AMOUNT --from 2026-01-01 --org box"),
    ("UPDATE prices SET key = 'X'", ROWS, "kind user, key X", "--discard-damaged"),
    ("DELETE FROM prices", ROWS, "1 row stored, 0 found", "--discard-damaged"),
    ("UPDATE connections SET org_id = 'X'", ROWS, "connections in state.db, row name box", "seatwise org add box"),
    ("UPDATE secrets SET encrypted = 'x'", SECRETS, "The secret password of box was changed", "seatwise org edit box"),
    ("UPDATE secrets SET login_url = 'https://x'", SECRETS, "stored for another address", "seatwise org edit box"),
    ("UPDATE secret_store SET proof = 'x'", SECRETS, "is not the one that encrypted", "Use that key"),
)


@pytest.mark.parametrize(("statement", "title", "what", "step"), DAMAGE)
def test_damage_in_state_is_named_with_the_row(
    box_with_price: CliRunner, statement: str, title: str, what: str, step: str
) -> None:
    damage(box_with_price, statement)
    found = problems(box_with_price, code=4)[title]
    assert what in found[0]["what"]
    assert step in found[0]["next_step"]


def test_what_is_left_is_taken_for_all_there_is(box_with_price: CliRunner) -> None:
    damage(box_with_price, "UPDATE prices SET key = 'X'")
    assert box_with_price.report()["gaps"]
    assert "1 damaged row deleted" in box_with_price("doctor", "--discard-damaged").words
    assert problems(box_with_price) == {}
    assert not [gap for gap in box_with_price.report()["gaps"] if gap["table"] == "prices"]
    assert box_with_price("price", "list", "--org", "box", "--format", "json").json == []


def test_a_damaged_home_row_is_mended_so(box_with_price: CliRunner) -> None:
    damage(box_with_price, "UPDATE home SET id = 'x'")
    box_with_price.fails("org", "list", code=4)
    box_with_price("doctor", "--discard-damaged")
    assert box_with_price("org", "list", "--format", "json").json
    assert problems(box_with_price) == {}


def test_damage_in_pages_is_found_and_what_can_be_checked_is(box_with_price: CliRunner) -> None:
    path = box_with_price.home / "state.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    found = problems(box_with_price, code=4)
    assert [list(found), len(found[title := "state.db opens, and belongs to these snapshots"])] == [[title], 1]
    assert "is damaged" in found[title][0]["what"]


def test_a_lost_state_is_found(box_with_price: CliRunner) -> None:
    (box_with_price.home / "state.db").unlink()
    found = problems(box_with_price, code=4)
    assert (
        "state.db is missing, but 1 snapshot of box"
        in found["state.db opens, and belongs to these snapshots"][0]["what"]
    )
    assert not (box_with_price.home / "state.db").exists()


@pytest.mark.parametrize("how", ["flipped", "missing", "manifest"])
def test_damage_in_snapshots_is_named_with_the_file(box_with_price: CliRunner, how: str) -> None:
    name = "manifest.json" if how == "manifest" else "user_license.parquet"
    path = next((box_with_price.home / "lake").rglob(name))
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    (problem,) = problems(box_with_price, code=4)["Files of snapshots"]
    assert str(path) in problem["what"]
    assert "seatwise snapshots delete" in problem["next_step"]
    assert problems(box_with_price, "box", code=4)["Files of snapshots"] == [problem]


def test_what_is_no_damage_is_no_failure(box_with_price: CliRunner) -> None:
    org = next((box_with_price.home / "lake").glob("org=*"))
    (org / ".draft-x").mkdir(mode=0o700)
    (org / "as_of=20990101T000000Z").mkdir(mode=0o700)
    (snapshot,) = (path for path in org.glob("as_of=2026*"))
    for file in snapshot.iterdir():
        Path(org, "as_of=20990101T000000Z", file.name).write_bytes(file.read_bytes())
        Path(org, "as_of=20990101T000000Z", file.name).chmod(0o600)
    other = org.with_name("org=00D000000000009EAA")
    other.mkdir(mode=0o700)
    (box_with_price.home / "state.db").chmod(0o644)
    (box_with_price.home / ".restore").mkdir(mode=0o700)
    found = problems(box_with_price)
    assert {title: len(each) for title, each in found.items()} == {
        "Moments of snapshots": 1,
        "Permissions": 1,
        "Leftovers": 2,
    }
    assert found["Permissions"][0]["next_step"].startswith("Run: chmod -R go= ")
