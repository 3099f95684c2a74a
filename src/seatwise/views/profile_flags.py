"""What a reader should notice about a row of the Profiles panel, in words, and what each of them means."""

from seatwise.views.panel import Row

UNPRICED, WRITES = "unpriced", "writes without logging in"
MEANING = {
    UNPRICED: "Nobody told a price yet: costs count as 0. Tell it: seatwise price set.",
    WRITES: "More users work than log in: programs write in their name through an API. They look idle and are not; "
    "never take their seats away for not logging in.",
    "never logged in": "Active users who never logged in, and hold a seat all the same.",
    "frozen": "Frozen users cannot log in, and still hold a seat. Deactivating frees it.",
    "not yet onboarded": "Created less than 30 days before the snapshot and never logged in: no waste yet.",
    "unattributed": "Salesforce's own counter of this license differs from the active users that were read.",
    "no license": "These users hold no user license, so they cost nothing.",
    "unknown license": "The license of these users could not be found, so what they cost is unknown.",
}

MEANING_OF_ONE = {  # of one user
    UNPRICED: "Nobody told a price yet: the seat counts as 0. Tell it: seatwise price set.",
    WRITES: "The user works and does not log in: a program writes in the user's name through an API. The seat looks "
    "idle and is not; never take it away for that.",
    "never logged in": "The user never logged in, and holds a seat all the same.",
    "frozen": "The user cannot log in, and still holds a seat. Deactivating the user frees it.",
    "not yet onboarded": "Created less than 30 days before the snapshot and never logged in: no waste yet.",
    "inactive": "The user cannot log in, and holds no seat.",
}

COUNTED = frozenset(
    {"never logged in", "frozen", "not yet onboarded"}
)  # of how many users stands in a column of its own


def flags(row: Row, *, same_window: bool) -> list[str]:
    """The flags of a bucket, license or profile.

    Args:
        row: its figures.
        same_window: whether logins and actors were looked for in the same days; else they cannot be compared.
    """
    actors, logins = _number(row["actors"]), _number(row["logged_in_users"])
    marks = {
        UNPRICED: row["priced"] is False and bool(row["users"]),
        WRITES: same_window and row["logged_in_users"] is not None and actors > logins,
        "never logged in": _number(row["never_logged_in"]) > 0,
        "frozen": _number(row["frozen"]) > 0,
        "not yet onboarded": _number(row["not_yet_onboarded"]) > 0,
        "unattributed": _number(row["unattributed"]) != 0,
        "no license": row["license_key"] == "(no license)",
        "unknown license": row["license_key"] == "(unknown license)",
    }
    return [name for name, marked in marks.items() if marked]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
