"""A gap: something that could not be read, with the reason and what would fix it. Never a zero."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

SNAPSHOT = "snapshot"  # in place of a table: one that is damaged, with its id in place of a column
ROWS = "rows"  # in place of a column: some rows of the table may be missing, and it is not known which
# What people entered, as tables of gaps and as needs of figures: where it is damaged, they are not known.
PRICES, BUCKETS, ENTITLEMENTS = "prices", "bucket_overrides", "entitlement_overrides"
ENTERED = {PRICES: "price", BUCKETS: "bucket", ENTITLEMENTS: "yearly logins"}  # what people call one
NOT_OFFERED = "Not offered by this org."  # the remedy where no permission helps: edition or release lacks it


@dataclass(frozen=True, order=True)
class Gap:
    """One thing missing from a snapshot."""

    table: str  # of the snapshot (`user_license`)
    column: str | None  # the one that is missing, `ROWS`, or None: the whole table
    reason: str  # what the org said, in our words
    remedy: str  # the permission or step that fixes it, or `NOT_OFFERED`; empty until the refresh has found it
    code: str = ""  # the org's error code (`INVALID_TYPE`), or empty

    @property
    def is_whole(self) -> bool:
        """Whether rows are missing: all of the table, or some, it is not known which."""
        return self.column in {None, ROWS}

    @property
    def is_offered(self) -> bool:
        """Whether the org has it at all, as far as we know."""
        return not self.remedy.startswith(NOT_OFFERED)

    @property
    def what(self) -> str:
        """The missing thing by name: `user_license` or `user_license.MonthlyLoginsUsed`."""
        return self.table if self.column is None else f"{self.table}.{self.column}"

    def as_json(self) -> dict[str, object]:
        """The gap as in a manifest and in JSON."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, object]) -> "Gap":
        """The gap that `as_json` wrote. Earlier versions wrote more, which is left out."""
        column = data.get("column")
        return Gap(
            table=str(data["table"]),
            column=None if column is None else str(column),
            reason=str(data["reason"]),
            remedy=str(data["remedy"]),
            code=str(data.get("code", "")),
        )


def sentence(said: str) -> str:
    """What an org said, as a sentence that another may follow."""
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def by_remedy(gaps: Iterable[Gap]) -> dict[str, list[Gap]]:
    """The gaps under what would fix them, in the order in which the remedies first come."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.remedy, []).append(gap)
    return found
