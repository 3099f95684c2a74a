"""People of an org and the licenses of their profiles: what tests of things over time begin with."""

from collections.abc import Sequence

from rows_org import profile, sid, user_license
from seatwise.metrics.query import Row

EVIL = "<script>alert('x')</script> \"&\" 🚀"


def person(number: int, *, active: bool = True, on: int = 1, **more: object) -> Row:
    return {
        "Id": sid("005", number), "Username": f"user{number}@acme.example", "Name": f"User {number}",
        "IsActive": active, "ProfileId": sid("00e", on), **more,
    }  # fmt: skip


def org(*people: Row, seats: Sequence[Row] = (), frozen: Sequence[int] = ()) -> dict[str, Sequence[Row]]:
    """Profiles 1 and 2 stand on license 1, profile 3 on license 2."""
    return {
        "user_license": seats or [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Free", "X", -1, 5)],
        "profile": [profile(1, 1), profile(2, 1), profile(3, 2)],
        "user": people,
        "user_login": [{"Id": sid("0Yw", n), "UserId": sid("005", n), "IsFrozen": True} for n in frozen],
    }
