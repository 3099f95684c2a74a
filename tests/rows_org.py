"""An org made of rows written in a test: implements the port `Org`, without any network."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from seatwise.app.extract import REST, Pages, Watch
from seatwise.domain.connection import ConnectionReport
from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.period import Period
from seatwise.sources.activity import LOGIN_DAY, RECORD_TOUCH
from seatwise.sources.registry import REGISTRY
from seatwise.sources.rights import PROFILE_RECORD_TYPE
from seatwise.sources.source import Source

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
ORG_ID = "00D000000000001EAA"
STRANGER = "005900000000002AAA"  # in no table
READER = "005900000000001AAA"  # the connected user; in no table, unless a test puts them there
Rows = Sequence[Mapping[str, object]]


class RowsOrg:
    """Tables by name; a table that is absent is empty, one that is in `hidden` is not visible.

    Of the tables that are made while reading, the org answers with the rows as they are made: of `record_touch` those
    of the object, of `login_day` those of the days asked for. An object that is in `hidden` is not visible. Where a
    test gives no logins, a stranger has logged in: a history without any would be one that hides them.
    """

    def __init__(
        self,
        tables: Mapping[str, Rows],
        *,
        hidden: Sequence[str] = (),
        hidden_columns: Sequence[str] = (),
        rows_missing: Sequence[str] = (),
    ) -> None:
        self._rows_missing = rows_missing
        self._tables, self._hidden, self._hidden_columns = tables, hidden, hidden_columns
        self.user_id = READER
        self.org_id, self.api_version, self.calls, self.calls_left = ORG_ID, "67.0", 0, 14_000
        self.permissions: dict[str, bool | None] = {}  # which the connected user has; the others are missing
        self.before_read: Callable[[Source], None] = lambda table: None
        self.asked: list[tuple[object, ...]] = []  # what was asked of the tables that are made
        unknown = set(tables) - {table.name for table in REGISTRY}
        assert not unknown, unknown

    def clock(self) -> datetime:
        return NOW

    def count(self, tables: Sequence[Source]) -> Mapping[str, int]:
        return {name: len(rows) for name, rows in self._tables.items()}

    def read(self, table: Source, folder: Path, *, expected: int | None, watch: Watch) -> Pages:
        return self._pages(table, table.name, self._tables.get(table.name, ()), folder, watch)

    def record_touches(self, sobject: str, period: Period, folder: Path, *, record_types: bool, watch: Watch) -> Pages:
        self.asked.append((sobject, period, record_types))
        rows = [row for row in self._tables.get(RECORD_TOUCH.name, ()) if row["SobjectType"] == sobject]
        if RECORD_TOUCH.name in self._hidden:
            sobject = RECORD_TOUCH.name
        return self._pages(RECORD_TOUCH, sobject, rows, folder, watch)

    def logins(self, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
        self.asked.append((since, until))
        days = since.date(), until.date()
        given = self._tables.get(LOGIN_DAY.name, [_login_of_a_stranger(until)])
        rows = [row for row in given if days[0] <= _day(row["Day"]) <= days[1]]
        return replace(self._pages(LOGIN_DAY, LOGIN_DAY.name, rows, folder, watch), shape=LOGIN_DAY)

    def profile_record_types(self, profiles: Mapping[str, str], folder: Path, *, watch: Watch) -> Pages:
        self.asked.append((dict(profiles),))
        rows = [row for row in self._tables.get(PROFILE_RECORD_TYPE.name, ()) if row["ProfileId"] in profiles]
        return self._pages(PROFILE_RECORD_TYPE, PROFILE_RECORD_TYPE.name, rows, folder, watch)

    def _pages(self, table: Source, name: str, rows: Rows, folder: Path, watch: Watch) -> Pages:
        self.calls += 1
        self.before_read(table)
        if name in self._hidden:
            raise NotVisible(f"{table.sobject} is not visible.", code="INVALID_TYPE")
        gone = [column.name for column in table.fields if f"{table.name}.{column.name}" in self._hidden_columns]
        columns = [column.name for column in table.fields if column.name not in gone]
        file = folder / "1.csv"
        with file.open("w", newline="", encoding="utf-8") as text:
            writer = csv.DictWriter(text, columns, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                assert set(row) <= {column.name for column in table.fields}, row
                writer.writerow({name: _text(row.get(name)) for name in columns})
        watch(len(rows), len(rows))
        gaps = tuple(Gap(table.name, name, "hidden", "") for name in gone)
        if table.name in self._rows_missing:
            gaps = (*gaps, Gap(table.name, ROWS, "some may be hidden", ""))
        return Pages((file,), len(rows), gaps, REST)

    def has(self, permission: str) -> bool | None:
        return self.permissions.get(permission, False)

    def check(self) -> ConnectionReport:
        raise NotImplementedError

    def close(self) -> None:
        pass


def _text(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value).lower() if isinstance(value, bool) else value


def _login_of_a_stranger(moment: datetime) -> dict[str, object]:
    return {
        "UserId": STRANGER,
        "Day": moment.date().isoformat(),
        "LoginType": "Application",
        "Success": True,
        "Logins": 1,
        "LastTime": moment,
    }


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def sid(prefix: str, number: int) -> str:
    """An 18-character id for a test."""
    return f"{prefix}{number:012d}AAA"


def user_license(
    number: int, name: str, key: str | None, total: int | None, used: int | None, **more: object
) -> dict[str, object]:
    return {
        "Id": sid("100", number),
        "Name": name,
        "MasterLabel": name,
        "LicenseDefinitionKey": key,
        "Status": "Active",
        "TotalLicenses": total,
        "UsedLicenses": used,
        **more,
    }


def profile(number: int, license_number: int) -> dict[str, object]:
    return {"Id": sid("00e", number), "Name": f"Profile {number}", "UserLicenseId": sid("100", license_number)}


def users(
    count: int, profile_number: int, *, first: int = 1, active: bool = True, **more: object
) -> list[dict[str, object]]:
    return [
        {
            "Id": sid("005", number),
            "Username": f"user{number}@acme.example",
            "Name": f"User {number}",
            "IsActive": active,
            "ProfileId": sid("00e", profile_number),
            **more,
        }
        for number in range(first, first + count)
    ]
