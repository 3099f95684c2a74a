"""Who is logged in right now: session ids, refresh tokens, authorization codes and wrong passwords."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

SESSION_SECONDS = 7200
CODE_SECONDS = 600
WRONG_PASSWORDS = 10  # then the user is locked out


@dataclass(frozen=True)
class Code:
    """An authorization code, waiting to be exchanged once by the client that holds the PKCE verifier."""

    username: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    expires: float


@dataclass
class Sessions:
    """Every live session of one org. Expiry goes by this machine's clock, as the clients' own clocks do."""

    org_id: str
    _live: dict[str, tuple[str, float]] = field(default_factory=dict)  # session id -> username, expiry
    _refresh: dict[str, str] = field(default_factory=dict)  # refresh token -> username
    _codes: dict[str, Code] = field(default_factory=dict)
    _wrong: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def open(self, username: str) -> str:
        """A new session id: the org's id, `!AQ`, and what nobody can guess."""
        session = f"{self.org_id[:15]}!AQ{secrets.token_urlsafe(66).replace('-', '.')}"
        with self._lock:
            self._live[session] = (username, time.time() + SESSION_SECONDS)
        return session

    def user(self, session: str) -> str | None:
        """The username behind a session id, or None if it is unknown, expired or revoked."""
        username, expires = self._live.get(session, (None, 0.0))
        return username if expires > time.time() else None

    def end(self, session: str) -> bool:
        """End one session; whether there was one."""
        with self._lock:
            return self._live.pop(session, None) is not None

    def end_all(self) -> None:
        """End every session, as an admin can; refresh tokens stay good."""
        with self._lock:
            self._live.clear()

    def remember(self, username: str) -> str:
        """A new refresh token."""
        token = f"5Aep861{secrets.token_urlsafe(60).replace('-', '.')}"
        self._refresh[token] = username
        return token

    def remembered(self, refresh_token: str) -> str | None:
        """The username behind a refresh token."""
        return self._refresh.get(refresh_token)

    def forget(self, refresh_token: str) -> bool:
        """Revoke a refresh token; whether there was one."""
        return self._refresh.pop(refresh_token, None) is not None

    def issue(self, code: Code) -> str:
        """The text that stands for the code."""
        text = f"aPrx{secrets.token_urlsafe(48).replace('-', '.')}"
        self._codes[text] = code
        return text

    def redeem(self, text: str) -> Code | None:
        """The code behind the text, once; None if unknown, used or older than ten minutes."""
        code = self._codes.pop(text, None)
        return code if code is not None and code.expires > time.time() else None

    def wrong(self, username: str) -> None:
        """Count one wrong password."""
        self._wrong[username] += 1

    def right(self, username: str) -> None:
        """A right password takes back the count."""
        self._wrong.pop(username, None)

    def locked(self, username: str) -> bool:
        """Whether the user is locked out after too many wrong passwords."""
        return self._wrong[username] >= WRONG_PASSWORDS
