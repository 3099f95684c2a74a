"""Use cases of access tokens: open the pages, make and revoke tokens, and say whether one is valid."""

import hmac
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from seatwise.app.access.memory_tokens import MemoryTokens
from seatwise.app.access.ports import AccessTokens
from seatwise.domain.access_token import LONGEST, SHORTEST, AccessToken, TokenKind, digest_of, is_token_name, new_token
from seatwise.domain.errors import StorageError, UsageError
from seatwise.settings import TOKEN

_FROM_SETTING = "setting"  # how a session says that it was opened with SEATWISE_TOKEN
_LONGEST_CACHED = timedelta(seconds=10)  # a file that changes twice in 4 ms may look as if it had changed once


@dataclass(frozen=True)
class _Known:
    """The stored tokens by digest, as they were at a version of state.db."""

    version: Hashable
    read_at: datetime
    tokens: Mapping[str, AccessToken]


class AccessControl:
    """The access tokens of one installation. Safe to use from several threads.

    Args:
        stored: where tokens are stored; opened when first needed.
        version: changes whenever what is stored may have changed; cheap.
        clock: the time now, in UTC.
        chosen: the token set by hand (SEATWISE_TOKEN); empty: none.

    Raises:
        UsageError: the token set by hand is too short or too long.
    """

    def __init__(
        self,
        stored: Callable[[], AccessTokens],
        version: Callable[[], Hashable],
        clock: Callable[[], datetime],
        chosen: str = "",
    ) -> None:
        if chosen and not SHORTEST <= len(chosen) <= LONGEST:
            raise UsageError(
                f"{TOKEN.name} has {len(chosen)} characters; a token has {SHORTEST} to {LONGEST}.",
                "A good one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )
        self._stored, self._version, self._clock = stored, version, clock
        self._chosen = digest_of(chosen) if chosen else ""
        self._memory = MemoryTokens()  # where state.db cannot be written: a full disk, a read-only home
        self._known: _Known | None = None
        self._lock = Lock()

    @property
    def has_chosen_token(self) -> bool:
        """Whether SEATWISE_TOKEN is set."""
        return bool(self._chosen)

    @property
    def is_current(self) -> bool:
        """Whether `find` answers from memory; else it reads state.db, which takes 2 ms."""
        return self._cached(self._version()) is not None

    def find(self, text: str) -> AccessToken | None:
        """The session or API token of this text; None: there is none, or it is no longer valid.

        Raises StorageError: state.db cannot be read, so nobody can be let in.
        """
        found = self._memory.find(digest_of(text)) or self._tokens().get(digest_of(text))
        valid = found is not None and found.kind is not TokenKind.START and found.is_valid(self._clock())
        return found if valid and found is not None and self._was_opened_rightly(found) else None

    def is_chosen(self, text: str) -> bool:
        """Whether the text is SEATWISE_TOKEN; compared in constant time."""
        return bool(self._chosen) and hmac.compare_digest(digest_of(text), self._chosen)

    def start(self) -> str:
        """A new start token: it opens the pages once, within an hour."""
        text, token = new_token(TokenKind.START, self._clock())
        self._add(token)
        return text

    def use_start(self, text: str) -> str | None:
        """The session that a start token opens: one only. None: it is no start token, was used, or has expired."""
        now, digest = self._clock(), digest_of(text)
        session, token = new_token(TokenKind.SESSION, now)
        if self._memory.exchange(digest, token, now):
            return session
        start = self._tokens().get(digest)
        if start is None or start.kind is not TokenKind.START:
            return None
        try:
            opened = self._stored().exchange(digest, token, now)
        except StorageError:  # it cannot be deleted there: it is used here, once
            self._memory.add_once(start)
            opened = self._memory.exchange(digest, token, now)
        self._expire_cache()
        return session if opened else None

    def open_session(self, text: str) -> str | None:
        """The session that a start token opens, or an API token; None: the text is neither."""
        if opened := self.use_start(text):
            return opened
        found = self.find(text)
        return self._session(found.digest) if found is not None and found.kind is TokenKind.API else None

    def open_with_chosen(self, text: str) -> str | None:
        """The session that SEATWISE_TOKEN opens; None: the text is not that."""
        return self._session(_FROM_SETTING + self._chosen) if self.is_chosen(text) else None

    def create(self, name: str) -> str:
        """A new API token of that name. Raises UsageError: the name is taken, or is none."""
        if not is_token_name(name):
            raise UsageError(
                f"A token cannot be named {name!r}.",
                "A name has letters, digits, dots, hyphens and underscores, at most 80, and no browser- in front.",
            )
        text, token = new_token(TokenKind.API, self._clock(), name=name)
        self._stored().add(token)
        self._expire_cache()
        return text

    def tokens(self) -> list[AccessToken]:
        """API tokens and sessions that are valid, oldest first."""
        now = self._clock()
        return [each for each in self._stored().all() if each.kind is not TokenKind.START and each.is_valid(now)]

    def revoke(self, name: str) -> None:
        """Delete an API token and the sessions opened with it, or one session. Raises UsageError: there is none."""
        if not self._stored().remove(name):
            raise UsageError(f"There is no token named {name}.", "See them: seatwise token list")
        self._expire_cache()

    def _session(self, opened_with: str) -> str:
        text, token = new_token(TokenKind.SESSION, self._clock(), opened_with=opened_with)
        self._add(token)
        return text

    def _add(self, token: AccessToken) -> None:
        try:
            self._stored().add(token)
        except StorageError:
            self._memory.add(token)
        self._expire_cache()

    def _expire_cache(self) -> None:
        """After a change of our own: the file may look the same."""
        if self._known is not None:
            self._known = replace(self._known, version=object())

    def _was_opened_rightly(self, token: AccessToken) -> bool:
        """Whether the token with which a session was opened is still valid."""
        opened_with = token.opened_with
        if not opened_with:
            return True
        if opened_with.startswith(_FROM_SETTING):
            return bool(self._chosen) and opened_with == _FROM_SETTING + self._chosen
        return opened_with in self._tokens()

    def _tokens(self) -> Mapping[str, AccessToken]:
        """The stored tokens. While state.db cannot be read, those of before: the pages then say what is wrong."""
        version = self._version()
        known = self._cached(version)
        if known is None:
            with self._lock:  # one reads, the others wait for it
                known = self._cached(version)
                if known is None:
                    known = self._read(version)
                    self._known = known
        return known.tokens

    def _read(self, version: Hashable) -> _Known:
        try:
            return _Known(version, self._clock(), {each.digest: each for each in self._stored().all()})
        except StorageError:
            if self._known is None:
                raise
            return self._known

    def _cached(self, version: Hashable) -> _Known | None:
        known = self._known
        if known is None or known.version != version or self._clock() - known.read_at > _LONGEST_CACHED:
            return None
        return known
