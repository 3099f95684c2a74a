"""An org made of rows written in a test: implements the port `Org`, without any network."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from seatwise.app.ports import REST, Pages
from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.orgs import CheckUp
from seatwise.domain.tables import TABLES, Table

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
ORG_ID = "00D000000000001EAA"
Rows = Sequence[Mapping[str, object]]


class RowsOrg:
    """Tables by name; a table that is absent is empty, one that is in `hidden` is not visible."""

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
        self.org_id, self.api_version, self.calls, self.calls_left = ORG_ID, "67.0", 0, 14_000
        self.before_read: Callable[[Table], None] = lambda table: None
        unknown = set(tables) - {table.name for table in TABLES}
        assert not unknown, unknown

    def clock(self) -> datetime:
        return NOW

    def count(self, tables: Sequence[Table]) -> Mapping[str, int]:
        return {name: len(rows) for name, rows in self._tables.items()}

    def read(
        self, table: Table, folder: Path, *, expected: int | None, watch: Callable[[int, int | None], None]
    ) -> Pages:
        self.calls += 1
        self.before_read(table)
        if table.name in self._hidden:
            raise NotVisible(f"{table.sobject} is not visible.", f"Grant {table.permission}.", code="INVALID_TYPE")
        rows = self._tables.get(table.name, ())
        gone = [column.name for column in table.columns if f"{table.name}.{column.name}" in self._hidden_columns]
        columns = [column.name for column in table.columns if column.name not in gone]
        file = folder / "1.csv"
        with file.open("w", newline="", encoding="utf-8") as text:
            writer = csv.DictWriter(text, columns, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                assert set(row) <= {column.name for column in table.columns}, row
                writer.writerow({name: _text(row.get(name)) for name in columns})
        watch(len(rows), len(rows))
        gaps = tuple(
            Gap(table.name, name, "hidden", f"Grant {table.permission}.", panels=table.panels) for name in gone
        )
        if table.name in self._rows_missing:
            gaps = (
                *gaps,
                Gap(table.name, ROWS, "some may be hidden", f"Grant {table.permission}.", panels=table.panels),
            )
        return Pages((file,), len(rows), gaps, REST)

    def check(self) -> CheckUp:
        raise NotImplementedError

    def close(self) -> None:
        pass


def _text(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


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
