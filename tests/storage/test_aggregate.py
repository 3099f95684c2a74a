"""Many parts to one made table: counted, added up by key, and only what lies within the period."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from rows_org import sid
from seatwise.app.extract import BULK, REST, Pages, Part
from seatwise.domain.errors import UnreadableResponse
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.period import Period
from seatwise.sources.activity import LOGIN_DAY, LOGIN_HISTORY, RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.source import Source
from seatwise.storage.conversion.aggregate import aggregate, write_within
from seatwise.storage.conversion.csv_to_parquet import NoMemory, database

AS_OF = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PERIOD = Period(AS_OF, 30)  # from 22 October, 12:00
ANN, BOB, TYPE = sid("005", 1), sid("005", 2), sid("012", 1)
RAW = "Id,RecordTypeId,CreatedById,LastModifiedById,CreatedDate,LastModifiedDate"
COUNTED = "RecordTypeId,UserId,Touch,Records,LastDate"
LOGIN = "Id,UserId,LoginTime,LoginType,Status"
DAY = "UserId,Day,LoginType,Success,Logins,LastTime"


@pytest.fixture
def pages(tmp_path: Path) -> "Paper":
    return Paper(tmp_path)


class Paper:
    """Writes pages as an org would."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def __call__(
        self, header: str, *lines: str, shape: Source | None = None, rows: int | None = None, gaps: tuple[Gap, ...] = ()
    ) -> Pages:
        self._count += 1
        file = self._folder / f"{self._count}.csv"
        file.write_text("\n".join([header, *lines]) + "\n")
        return Pages((file,), len(lines) if rows is None else rows, gaps, REST, shape)


def folded(folder: Path, table: Source, *parts: Part) -> tuple[list[tuple[object, ...]], tuple[Gap, ...]]:
    path = folder / f"{table.name}.parquet"
    with database(folder / "spill") as duck:
        rows, gaps = aggregate(duck, table, parts, path, lambda snapshot: folder / "earlier.parquet")
    found = read(path)
    assert len(found) == rows
    assert not list(folder.glob("*.part-*"))
    return found, gaps


def read(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [str(path)]).fetchall()


def at(day: int) -> datetime:
    """As DuckDB gives it: UTC, without a zone."""
    return datetime(2026, 11, day, tzinfo=UTC).replace(tzinfo=None)


def touches(pages: Pages, sobject: str = "Case") -> Part:
    return Part(pages, sobject=sobject, period=PERIOD)


def test_counts_of_one_key_are_added_and_the_latest_date_stays(tmp_path: Path, pages: Paper) -> None:
    first = pages(COUNTED, f",{ANN},created,2,2026-11-01T00:00:00.000Z", f",{ANN},modified,1,2026-11-02T00:00:00.000Z")
    second = pages(COUNTED, f",{ANN},created,3,2026-10-25T00:00:00.000Z", shape=RECORD_TOUCH)
    rows, gaps = folded(tmp_path, RECORD_TOUCH, touches(first), touches(second))
    assert rows == [
        ("Case", None, ANN, "created", 5, at(1)),
        ("Case", None, ANN, "modified", 1, at(2)),
    ]
    assert gaps == ()


def test_an_object_without_record_types_has_no_such_column(tmp_path: Path, pages: Paper) -> None:
    bare = pages("UserId,Touch,Records,LastDate", f"{ANN},created,2,2026-11-01T00:00:00.000Z")
    typed = pages(COUNTED, f"{TYPE},{ANN},created,1,2026-11-01T00:00:00.000Z")
    rows, _ = folded(tmp_path, RECORD_TOUCH, touches(bare, "Account"), touches(typed))
    assert [row[:5] for row in rows] == [("Account", None, ANN, "created", 2), ("Case", TYPE, ANN, "created", 1)]


