"""A few threads compute at once, and whoever has a turn may take it again."""

import threading
import time
from pathlib import Path

import duckdb
import pytest

from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.engine.turns import Turns
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.query import Query, QueryResult
from seatwise.storage.snapshot_files import FolderFiles


def test_no_more_than_two_have_a_turn_and_each_may_take_it_again() -> None:
    turns, inside, most, lock = Turns(2), [0], [0], threading.Lock()

    def work() -> None:
        with turns.turn(), turns.turn():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.02)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (inside[0], most[0]) == (0, 2)


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn():
            _ = 1 / 0
    with turns.turn():
        pass


def test_whoever_is_alone_waits_for_the_others_and_they_wait_then() -> None:
    turns, seen = Turns(2), list[str]()
    begun, finish = threading.Event(), threading.Event()

    def other() -> None:
        with turns.turn():
            begun.set()
            finish.wait(10)
            seen.append("other")

    def alone(name: str) -> None:
        with turns.alone(), turns.turn():
            seen.append(f"{name} begins")
            time.sleep(0.02)
            seen.append(f"{name} ends")

    threads = [threading.Thread(target=other), *(threading.Thread(target=alone, args=(name,)) for name in "ab")]
    threads[0].start()
    begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    finish.set()
    for thread in threads:
        thread.join(10)
    assert seen in (
        ["other", "a begins", "a ends", "b begins", "b ends"],
        ["other", "b begins", "b ends", "a begins", "a ends"],
    )


class ShortOfMemory(DuckQueryEngine):
    """An engine whose memory is used up by what is open, the first time."""

    def __init__(self) -> None:
        super().__init__(FolderFiles(Path()))
        self.tried: list[int] = []

    def _result(self, query: Query, *, passing: bool) -> QueryResult:
        self.tried.append(len(self._metrics._open))
        if len(self.tried) == 1:
            raise duckdb.OutOfMemoryException
        return QueryResult((), 0)


def test_a_query_that_has_no_memory_left_is_computed_again_alone_with_nothing_else_open() -> None:
    engine = ShortOfMemory()
    engine._metrics.get_or_open("x", lambda: engine._open_metric(large=False, paged=False))
    assert engine.query(Query(LICENSES, (), {})) == QueryResult((), 0)
    assert engine.tried == [1, 0]
