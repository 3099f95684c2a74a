"""The sums of the Profiles panel: licenses from their profiles, buckets from their licenses, all from the buckets.

Sums are sums of what stands below, to the cent. A sum with something unknown in it is unknown, never too small.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from seatwise.views.panel import Row

COUNTS = (
    "users",
    "logged_in_users",
    "actors",
    "api_only_actors",
    "never_logged_in",
    "frozen",
    "not_yet_onboarded",
)
_SPLIT = ("assigned", "unlogged")  # money, or logins
_OF_SEATS = ("unlogged_api_only", "actor_cost", "non_actor_cost")  # money of seats; login licenses have none
_OF_POOLS = ("pool_cost", "pool_unlogged_cost")  # money of login licenses; seats have none
SUMMED = (*COUNTS, *_SPLIT, *_OF_SEATS, *_OF_POOLS)


def sums(rows: Sequence[Row]) -> dict[str, object]:
    """The sums of rows, and `assigned_unit`: logins if all are login licenses, else money, without the logins."""
    pools = [row for row in rows if row["by_login"]]
    seats = [row for row in rows if not row["by_login"]]
    split = seats or pools
    return {
        **{name: _sum(rows, name) for name in COUNTS},
        **{name: _sum(split, name) for name in _SPLIT},
        **{name: _sum(seats, name) for name in _OF_SEATS},
        **{name: _sum(pools, name) for name in _OF_POOLS},
        "assigned_unit": "money" if seats else "logins",
        "by_login": not seats and bool(pools),
    }


def total(group: str, profiles: Sequence[Row]) -> Row:
    """One row of sums over profiles.

    Its keys: group, profiles, unpriced, unknown (how many profiles have an unknown cost), logins (how many are paid by
    login, and not in the money), and those of `SUMMED`.
    """
    return {
        "group": group,
        "profiles": len(profiles),
        "unpriced": sum(row["priced"] is False for row in profiles),
        "unknown": sum(row["assigned"] is None for row in profiles),
        "logins": sum(bool(row["by_login"]) for row in profiles),
        **sums(profiles),
    }


def counted(row: Row) -> str:
    """What a total sums, in words."""
    parts = [f"{row['profiles']} {'profile' if row['profiles'] == 1 else 'profiles'}"]
    parts += [f"{row[name]} {name}" for name in ("unpriced", "unknown") if row[name]]
    if row["logins"] and row["assigned_unit"] == "money":
        parts.append(f"{row['logins']} paid by login, not in the money")
    return ", ".join(parts)


def _sum(rows: Sequence[Row], name: str) -> int | Decimal | None:
    """The sum of a figure; None when one of them is unknown, or there is none."""
    values = cast("list[int | Decimal | None]", [row[name] for row in rows])
    if not values or None in values:
        return None
    return sum(values[1:], start=values[0])  # type: ignore[arg-type]
