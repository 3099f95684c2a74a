"""What the JSON API answers about use, field by field: profiles and users. See `api_shapes`."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field, create_model

from seatwise.export.sheets.sheet import PROFILE_FIELDS, USER_FIELDS
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.views.tree import Level
from seatwise.web.api_shapes import EXACT, Day, GapShape, Moment, Money, Price

_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: str,
    FieldType.FLAG: bool,
    FieldType.SEATS: int,
    FieldType.LOGINS: int,
    FieldType.USERS: int,
    FieldType.OBJECTS: int,
    FieldType.RECORDS: int,
    FieldType.TOUCHES: int,
    FieldType.PROCESSES: int,
    FieldType.MONEY: Money,
    FieldType.MONEY_OF_PERIOD: Money,
    FieldType.POOL: Money,
    FieldType.PRICE: Price,
    FieldType.DATE: Day,
    FieldType.TIME: Moment,
}
_NEVER_UNKNOWN: dict[str, Any] = {"level": Level, "flags": list[str], "user_id": str}


def _fields(columns: Iterable[Column]) -> dict[str, Any]:
    return {
        column.name: (
            _NEVER_UNKNOWN.get(column.name) or (_TYPES[column.type] | None),
            Field(description=column.sentence),
        )
        for column in columns
    }


ProfileRow = create_model(
    "ProfileRow",
    __config__=EXACT,
    __doc__="A bucket, license or profile. Unknown is null, never 0.",
    **_fields(PROFILE_FIELDS),
)
UserRow = create_model(
    "UserRow", __config__=EXACT, __doc__="An active user. Unknown is null, never 0.", **_fields(USER_FIELDS)
)


class _Use(BaseModel):
    model_config = EXACT
    org: str
    snapshot: str
    as_of: Moment
    currency: str
    window_days: int = Field(description="The days before as_of in which a login counts.")
    actor_days: int | None = Field(description="The days before as_of in which work counts; null: not known.")
    read_days: int | None = Field(
        description="The days before as_of whose records were read: what users touched is of these; null: none were."
    )
    gaps: list[GapShape]
    summary: str
    notes: list[str]
    totals: list[dict[str, Any]] = Field(description="Sums per bucket and overall.")


class Profiles(_Use):
    """The Profiles panel: as `seatwise report profiles --format json` writes it."""

    rows: list[ProfileRow]  # type: ignore[valid-type]


class Users(_Use):
    """Some users: as `seatwise report profiles --level user --format json` writes all of them."""

    rows: list[UserRow]  # type: ignore[valid-type]
    total: int | None = Field(description="How many users there are in all pages.")
    after: str | None = Field(description="Ask with this to go on; null: there are no more.")
