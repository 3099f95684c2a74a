"""Access tokens of this process only: for where state.db cannot be written (the port `AccessTokens`)."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from seatwise.domain.access_token import AccessToken, TokenKind


class MemoryTokens:
    """Tokens that are gone when the process ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[str, AccessToken] = {}
        self._seen: set[str] = set()

    def add(self, token: AccessToken) -> None:
        """Remember a token, and forget those that have expired."""
        with self._lock:
            self._tokens = {each.digest: each for each in self._tokens.values() if each.is_valid(token.created_at)}
            self._tokens[token.digest] = token

    def add_once(self, token: AccessToken) -> None:
        """Remember a token, unless it was here before."""
        with self._lock:
            if token.digest not in self._seen:
                self._seen.add(token.digest)
                self._tokens[token.digest] = token

    def find(self, digest: str) -> AccessToken | None:
        """The token with that digest."""
        return self._tokens.get(digest)

    def all(self) -> Sequence[AccessToken]:
        """Every token, oldest first."""
        return list(self._tokens.values())

    def exchange(self, start: str, session: AccessToken, at: datetime) -> bool:
        """A session in place of a start token. Of several at once one succeeds."""
        with self._lock:
            found = self._tokens.get(start)
            if found is None or found.kind is not TokenKind.START:
                return False
            del self._tokens[start]
            if found.is_valid(at):
                self._tokens[session.digest] = session
            return found.is_valid(at)

    def remove(self, name: str) -> bool:
        """Forget the token of that name."""
        with self._lock:
            there = [digest for digest, each in self._tokens.items() if each.name == name]
            for digest in there:
                del self._tokens[digest]
            return bool(there)
