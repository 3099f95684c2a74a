"""Who is let in: a start token once, a session until it expires, an API token until it is revoked."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes import NOON
from seatwise.app.access.access_control import AccessControl
from seatwise.app.access.memory_tokens import MemoryTokens
from seatwise.app.access.ports import AccessTokens
from seatwise.domain.access_token import AccessToken, TokenKind, digest_of
from seatwise.domain.errors import StorageError, UsageError
from seatwise.state.access_tokens import StoredAccessTokens
from seatwise.state.database import Database

CHOSEN = "chosen-by-hand-" + "x" * 10


@dataclass
class World:
    """An installation whose clock and version of state.db a test sets."""

    tokens: AccessTokens
    now: timedelta = timedelta()
    version: int = 0
    reads: int = 0
    chosen: str = ""
    access: AccessControl = field(init=False)

    def __post_init__(self) -> None:
        self.access = self.control(self.chosen)

    def control(self, chosen: str = "") -> AccessControl:
        """Another process over the same home."""
        return AccessControl(self._stored, lambda: self.version, lambda: NOON + self.now, chosen)

    def _stored(self) -> AccessTokens:
        self.reads += 1
        return self.tokens

    def session(self) -> str:
        self.version += 1
        opened = self.access.open_session(self.access.start())
        self.version += 1
        assert opened
        return opened


class Unwritable(MemoryTokens):
    """A home that can be read only."""

    def add(self, token: AccessToken) -> None:
        raise StorageError("read-only")


class Undeletable(MemoryTokens):
    """A disk that became full."""

    def __init__(self, before: MemoryTokens) -> None:
        super().__init__()
        self._tokens = before._tokens

    def exchange(self, start: str, session: AccessToken, at: datetime) -> bool:
        raise StorageError("full")


class Unreadable(MemoryTokens):
    """A damaged state.db."""

    def all(self) -> Sequence[AccessToken]:
        raise StorageError("damaged")


def in_memory(_home: Path) -> AccessTokens:
    return MemoryTokens()


def in_state_db(home: Path) -> AccessTokens:
    return StoredAccessTokens(Database.open(home))


@pytest.fixture(params=[in_memory, in_state_db])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    build: Callable[[Path], AccessTokens] = request.param
    return World(build(tmp_path))


def test_a_start_token_opens_one_session_and_is_no_session_itself(world: World) -> None:
    start = world.access.start()
    assert world.access.find(start) is None
    session = world.access.open_session(start)
    assert session
    world.version += 1
    found = world.access.find(session)
    assert found
    assert (found.kind, found.name) == (TokenKind.SESSION, f"browser-{digest_of(session)[:8]}")
    assert world.access.open_session(start) is None


def test_of_many_at_once_one_opens_a_session(world: World) -> None:
    start, opened, ready = world.access.start(), list[str | None](), threading.Barrier(8)

    def enter() -> None:
        ready.wait()
        opened.append(world.access.open_session(start))

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each is None for each in opened) == [False, *[True] * 7]


@pytest.mark.parametrize(("passed", "opens"), [(timedelta(minutes=59), True), (timedelta(hours=1), False)])
def test_a_start_token_lasts_an_hour(world: World, passed: timedelta, opens: bool) -> None:  # noqa: FBT001
    start = world.access.start()
    world.now += passed
    assert (world.access.open_session(start) is not None) is opens


@pytest.mark.parametrize(("passed", "valid"), [(timedelta(days=13), True), (timedelta(days=14), False)])
def test_a_session_lasts_two_weeks(world: World, passed: timedelta, valid: bool) -> None:  # noqa: FBT001
    session = world.session()
    world.now += passed
    assert (world.access.find(session) is not None) is valid


def test_an_api_token_is_valid_until_it_is_revoked_and_so_are_the_sessions_opened_with_it(world: World) -> None:
    token = world.access.create("nightly")
    other = world.session()
    found = world.access.find(token)
    assert found
    assert (found.kind, found.name, found.expires_at) == (TokenKind.API, "nightly", None)
    session = world.access.open_session(token)
    assert session
    world.version += 1
    assert world.access.find(session)
    world.access.revoke("nightly")
    world.version += 1
    assert (world.access.find(token), world.access.find(session)) == (None, None)
    assert world.access.find(other)
    with pytest.raises(UsageError, match="no token named nightly"):
        world.access.revoke("nightly")


def test_one_session_can_be_revoked(world: World) -> None:
    session, other = world.session(), world.session()
    assert [each.kind for each in world.access.tokens()] == [TokenKind.SESSION] * 2
    world.access.revoke(f"browser-{digest_of(session)[:8]}")
    world.version += 1
    assert world.access.find(session) is None
    assert world.access.find(other)


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "browser-12345678", "x" * 81, "a\nb", "ä"])
def test_a_name_is_letters_digits_and_hyphens(world: World, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be named"):
        world.access.create(name)


def test_stored_tokens_are_read_once_until_state_db_changes_and_at_least_every_ten_seconds(world: World) -> None:
    session = world.session()
    world.access.find(session)
    before = world.reads
    for _ in range(5):
        assert world.access.find(session)
        assert world.access.find("nothing") is None
    assert world.reads == before
    assert world.access.is_current is True
    world.version += 1
    world.access.find(session)
    assert world.reads == before + 1
    world.now += timedelta(seconds=11)
    world.access.find(session)
    assert world.reads == before + 2


@pytest.mark.parametrize("text", ["", "x" * 100_000, "\udcff", "\x00", "ä\r\n", "' OR 1=1 --"])
def test_rubbish_is_no_token(world: World, text: str) -> None:
    world.session()
    assert world.access.find(text) is None
    assert world.access.open_session(text) is None
    assert not world.access.is_chosen(text)


def test_the_token_set_by_hand_opens_sessions_that_end_when_it_is_changed(tmp_path: Path) -> None:
    world = World(in_state_db(tmp_path), chosen=CHOSEN)
    assert world.access.has_chosen_token
    assert world.access.is_chosen(CHOSEN)
    session = world.access.open_with_chosen(CHOSEN)
    assert session
    world.version += 1
    assert world.access.find(session)
    assert world.access.find(CHOSEN) is None
    assert world.control().find(session) is None
    assert world.control(CHOSEN + "2").find(session) is None
    assert world.control(CHOSEN).find(session)


@pytest.mark.parametrize("chosen", ["x" * 19, "x" * 513])
def test_the_token_set_by_hand_is_neither_short_nor_endless(chosen: str) -> None:
    with pytest.raises(UsageError, match=r"SEATWISE_TOKEN has \d+ characters; a token has 20 to 512"):
        World(MemoryTokens(), chosen=chosen)


def test_where_nothing_can_be_written_a_start_token_still_opens_the_pages_of_this_process() -> None:
    world = World(Unwritable(), chosen=CHOSEN)
    start = world.access.start()
    session, by_hand = world.access.open_session(start), world.access.open_with_chosen(CHOSEN)
    assert session
    assert by_hand
    assert world.access.find(session)
    assert world.access.find(by_hand)
    assert world.access.open_session(start) is None


def test_a_start_token_that_can_no_longer_be_deleted_is_used_once_all_the_same() -> None:
    tokens = MemoryTokens()
    world = World(tokens)
    start = world.access.start()
    world.tokens = Undeletable(tokens)
    session = world.access.use_start(start)
    assert session
    assert world.access.find(session)
    assert world.access.use_start(start) is None


def test_while_state_db_cannot_be_read_those_who_were_let_in_before_still_are_and_others_are_not() -> None:
    world = World(MemoryTokens())
    session = world.session()
    assert world.access.find(session)
    world.tokens, world.version = Unreadable(), 99
    assert world.access.find(session)
    assert world.access.find("other") is None
    with pytest.raises(StorageError):
        world.control().find(session)


def test_no_token_is_stored_only_digests(tmp_path: Path) -> None:
    world = World(in_state_db(tmp_path), chosen=CHOSEN)
    start, token, session = world.access.start(), world.access.create("nightly"), world.session()
    by_hand = world.access.open_with_chosen(CHOSEN)
    assert by_hand
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not any(text.encode() in written for text in (start, token, session, CHOSEN, by_hand))
    assert digest_of(token).encode() in written


def test_a_name_is_given_once(tmp_path: Path) -> None:
    world = World(in_state_db(tmp_path))
    world.access.create("nightly")
    with pytest.raises(UsageError, match="A token named nightly already exists"):
        world.access.create("nightly")
