"""Two people set one price or bucket at the same moment, in state.db: one is accepted, the other gets a conflict."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Barrier as ThreadBarrier

from sqlalchemy.dialects import postgresql

from fakes import NOON, connection, entering
from seatwise.app.entries.license_overrides import set_bucket
from seatwise.app.entries.prices import SeenPrice, set_price
from seatwise.domain.errors import StaleEntry
from seatwise.domain.licensing.entries import AUTOMATIC, BucketOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.state.connections import StoredConnections, locking
from seatwise.state.database import Database
from seatwise.state.encryption.key_store import new_key
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.prices import StoredPrices
from state.audit_rows import changes

ROUNDS = 20
NEW_YEAR = date(2026, 1, 1)


def book_in(home: Path) -> StoredPrices:
    return StoredPrices(Database.open(home))


def enter(book: StoredPrices, org: str, amount: str, wait: Callable[[], object]) -> bool:
    """Set a price as somebody who saw none; whether it was accepted."""
    wait()
    try:
        context = entering(book, org, clock=lambda: datetime.now(UTC))
        set_price(context, "SFDC", amount, start=NEW_YEAR, seen=SeenPrice("", on=NEW_YEAR))
    except StaleEntry:
        return False
    return True


def make_orgs(home: Path) -> list[str]:
    names = [f"org-{number}" for number in range(ROUNDS)]
    orgs = StoredConnections(Database.open(home), SecretStore(home, new_key()))
    for name in names:
        orgs.add(connection(name), {})
    return names


def assert_one_of_two_was_accepted(home: Path, names: list[str], first: list[bool], second: list[bool]) -> None:
    assert [sorted(pair) for pair in zip(first, second, strict=True)] == [[False, True]] * ROUNDS
    for name, first_won in zip(names, first, strict=True):
        assert [str(price.amount) for price in book_in(home).entries(name, Price)] == ["1" if first_won else "2"]


def test_of_two_threads_that_set_one_price_at_once_one_is_refused(tmp_path: Path) -> None:
    names, book, together = make_orgs(tmp_path), book_in(tmp_path), ThreadBarrier(2)

    def enter_all(amount: str) -> list[bool]:
        return [enter(book, name, amount, lambda: together.wait(30)) for name in names]

    with ThreadPoolExecutor(2) as people:
        first, second = people.map(enter_all, ("1", "2"))
    assert_one_of_two_was_accepted(tmp_path, names, first, second)


def _enter_all(home: Path, names: list[str], together: Barrier, answers: "multiprocessing.Queue[list[bool]]") -> None:
    book = book_in(home)
    answers.put([enter(book, name, "2", lambda: together.wait(60)) for name in names])


def test_of_two_processes_that_set_one_price_at_once_one_is_refused(tmp_path: Path) -> None:
    names, spawn = make_orgs(tmp_path), multiprocessing.get_context("spawn")
    together, answers = spawn.Barrier(2), spawn.Queue()
    other = spawn.Process(target=_enter_all, args=(tmp_path, names, together, answers))
    other.start()
    book = book_in(tmp_path)
    first = [enter(book, name, "1", lambda: together.wait(60)) for name in names]
    second = answers.get(timeout=60)
    other.join(60)
    assert_one_of_two_was_accepted(tmp_path, names, first, second)


def test_of_two_commands_that_set_one_price_at_once_each_replaces_what_was_there(tmp_path: Path) -> None:
    """A command has seen no price: both are accepted, one after the other, as the audit says."""
    names, together = make_orgs(tmp_path), ThreadBarrier(2)

    def set_all(amount: str) -> None:
        book = book_in(tmp_path)  # each its own, as processes have
        for name in names:
            together.wait(30)
            set_price(entering(book, name, clock=lambda: NOON), "SFDC", amount, start=NEW_YEAR)

    with ThreadPoolExecutor(2) as people:
        list(people.map(set_all, ("1", "2")))
    book = book_in(tmp_path)
    for name in names:
        first, last = book.entries(name, Price)
        assert {str(first.amount), str(last.amount)} == {"1", "2"}
        assert first.recorded_at < last.recorded_at
        replaced = [(row.old, row.new) for row in changes(book.database, name) if row.what.startswith("price of")]
        assert replaced == [(None, str(first.amount)), (str(first.amount), str(last.amount))]


def test_of_two_threads_that_set_one_bucket_at_once_one_is_refused(tmp_path: Path) -> None:
    names, book, together = make_orgs(tmp_path), book_in(tmp_path), ThreadBarrier(2)

    def accepted(name: str, bucket: Bucket) -> bool:
        together.wait(30)
        try:
            set_bucket(entering(book, name), "SFDC", bucket, start=NEW_YEAR, seen=AUTOMATIC)
        except StaleEntry:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        first, second = people.map(
            lambda bucket: [accepted(name, bucket) for name in names], (Bucket.OTHER, Bucket.COMMUNITY_LOGIN)
        )
    assert [sorted(pair) for pair in zip(first, second, strict=True)] == [[False, True]] * ROUNDS
    assert all(len(book.entries(name, BucketOverride)) == 1 for name in names)


def test_on_postgresql_the_row_of_the_org_is_locked_before_the_check() -> None:
    assert str(locking("acme").compile(dialect=postgresql.dialect())).endswith("FOR UPDATE")  # type: ignore[no-untyped-call]