@pytest.mark.parametrize(
    ("created", "modified", "counted"),
    [
        ("2026-10-22T11:59:59.000Z", "2026-10-22T11:59:59.000Z", []),
        ("2026-10-22T12:00:00.000Z", "2026-11-21T12:00:00.000Z", ["created", "modified"]),
        ("2020-01-01T00:00:00.000Z", "2026-11-21T12:00:00.000Z", ["modified"]),
        ("2026-11-21T12:00:00.000Z", "2026-11-21T12:00:01.000Z", ["created"]),  # changed while it was read
    ],
)
def test_each_touch_of_a_raw_record_counts_within_the_period_both_ends_included(
    tmp_path: Path, pages: Paper, created: str, modified: str, counted: list[str]
) -> None:
    raw = pages(RAW, f"{sid('500', 1)},{TYPE},{ANN},{BOB},{created},{modified}", shape=TOUCHED_RECORD)
    rows, _ = folded(tmp_path, RECORD_TOUCH, touches(raw))
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ({"created": ANN, "modified": BOB}[touch], touch, 1) for touch in counted
    ]


def test_raw_records_and_counted_ones_make_the_same_rows(tmp_path: Path, pages: Paper) -> None:
    days = ("2026-11-01T00:00:00.000Z", "2026-11-05T00:00:00.000Z")
    raw = [f"{sid('500', number)},{TYPE},{ANN},{BOB},{day},{day}" for number, day in enumerate(days)]
    counted = [f"{TYPE},{ANN},created,2,{days[1]}", f"{TYPE},{BOB},modified,2,{days[1]}"]
    by_bulk = folded(tmp_path, RECORD_TOUCH, touches(pages(RAW, *raw, shape=TOUCHED_RECORD)))
    by_rest = folded(tmp_path, RECORD_TOUCH, touches(pages(COUNTED, *counted)))
    assert by_bulk == by_rest


def test_logins_become_days_by_user_type_and_success(tmp_path: Path, pages: Paper) -> None:
    lines = [
        f"1,{ANN},2026-11-20T23:59:59.000Z,Application,Success",
        f"2,{ANN},2026-11-20T08:00:00.000Z,Application,Success",
        f"3,{ANN},2026-11-20T07:00:00.000Z,Application,Invalid Password",
        f"4,{ANN},2026-11-21T00:00:00.000Z,Application,Success",
        f"5,{BOB},2026-11-20T08:00:00.000Z,Remote Access 2.0,Success",
    ]
    rows, _ = folded(tmp_path, LOGIN_DAY, Part(pages(LOGIN, *lines, shape=LOGIN_HISTORY)))
    assert [row[:5] for row in rows] == [
        (ANN, date(2026, 11, 20), "Application", False, 1),
        (ANN, date(2026, 11, 20), "Application", True, 2),
        (ANN, date(2026, 11, 21), "Application", True, 1),
        (BOB, date(2026, 11, 20), "Remote Access 2.0", True, 1),
    ]
    assert str(rows[1][5]) == "2026-11-20 23:59:59"


