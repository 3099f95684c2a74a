"""Sessions: session IDs, refresh tokens, authorization codes and failed logins."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

SESSION_SECONDS = 7200
CODE_SECONDS = 600
MAX_FAILED_LOGINS = 10  # then the user is locked out


@dataclass(frozen=True)
class Code:
    """An authorization code, which the client with the PKCE verifier can exchange once."""

    username: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    expires: float


@dataclass
class Sessions:
    """The sessions of one org. They expire by this machine's clock, not the org's."""

    org_id: str
    _live: dict[str, tuple[str, float]] = field(default_factory=dict)  # session ID -> username, expiry
    _refresh: dict[str, str] = field(default_factory=dict)  # refresh token -> username
    _codes: dict[str, Code] = field(default_factory=dict)
    _failed: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def open(self, username: str) -> str:
        """Start a session; returns its ID: the org's ID, `!AQ` and a random part."""
        session = f"{self.org_id[:15]}!AQ{secrets.token_urlsafe(66).replace('-', '.')}"
        with self._lock:
            self._live[session] = (username, time.time() + SESSION_SECONDS)
        return session

    def user(self, session: str) -> str | None:
        """The username of a session, or None if it is unknown, expired or revoked."""
        username, expires = self._live.get(session, (None, 0.0))
        return username if expires > time.time() else None

    def end(self, session: str) -> bool:
        """End a session; returns whether it existed."""
        with self._lock:
            return self._live.pop(session, None) is not None

    def end_all(self) -> None:
        """End all sessions, as an admin can. Refresh tokens stay valid."""
        with self._lock:
            self._live.clear()

    def issue_refresh_token(self, username: str) -> str:
        """Issue a refresh token."""
        token = f"5Aep861{secrets.token_urlsafe(60).replace('-', '.')}"
        self._refresh[token] = username
        return token

    def refresh_token_user(self, refresh_token: str) -> str | None:
        """The username of a refresh token."""
        return self._refresh.get(refresh_token)

    def revoke_refresh_token(self, refresh_token: str) -> bool:
        """Revoke a refresh token; returns whether it existed."""
        return self._refresh.pop(refresh_token, None) is not None

    def issue_code(self, code: Code) -> str:
        """Issue an authorization code; returns its text."""
        text = f"aPrx{secrets.token_urlsafe(48).replace('-', '.')}"
        self._codes[text] = code
        return text

    def redeem_code(self, text: str) -> Code | None:
        """Redeem a code once; None if it is unknown, used or older than ten minutes."""
        code = self._codes.pop(text, None)
        return code if code is not None and code.expires > time.time() else None

    def count_failed_login(self, username: str) -> None:
        """Count a wrong password."""
        self._failed[username] += 1

    def reset_failed_logins(self, username: str) -> None:
        """Reset the count after a successful login."""
        self._failed.pop(username, None)

    def is_locked_out(self, username: str) -> bool:
        """Whether the user is locked out after too many wrong passwords."""
        return self._failed[username] >= MAX_FAILED_LOGINS
