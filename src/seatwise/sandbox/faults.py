"""Faults that the sandbox can simulate: which one, on which calls, how many times."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from fnmatch import fnmatchcase
from threading import Lock

from seatwise.domain.errors import UsageError


class Kind(StrEnum):
    """The kinds of faults."""

    UNAVAILABLE = "unavailable"  # 503 SERVER_UNAVAILABLE
    TOO_MANY = "too_many"  # 429 with Retry-After
    UNKNOWN_EXCEPTION = "unknown_exception"  # 500 UNKNOWN_EXCEPTION
    QUOTA = "quota"  # 403 REQUEST_LIMIT_EXCEEDED, and the counter at its limit
    RESET = "reset"  # the connection is reset before the response
    RESET_MID_BODY = "reset_mid_body"  # the connection is reset after half of the body
    SLOW = "slow"  # the response starts after `seconds`, or as soon as the fault is removed
    EXPIRED_SESSION = "expired_session"  # the session ends: 401 until the client logs in again
    EXPIRED_LOCATOR = "expired_locator"  # 400 INVALID_QUERY_LOCATOR on the next page of a query or a bulk result
    HTML = "html"  # an HTML maintenance page, with `status` (200 or 503)
    REDIRECT = "redirect"  # 302 to `location`
    TRUNCATED = "truncated"  # the body is cut short, with a matching Content-Length
    MISSING_COLUMN = "missing_column"  # a CSV result without its last column
    WRONG_COUNT = "wrong_count"  # Sforce-NumberOfRecords, or totalSize, is one too high
    JOB_FAILED = "job_failed"  # a bulk job ends as Failed
    JOB_GONE = "job_gone"  # a bulk job is deleted as soon as it is created
    JOB_STUCK = "job_stuck"  # a bulk job stays InProgress
    HIDDEN = "hidden"  # `sobject`, or its `field`, is hidden from everyone
    DROPPED = "dropped"  # `field` of `sobject` does not exist from API version `version` on
    NOT_IN_BULK = "not_in_bulk"  # Bulk API 2.0 does not support `sobject`


PERMANENT = frozenset({Kind.HIDDEN, Kind.DROPPED, Kind.NOT_IN_BULK})  # apply as long as they are set, to every call
LOCATORS = ("*/query/01g*", "*/jobs/query/*/results[?]*locator=*")
_WHERE: Mapping[Kind, tuple[str, ...]] = {
    Kind.EXPIRED_SESSION: ("/services/data/v*",),
    Kind.EXPIRED_LOCATOR: LOCATORS,
    Kind.MISSING_COLUMN: ("*/jobs/query/*/results*",),
    Kind.WRONG_COUNT: ("*/jobs/query/*/results*", "*/query*q=*"),
    Kind.JOB_FAILED: ("*/jobs/query",),
    Kind.JOB_GONE: ("*/jobs/query",),
    Kind.JOB_STUCK: ("*/jobs/query",),
}
_ANYWHERE = ("/services/*",)


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        kind: what goes wrong.
        path: which calls, as a shell pattern over the decoded `path?query`, as in `*/query*FROM UserLicense*`;
            empty means the calls where this kind makes sense.
        method: which method, or `*`.
        after: number of matching calls that succeed first.
        times: number of calls that fail; None means all.
        seconds: for `slow`, the delay; for `too_many`, the Retry-After.
        status: for `html`.
        location: for `redirect`.
        sobject: for `hidden`, `dropped` and `not_in_bulk`.
        field, version: for `hidden` and `dropped`. Without a field, the whole object.
    """

    kind: Kind
    path: str = ""
    method: str = "*"
    after: int = 0
    times: int | None = 1
    seconds: float = 1.0
    status: int = 503
    location: str = "https://elsewhere.example/"
    sobject: str = ""
    field: str = ""
    version: float = 0.0

    def matches(self, method: str, target: str) -> bool:
        """Whether a call of that method to that `path?query` matches."""
        patterns = (self.path,) if self.path else _WHERE.get(self.kind, _ANYWHERE)
        return self.method in ("*", method) and any(fnmatchcase(target, pattern) for pattern in patterns)

    def hides(self, sobject: str, name: str, version: float) -> bool:
        """Whether it hides that field (or the object, if `name` is empty) in that API version."""
        return (
            self.kind in (Kind.HIDDEN, Kind.DROPPED)
            and self.sobject.lower() == sobject.lower()
            and self.field.lower() == name.lower()
            and version >= self.version
        )

    def as_json(self) -> dict[str, object]:
        """As JSON for `from_json`."""
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "Fault":
        """A fault from the names of its attributes.

        Raises:
            UsageError: an unknown kind or attribute, or an invalid value.
        """
        known = {item.name for item in fields(Fault)}
        if unknown := set(data) - known:
            raise UsageError(
                f"A fault has no attribute {', '.join(sorted(unknown))}.", f"It has {', '.join(sorted(known))}."
            )
        try:
            kind = Kind(str(data.get("kind")))
        except ValueError:
            raise UsageError(f"There is no fault {data.get('kind')!r}.", f"Use one of {', '.join(Kind)}.") from None
        if kind in PERMANENT and not data.get("sobject"):
            raise UsageError(f"The fault {kind} needs an sobject.", "Add it, and a field to hide only that.")
        for name, value in data.items():
            if name != "kind" and not _fits(name, value):
                raise UsageError(
                    f"A fault's {name} cannot be {value!r}.", "GET /sandbox/faults shows the ones that are set."
                )
        return Fault(**{**data, "kind": kind})  # type: ignore[arg-type] # JSON values, each checked above


def _fits(name: str, value: object) -> bool:
    """Whether a JSON value is valid for that attribute."""
    if isinstance(value, bool):
        return False
    match name:
        case "after" | "times" | "status":
            return (isinstance(value, int) and value >= 0) or (name == "times" and value is None)
        case "seconds" | "version":
            return isinstance(value, int | float) and value >= 0
        case _:
            return isinstance(value, str)


@dataclass
class Faults:
    """The faults that are set, and how many calls each has matched. Thread-safe."""

    _set: list[Fault] = field(default_factory=list)
    _matched: dict[int, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        with self._lock:
            self._set.append(fault)

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._set.clear()
            self._matched.clear()

    def all(self) -> list[Fault]:
        """All faults, oldest first."""
        with self._lock:
            return list(self._set)

    @property
    def met(self) -> bool:
        """Whether any call has matched one of them."""
        with self._lock:
            return bool(self._matched)

    def matching(self, method: str, target: str) -> list[Fault]:
        """The faults of this call. Every matching call counts, also those that succeed."""
        hits = []
        with self._lock:
            for index, fault in enumerate(self._set):
                if fault.kind in PERMANENT or not fault.matches(method, target):
                    continue
                count = self._matched[index] = self._matched.get(index, 0) + 1
                if count > fault.after and (fault.times is None or count <= fault.after + fault.times):
                    hits.append(fault)
        return hits

    def hides(self, sobject: str, name: str, version: float) -> bool:
        """Whether any fault hides the field (or the object, if `name` is empty) in that API version."""
        return any(fault.hides(sobject, name, version) for fault in self.all())

    def blocks_bulk(self, sobject: str) -> bool:
        """Whether any fault removes the object from Bulk API 2.0."""
        return any(fault.kind is Kind.NOT_IN_BULK and fault.sobject.lower() == sobject.lower() for fault in self.all())
