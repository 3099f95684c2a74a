"""A hundred hostile answers: each refresh ends in time and in little memory, in words, and harms no snapshot."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile import measured
from hostile.answers import ANSWERS, Answer
from hostile.server import HostileServer, hostile_server
from resilience.cli_runner import CliRunner
from resilience.conftest import command_line
from seatwise.sandbox.org import Sandbox

MEMORY = 300  # MB
START = 15.0  # seconds of a process on a busy machine, beside what the answer takes
QUICK = ("endless list", "gzip bomb", "1e99999999 seats", "a state that is a list", "nextRecordsUrl with CRLF")
SLOW = (
    "endless rows",
    "gzip bomb of rows",
    "gzip and endless bytes after it",
    "slow body",
    "slow headers",
    "lists, deep",
    "records that are text",
    "half of a surrogate pair",
    "Retry-After of a superscript",
    "a Date of the year 99999",
    "chunks of garbage",
)
REPORT = os.environ.get("SEATWISE_HOSTILE_FIGURES", "")  # a file to which the figures are appended


@dataclass(frozen=True)
class Ended:
    """How a refresh ended."""

    code: int
    err: str
    seconds: float
    megabytes: float


@pytest.fixture(scope="module")
def hostile(served: Sandbox) -> Iterator[HostileServer]:
    with hostile_server(served.url) as server:
        yield server


@pytest.fixture(scope="module")
def read_through(hostile: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the org, read once while it was not hostile."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    with pytest.MonkeyPatch.context() as patch:
        cli = command_line(home, patch)
        cli.add(hostile.url)
        cli("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
    return home


def refresh(home: Path, answer: Answer) -> Ended:
    """`seatwise refresh` in a process of its own."""
    figure, accept = home / "memory", ["--accept-clock"] if answer.accept_clock else []
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, measured.__file__, str(figure), "refresh", "box", *accept],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SEATWISE_BULK_FROM": "1" if answer.bulk else "1000000"},
    )
    return Ended(done.returncode, done.stderr, time.monotonic() - began, int(figure.read_text()) / 1000)


def figures(rows: list[dict[str, object]]) -> dict[object, dict[str, object]]:
    """The rows by key, without the names that an answer may have changed."""
    return {row["id"]: {name: value for name, value in row.items() if name != "label"} for row in rows}


def marks(name: str) -> list[pytest.MarkDecorator]:
    if name in QUICK:
        return []
    return [pytest.mark.slow] if name in SLOW else [pytest.mark.slow, pytest.mark.exhaustive]


def test_there_are_a_hundred_of_them() -> None:
    assert len(ANSWERS) >= 100
    assert set(QUICK + SLOW) <= set(ANSWERS)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(name), id=name.replace(" ", "-")) for name in ANSWERS])
def test_a_hostile_answer_ends_in_words_within_its_limits(
    sandbox: Sandbox, cli: CliRunner, hostile: HostileServer, read_through: Path, name: str
) -> None:
    answer = ANSWERS[name]
    shutil.copytree(read_through, cli.home)
    before, truth = cli.snapshots(), cli.report()["rows"]
    hostile.set(answer.where, answer.strike)
    ended = refresh(cli.home, answer)
    hostile.strike = None
    if REPORT:
        with Path(REPORT).open("a", encoding="utf-8") as file:
            file.write(f"{name}\t{ended.code}\t{ended.seconds:.1f}\t{ended.megabytes:.0f}\t{ended.err.strip()!r}\n")
    assert hostile.struck, "the answer was never asked for"
    assert "Traceback" not in ended.err
    assert ended.megabytes < MEMORY
    assert ended.seconds < answer.seconds + START
    if ended.code == 0 and answer.may_succeed:
        assert figures(cli.report()["rows"]) == figures(truth)
    else:
        check_refusal(answer, ended)
        assert (cli.snapshots(), cli.report()["rows"]) == (before, truth)


def check_refusal(answer: Answer, ended: Ended) -> None:
    """It is an error of the org, in a sentence with a next step."""
    assert ended.code in ({3} if answer.accept_clock else {2, 3}), ended
    message, _, step = ended.err.partition("Error: ")[2].partition("\n")
    assert message, ended
    assert step.strip(), ended
    assert len(ended.err) < 2_000, answer
