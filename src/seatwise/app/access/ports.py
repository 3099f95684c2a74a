"""Where access tokens are stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seatwise.domain.access_token import AccessToken


class AccessTokens(Protocol):
    """The access tokens of this installation. Each method is one transaction."""

    def add(self, token: AccessToken) -> None:
        """Store a token, and delete those that had expired by then. Raises UsageError: the name is taken."""

    def all(self) -> Sequence[AccessToken]:
        """Every token, oldest first."""

    def exchange(self, start: str, session: AccessToken, at: datetime) -> bool:
        """Store a session in place of a start token. Of several at once one succeeds.

        Args:
            start: digest of the start token.
            session: what takes its place.
            at: the time now; a start token that has expired by then opens nothing.
        """

    def remove(self, name: str) -> bool:
        """Delete the token of that name, and the sessions opened with it. Whether there was one."""