def test_days_of_an_earlier_snapshot_are_taken_over_between_their_limits(tmp_path: Path, pages: Paper) -> None:
    def day(number: int, logins: int) -> str:
        return f"{ANN},2026-11-{number},Application,true,{logins},2026-11-{number}T01:00:00.000Z"

    folded(tmp_path, LOGIN_DAY, Part(pages(DAY, *(day(number, 1) for number in range(10, 20)))))
    (tmp_path / "login_day.parquet").rename(tmp_path / "earlier.parquet")
    taken_over = Part(earlier=None, since=date(2026, 11, 12), before=date(2026, 11, 18))
    object.__setattr__(taken_over, "earlier", object())
    fresh = Part(pages(DAY, day(18, 7), day(19, 7), shape=LOGIN_DAY))
    rows, _ = folded(tmp_path, LOGIN_DAY, taken_over, fresh)
    assert [(row[1].day, row[4]) for row in rows] == [(number, 1) for number in range(12, 18)] + [(18, 7), (19, 7)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", [0, 2])
@pytest.mark.parametrize(
    ("table", "header", "line", "shape"),
    [
        (RECORD_TOUCH, COUNTED, f",{ANN},created,2,2026-11-01T00:00:00.000Z", None),
        (RECORD_TOUCH, RAW, f"1,,{ANN},{BOB},2026-11-01T00:00:00.000Z,2026-11-01T00:00:00.000Z", TOUCHED_RECORD),
        (LOGIN_DAY, LOGIN, f"1,{ANN},2026-11-01T00:00:00.000Z,Application,Success", LOGIN_HISTORY),
        (LOGIN_DAY, DAY, f"{ANN},2026-11-01,Application,true,1,2026-11-01T00:00:00.000Z", None),
    ],
)
def test_more_or_fewer_rows_than_the_org_said_are_refused(
    tmp_path: Path, pages: Paper, *, table: Source, header: str, line: str, shape: Source | None, said: int
) -> None:
    with pytest.raises(UnreadableResponse, match=f"said {said} rows and sent 1"):
        folded(tmp_path, table, Part(pages(header, line, shape=shape, rows=said), sobject="Case", period=PERIOD))


def test_a_gap_in_raw_rows_is_one_of_the_made_table(tmp_path: Path, pages: Paper) -> None:
    def gap(table: str, column: str | None) -> Gap:
        return Gap(table, column, "hidden", "Grant it.")

    moment = "2026-11-01T00:00:00.000Z"
    unknown = (gap("login_history", "Status"),)
    status = pages("Id,UserId,LoginTime,LoginType", f"1,{ANN},{moment},X", gaps=unknown, shape=LOGIN_HISTORY)
    rows, gaps = folded(tmp_path, LOGIN_DAY, Part(status))
    assert [row[3] for row in rows] == [None]
    assert gaps == (gap("login_day", "Success"),)
    hidden = (gap("touched_record", ROWS), gap("touched_record", "CreatedById"))
    header = RAW.replace("CreatedById,", "")
    raw = pages(header, f"1,,{BOB},{moment},{moment}", gaps=hidden, shape=TOUCHED_RECORD)
    rows, gaps = folded(tmp_path, RECORD_TOUCH, touches(raw))
    assert [row[2:4] for row in rows] == [(BOB, "modified")]
    assert gaps == (gap("record_touch", ROWS), gap("record_touch", "Case"))


def test_a_time_that_is_none_is_reported_and_no_login_is_lost(tmp_path: Path, pages: Paper) -> None:
    raw = pages(LOGIN, f"1,{ANN},yesterday,Application,Success", shape=LOGIN_HISTORY)
    rows, gaps = folded(tmp_path, LOGIN_DAY, Part(raw))
    assert rows == [(ANN, None, "Application", True, 1, None)]
    assert [gap.what for gap in gaps] == ["login_day.Day"]


@pytest.mark.parametrize("table", [RECORD_TOUCH, LOGIN_DAY])
def test_nothing_read_is_a_table_without_rows_and_with_its_types(tmp_path: Path, table: Source) -> None:
    assert folded(tmp_path, table) == ([], ())
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM '{tmp_path / table.name}.parquet'").fetchall()
    types: Sequence[str] = [str(row[1]) for row in described]
    assert types[-2:] == ["BIGINT", "TIMESTAMP"]


@pytest.mark.slow
def test_what_does_not_fit_in_memory_is_folded_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT i AS "Id", '005' || lpad((i // 10)::VARCHAR, 15, '0') AS "UserId",
                '2026-11-' || lpad((1 + i % 10)::VARCHAR, 2, '0') || 'T00:00:00.000Z' AS "LoginTime",
                'Application' AS "LoginType", 'Success' AS "Status" FROM range(1500000) t(i)) TO '{file}' (HEADER)"""
        )
    path = tmp_path / "login_day.parquet"
    with database(tmp_path / "spill") as duck:
        part = Part(Pages((file,), 1_500_000, (), BULK, LOGIN_HISTORY))
        assert aggregate(duck, LOGIN_DAY, [part], path, lambda snapshot: path) == (1_500_000, ())
        assert duck.execute("SELECT current_setting('memory_limit')").fetchone() == ("45.7 MiB",)


def test_what_needs_more_memory_gets_more_and_then_says_so(tmp_path: Path) -> None:
    many = "SELECT i, count(*) AS n FROM range(400000) t(i) GROUP BY i"
    with database(tmp_path / "spill") as duck:
        with pytest.raises(NoMemory, match=r"few.parquet needs more memory.*Nothing was saved"):
            write_within(duck, many, tmp_path / "few.parquet", ("1MB", "2MB"))
        write_within(duck, many, tmp_path / "few.parquet", ("1MB", "200MB"))
        assert duck.execute("SELECT count(*) FROM read_parquet(?)", [str(tmp_path / "few.parquet")]).fetchone() == (
            400_000,
        )
        assert duck.execute("SELECT current_setting('memory_limit')").fetchone() == ("45.7 MiB",)
