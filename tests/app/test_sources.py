"""What sources keep of what they found out: as long as nothing behind them changes, and never an error."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from fakes import entitlement_override
from seatwise.bootstrap import services
from seatwise.app.memory import Memory
from seatwise.app.ports import Connections, Engine, PriceBook
from seatwise.app.report import Sources
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError

SOURCES = Sources(cast("Connections", None), cast("SnapshotStore", None), cast("Engine", None), cast("PriceBook", None))


def test_what_may_change_behind_them_is_found_out_each_time() -> None:
    told = iter("ab")
    assert [SOURCES.remembered("who", lambda: next(told)) for _ in range(2)] == ["a", "b"]


def test_what_does_not_change_is_found_out_once() -> None:
    kept, told = replace(SOURCES, memory=Memory()), iter("ab")
    assert [kept.remembered("who", lambda: next(told)) for _ in range(2)] == ["a", "a"]
    assert kept.remembered("when", lambda: next(told)) == "b"


def test_an_error_is_not_kept() -> None:
    kept = replace(SOURCES, memory=Memory())

    def refuse() -> str:
        raise UsageError("no", "yes")

    with pytest.raises(UsageError):
        kept.remembered("who", refuse)
    assert kept.remembered("who", lambda: "a") == "a"


def test_of_many_answers_the_last_ones_asked_for_are_kept() -> None:
    kept, told = replace(SOURCES, memory=Memory()), iter("ab")
    for question in range(100):
        kept.remembered(question, lambda: "c")
        assert kept.remembered("who", lambda: next(told)) == "a"
    assert kept.remembered(0, lambda: next(told)) == "b"


def test_many_who_ask_at_once_all_get_an_answer() -> None:
    kept = replace(SOURCES, memory=Memory())
    with ThreadPoolExecutor(8) as readers:
        found = readers.map(
            lambda number: kept.remembered(number % 90, lambda: number % 90) == number % 90, range(9000)
        )
        assert all(found)


def test_those_of_this_installation_are_new_as_soon_as_anybody_told_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    services().connections.add(
        Connection("acme", AuthMethod.ACCESS_TOKEN, "https://acme.example"), {"access_token": "secret"}
    )
    before = services().reports
    assert services().reports is before
    services().book.set_entitlement("acme", entitlement_override("PL", 5))
    assert services().reports is not before
