"""Rows of users, their logins and the records they touched, for orgs that a test writes."""

from datetime import datetime, timedelta

from rows_org import NOW, sid
from seatwise.sources.activity import CREATED


def ago(days: float) -> datetime:
    """A moment so many days before the snapshot's."""
    return NOW - timedelta(days=days)


def person(number: int, profile_number: int | None = 1, **more: object) -> dict[str, object]:
    """An active user who was created a year ago and never logged in."""
    return {
        "Id": sid("005", number),
        "Username": f"user{number}@acme.example",
        "Name": f"User {number}",
        "IsActive": True,
        "ProfileId": None if profile_number is None else sid("00e", profile_number),
        "CreatedDate": ago(365),
        **more,
    }


def touch(number: int, sobject: str = "Case", days: float = 3, **more: object) -> dict[str, object]:
    """A record of that object, created by that user so many days ago."""
    row = {"SobjectType": sobject, "UserId": sid("005", number), "Touch": CREATED, "Records": 1, "LastDate": ago(days)}
    return {**row, **more}


def login(number: int, kind: str = "Application", days: float = 2, **more: object) -> dict[str, object]:
    """Logins of that user so many days ago."""
    row = {"UserId": sid("005", number), "LoginType": kind, "Success": True, "Logins": 1, "LastTime": ago(days)}
    return {**row, "Day": ago(days).date(), **more}
