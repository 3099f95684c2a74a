"""Every error Seatwise raises on purpose: each names the mistake and the next step.

SeatwiseError
├── UsageError              the request is not valid                             exit 2, HTTP 4xx
│   ├── StaleEntry          another price or bucket was set since then           HTTP 409
│   └── ClocksDiffer        the org's clock is more than a day from ours
├── OrgError                the org refused, or could not be reached             exit 3, HTTP 502
│   ├── LoginRefused        wrong password, locked user, expired token, ...
│   ├── Unreachable         unknown host, TLS failure, cut connection, maintenance page
│   ├── NotVisible          one object or field cannot be read: becomes a Gap
│   ├── UnreadableResponse  the response is not what Salesforce documents
│   ├── LimitReached        a response is beyond a limit: too large, too slow, too deep
│   └── QuotaReached        the org's daily API quota, or the share of it we may use
└── StorageError            stored data cannot be read or written                exit 4, HTTP 500
    ├── Corrupt             a file of a snapshot or of state.db is damaged
    ├── StateLost           there are snapshots, but not the state.db that belongs to them
    ├── RefreshRunning      another refresh of the same org holds the lock
    └── DiskFull            nothing was saved, the last snapshot is intact
"""

import re

_COMMAND = re.compile(r": (?:seatwise|sf) [a-z].*")


def without_command(step: str) -> str:
    """A next step without the command that does it in a terminal: pages have buttons and links."""
    return _COMMAND.sub(".", step)


class Stopped(BaseException):
    """Ctrl-C (SIGINT) or SIGTERM ends the process. Not an Exception, so that no handler of errors catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number  # of the signal

    @property
    def exit_code(self) -> int:
        """What shells expect of a process that a signal has ended."""
        return 128 + self.number


class SeatwiseError(Exception):
    """An error with a next step.

    Args:
        message: the mistake, in one sentence, without secrets.
        next_step: what the reader can do about it, in one sentence; may be empty.
        code: the org's own error code when it gave one (`INVALID_LOGIN`), else empty.
    """

    exit_code = 1

    def __init__(self, message: str, next_step: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.code = code

    def __str__(self) -> str:
        """The mistake and the next step, as displayed."""
        return f"{self.message} {self.next_step}".strip()


class UsageError(SeatwiseError):
    """The request is not valid."""

    exit_code = 2


class StaleEntry(UsageError):
    """Someone else set the price or bucket since the page was loaded; nothing was recorded."""


class ClocksDiffer(UsageError):
    """The org's clock differs from this machine's by more than a day; nothing was read."""


class OrgError(SeatwiseError):
    """The org refused, or could not be reached."""

    exit_code = 3


class LoginRefused(OrgError):
    """The org refused the login."""


class Unreachable(OrgError):
    """No usable response came from the org."""


class NotVisible(OrgError):
    """One object or field cannot be read by this user; the reader turns it into a Gap."""


class UnreadableResponse(OrgError):
    """The org's response is not what Salesforce documents."""


class LimitReached(OrgError):
    """The org's response is beyond a limit of Seatwise: too large, too slow, too deep."""


class QuotaReached(OrgError):
    """The org's daily API quota, or the share of it that Seatwise may take, is used up."""


class StorageError(SeatwiseError):
    """Data that Seatwise stores on this machine cannot be read or written."""

    exit_code = 4


class Corrupt(StorageError):
    """A stored file is damaged: the message names it."""


class StateLost(StorageError):
    """There are snapshots, but the state.db beside them is missing, empty or another one."""


class RefreshRunning(StorageError):
    """Another refresh of the same org is running."""


class DiskFull(StorageError):
    """The disk has no room left; nothing was saved."""
