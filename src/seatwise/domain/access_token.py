"""Access tokens: what lets a browser or a program in. Only the SHA-256 of one is ever stored."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

SHORTEST: Final = 20  # characters of a token that a person chooses
LONGEST: Final = 512
_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class TokenKind(StrEnum):
    """What a token is for, and for how long it is valid."""

    START = "start"
    SESSION = "session"
    API = "api"

    @property
    def lifetime(self) -> timedelta | None:
        """How long it is valid from when it was made; None: until it is revoked."""
        return _LIFETIMES[self]


_LIFETIMES: Final = {
    TokenKind.START: timedelta(hours=1),  # opens the pages once
    TokenKind.SESSION: timedelta(days=14),  # what the cookie of a browser holds
    TokenKind.API: None,
}


@dataclass(frozen=True)
class AccessToken:
    """A token as it is stored.

    Args:
        digest: SHA-256 of the token, 64 hexadecimal digits.
        name: of an API token what its owner calls it; of a session `browser-` and the start of its digest.
        opened_with: of a session the digest of the token that was entered for it; empty: a start token.
        expires_at: None: it does not.
    """

    digest: str
    kind: TokenKind
    name: str
    opened_with: str
    created_at: datetime
    expires_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or at < self.expires_at


def new_token(kind: TokenKind, at: datetime, *, name: str = "", opened_with: str = "") -> tuple[str, AccessToken]:
    """A random token, and what is stored of it."""
    text = secrets.token_urlsafe(_BYTES)
    digest = digest_of(text)
    if kind is TokenKind.SESSION:
        name = f"browser-{digest[:8]}"
    lifetime = kind.lifetime
    return text, AccessToken(digest, kind, name, opened_with, at, at + lifetime if lifetime else None)


def digest_of(text: str) -> str:
    """The SHA-256 of a token. What is no token has one, too."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_token_name(name: str) -> bool:
    """Whether an API token may have that name."""
    return _NAME.fullmatch(name) is not None and not name.startswith("browser-")
