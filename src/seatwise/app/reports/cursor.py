"""A cursor: where a page of a list ends, so that the next one goes on from there, in the same list and snapshot."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from seatwise.domain.errors import UsageError


@dataclass(frozen=True)
class Cursor:
    """The end of a page."""

    snapshot: str  # its id; of two, the later one's
    digest: str  # tells lists apart: which rows, in which order
    value: str | None  # of the last row in the column sorted by, as text; None: blank
    number: int  # the last row's

    @property
    def text(self) -> str:
        """Fit for a URL."""
        parts = json.dumps([self.snapshot, self.digest, self.value, self.number]).encode()
        return base64.urlsafe_b64encode(parts).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """What `text` wrote. Raises UsageError: it is no cursor."""
        try:
            snapshot, digest, value, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(str(snapshot), str(digest), None if value is None else str(value), int(number))
        except (ValueError, TypeError, binascii.Error) as error:
            raise UsageError("This page cannot continue from there.", "Start again from the first page.") from error


def list_digest(*parts: object) -> str:
    """A short digest of what a list is: its filters, its order, the snapshot it is compared with."""
    return hashlib.blake2s(repr(parts).encode(), digest_size=6).hexdigest()
