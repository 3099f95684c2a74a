"""One bit flipped in any file that is stored: every figure is as before, or not known and the damage is named."""

import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from resilience.cli_runner import CliRunner, CommandResult

FLIPS = ((0, 17), *(pytest.param(seed, 30, marks=pytest.mark.exhaustive) for seed in range(1, 11)))
COMMANDS = tuple(
    tuple(command.split())
    for command in (
        "licenses --org box --format json",
        "profiles --org box --format json",
        "users --org box --format json",
        "trends --org box --format json",
        "changes --org box --format json --unchanged",
        "history --org box --format json",
        "license SFDC --org box --format json",
        "overview --format json",
        "org list --format json",
        "price list --org box --format json",
        "bucket list --org box --format json",
        "objects list --org box --format json",
        "snapshots list box --format json",
    )
)
LOGIN = "PID_Customer_Community_Login"
# Kinds of files, each with how often its turn comes.
KINDS = (
    *("state.db",) * 6,
    "secret.key",
    "lake/home.json",
    *("lake/org=*/as_of=*/manifest.json",) * 2,
    *("lake/org=*/as_of=*/*.parquet",) * 3,
    "lake/org=*/actors=*/*",
    *("lake/org=*/page_index=*/*.duckdb",) * 2,
    "**/*.lock",
)


@pytest.fixture
def whole(key_file_box: CliRunner) -> CliRunner:
    """A home with every kind of file: two snapshots, imported actors, entries of each sort, a key, a page index."""
    cli = key_file_box
    cli("refresh", "box", "--as-of", "2026-11-20T02:00:00Z")
    cli("price", "set", "SFDC", "1980.50", "--org", "box", "--from", "2026-01-01")
    cli("price", "set", "SFDC", "1700", "--org", "box", "--from", "2025-01-01")
    cli("price", "set", LOGIN, "1.5", "--org", "box", "--from", "2026-01-01")
    cli("bucket", "set", "SFDC", "Other", "--org", "box", "--from", "2026-01-01")
    cli("entitlement", "set", LOGIN, "--yearly-logins", "5000", "--org", "box", "--from", "2026-01-01")
    cli("objects", "add", "Contract", "--org", "box")
    cli("org", "default", "box")
    actors = cli.home.with_name("usage-actors.json")
    cli("actors", "export", "box", "--output", str(actors))
    cli("actors", "import", "box", str(actors))
    return cli


def results(cli: CliRunner) -> dict[tuple[str, ...], CommandResult]:
    return {command: cli(*command, code=None) for command in COMMANDS}


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "count"), FLIPS)
def test_one_flipped_bit_never_changes_a_figure_unnoticed(
    whole: CliRunner, tmp_path: Path, seed: int, count: int
) -> None:
    dice, kept = random.Random(seed), tmp_path / "kept"
    before = results(whole)
    assert [said.code for said in before.values()] == [0] * len(COMMANDS)
    shutil.copytree(whole.home, kept)
    wrong: list[str] = []
    for number in range(count):
        shutil.rmtree(whole.home)
        shutil.copytree(kept, whole.home)
        path, byte, bit = flip(whole.home, KINDS[number % len(KINDS)], dice)
        name = f"{path.relative_to(whole.home)} byte {byte} bit {bit}"
        after = results(whole)
        wrong += [f"{name}: {problem}" for problem in differences(before, after, path)]
        examined = whole("doctor", "--format", "json", code=None)
        if any(said.code for said in after.values()) and not examined.code:
            wrong.append(f"{name}: doctor finds nothing")
    assert not wrong, "\n".join(wrong)


def flip(home: Path, kind: str, dice: random.Random) -> tuple[Path, int, int]:
    """Flip a bit of a file of that kind."""
    found = sorted(path for path in home.glob(kind) if path.is_file())
    assert found, kind
    path = dice.choice(found)
    content = bytearray(path.read_bytes())
    byte, bit = (dice.randrange(len(content)) if content else 0), dice.randrange(8)
    if content:
        content[byte] ^= 1 << bit
    path.write_bytes(bytes(content) or b"\x01")
    return path, byte, bit


def differences(
    before: Mapping[tuple[str, ...], CommandResult], after: Mapping[tuple[str, ...], CommandResult], path: Path
) -> Iterator[str]:
    """Where a command says something else, and does not say why."""
    for command, old in before.items():
        new = after[command]
        if new.code:
            named = any(name in new.words for name in (path.name, path.parent.name, "state.db"))
            if "Traceback" in new.err or not named:
                yield f"{' '.join(command)}: exit {new.code}, {new.words}"
        elif new.out != old.out:
            yield from (f"{' '.join(command)}: {each}" for each in wrong_figures(old.json, new.json, new.words))


def wrong_figures(old: Any, new: Any, said: str) -> Iterator[str]:
    """Figures that are others now. Those that are not known any more need a reason beside them."""
    if isinstance(old, list):
        if old != new and "damaged" not in f"{new} {said}":
            yield f"{old} is now {new}"
        return
    troubles = [row.get("trouble") for row in new.get("rows", [])]
    reasons = str(troubles) + str(new.get("gaps")) + str(new.get("damaged_snapshots")) + str(new.get("damaged")) + said
    if not any(
        word in reasons for word in ("state.db", "changed", "committed", "damaged", "trusted", "cannot be read")
    ):
        yield f"differs without a word: {reasons}"
    for rows in ("rows", "totals"):
        olds, news = keyed(old.get(rows, [])), keyed(new.get(rows, []))
        for key in olds.keys() & news.keys():
            for name, value in news[key].items():
                if value is not None and value != olds[key].get(name) and not says_less(name, news[key]):
                    yield f"{rows} {key}: {name} was {olds[key].get(name)}, is {value}"


def keyed(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by what names them; not by their figures."""
    names = ("kind", "id", "key", "user_id", "profile_id", "snapshot", "source", "day", "org", "group", "license_id")
    return {tuple(row.get(name) for name in names): row for row in rows}


def says_less(name: str, row: Mapping[str, Any]) -> bool:
    """Whether it is a sum, or a count, that says that it leaves some out; or words about that."""
    if (
        name.endswith(("_missing", "_left_out"))
        or name.startswith(("orgs", "snapshots"))
        or name in {"flags", "bucket_reason", "gaps", "is_partial", "trouble"}
    ):
        return True
    return bool(row.get(f"{name}_missing", 0) != 0)


def test_the_index_of_prices_is_not_needed_to_notice_that_a_row_is_gone(whole: CliRunner) -> None:
    """A row that the index does not lead to is missing in the answer, and noticed by the sum of the seals."""
    with closing(sqlite3.connect(whole.home / "state.db")) as raw, raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("DELETE FROM sqlite_master WHERE name = 'ix_prices_org'")
        raw.execute("INSERT INTO sqlite_master VALUES ('index', 'ix_prices_org', 'prices', 3, "
                    "'CREATE INDEX ix_prices_org ON prices (org)')")  # fmt: skip
    said = whole("licenses", "--org", "box", "--format", "json", code=None)
    assert said.code == 4 or said.json["gaps"]
