"""Makes columns, by the type of their values: `columns.text("key", "The stable name.")`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column


def copied(make: Callable[..., Column], name: str, sentence: str, field: str, **more: Any) -> Column:
    """A column made by one of the functions below, with the value of a Salesforce field and unknown without it."""
    return make(name, sentence, source=field, needs=(field,), **more)


text = partial(Column, type=FieldType.TEXT)
words = partial(Column, type=FieldType.LIST)
flag = partial(Column, type=FieldType.FLAG)
licenses = partial(Column, type=FieldType.LICENSES)
profiles = partial(Column, type=FieldType.PROFILES)
seats = partial(Column, type=FieldType.SEATS)
logins = partial(Column, type=FieldType.LOGINS)
users = partial(Column, type=FieldType.USERS)
objects = partial(Column, type=FieldType.OBJECTS)
records = partial(Column, type=FieldType.RECORDS)
touches = partial(Column, type=FieldType.TOUCHES)
processes = partial(Column, type=FieldType.PROCESSES)
record_types = partial(Column, type=FieldType.RECORD_TYPES)
orgs = partial(Column, type=FieldType.ORGS)
snapshots = partial(Column, type=FieldType.SNAPSHOTS)
changes = partial(Column, type=FieldType.CHANGES)
gaps = partial(Column, type=FieldType.GAPS)
rank = partial(Column, type=FieldType.RANK)
missing = partial(Column, type=FieldType.MISSING)
share = partial(Column, type=FieldType.SHARE)
pool = partial(Column, type=FieldType.POOL)
money = partial(Column, type=FieldType.MONEY)
money_to_date = partial(Column, type=FieldType.MONEY_TO_DATE)
money_of_period = partial(Column, type=FieldType.MONEY_OF_PERIOD)
price = partial(Column, type=FieldType.PRICE)
day = partial(Column, type=FieldType.DATE)
moment = partial(Column, type=FieldType.TIME)
