"""CSV pages to Parquet: strict, by name, counted."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from seatwise.app.extract import BULK, Pages
from seatwise.domain.errors import UnreadableResponse
from seatwise.domain.gaps import Gap
from seatwise.sources.source import Field, Source, Type
from seatwise.storage.conversion.csv_to_parquet import database, to_parquet

TABLE = Source(
    "thing",
    "Thing",
    (
        Field("Id", Type.ID),
        Field("Name", Type.TEXT),
        Field("Count", Type.INT),
        Field("Active", Type.BOOL),
        Field("Seen", Type.TIME),
        Field("Extra", Type.TEXT, when_visible=True),
    ),
    "View Things",
    "What is tested.",
)
HEADER = "Id,Name,Count,Active,Seen"


def convert(
    folder: Path, *pages: str, rows: int, gaps: tuple[Gap, ...] = ()
) -> tuple[list[tuple[object, ...]], tuple[Gap, ...]]:
    files = []
    for number, page in enumerate(pages):
        files.append(folder / f"{number}.csv")
        files[-1].write_text(page, encoding="utf-8", newline="")
    with database(folder / "spill") as duck:
        found = to_parquet(duck, TABLE, Pages(tuple(files), rows, gaps, BULK), folder / "thing.parquet")
    return read(folder / "thing.parquet"), found


def read(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?) ORDER BY Id", [str(path)]).fetchall()


def test_quotes_commas_line_breaks_emoji_and_html_survive(tmp_path: Path) -> None:
    page = HEADER + '\n1,"O\'Brien, ""Bob""",5,true,2026-01-02T03:04:05.000Z\n2,"two\nlines 🚀 <b>x</b>",,false,\n'
    (one, two), gaps = convert(tmp_path, page, rows=2)
    assert one[1:4] == ('O\'Brien, "Bob"', 5, True)
    assert str(one[4]) == "2026-01-02 03:04:05"
    assert two[1:5] == ("two\nlines 🚀 <b>x</b>", None, False, None)
    assert gaps == ()


def test_a_reordered_header_does_not_swap_values(tmp_path: Path) -> None:
    rows, _ = convert(tmp_path, HEADER + "\na,A,1,true,\n", "Name,Id,Seen,Active,Count\nB,b,,false,2\n", rows=2)
    assert [row[:4] for row in rows] == [("a", "A", 1, True), ("b", "B", 2, False)]


@pytest.mark.parametrize("said", [0, 1, 3])
def test_more_or_fewer_rows_than_the_org_said_are_refused(tmp_path: Path, said: int) -> None:
    with pytest.raises(UnreadableResponse, match=f"said {said} rows and sent 2"):
        convert(tmp_path, HEADER + "\na,A,1,true,\nb,B,2,true,\n", rows=said)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>Maintenance</body></html>",
        "",
        "Id,Name\na,A\n",
        "Id,Name,Count,Active,Seen,Secret\na,A,1,true,,x\n",
        "Id,Id,Count,Active,Seen\na,A,1,true,\n",
        HEADER + "\na,A,1,true\n",
        HEADER + "\na,A,1,true,,x\n",
        HEADER + '\na,"A,1,true,\n',
        HEADER + '\na,"A"B",1,true,\n',
    ],
)
def test_what_is_no_clean_table_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableResponse):
        convert(tmp_path, page, rows=1)


def test_a_value_of_another_type_is_unknown_and_reported_never_a_lost_row(tmp_path: Path) -> None:
    rows, (gap,) = convert(tmp_path, HEADER + "\na,A,many,true,\nb,B,2,true,\n", rows=2)
    assert [row[2] for row in rows] == [None, 2]
    assert gap.what == "thing.Count"
    assert "1 values are not of type int, for example 'many'" in gap.reason


def test_so_it_is_where_every_column_is_there(tmp_path: Path) -> None:
    rows, (gap,) = convert(tmp_path, HEADER + ",Extra\na,A,1,true,yesterday,x\n", rows=1)
    assert rows == [("a", "A", 1, True, None, "x")]
    assert gap.what == "thing.Seen"


def test_a_column_that_could_not_be_read_is_there_and_unknown(tmp_path: Path) -> None:
    gap = Gap("thing", "Count", "hidden", "Grant it.")
    rows, gaps = convert(tmp_path, "Id,Name,Active,Seen\na,A,true,\n", rows=1, gaps=(gap,))
    assert rows == [("a", "A", None, True, None, None)]
    assert gaps == (gap,)


def test_no_pages_are_a_table_without_rows(tmp_path: Path) -> None:
    assert convert(tmp_path, rows=0) == ([], ())


def _quoted(fields: Sequence[str]) -> str:
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields)


@pytest.mark.slow
@examples(60)
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1),
        min_size=1,
        max_size=30,
    )
)
def test_every_text_survives_the_way_into_the_lake(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    lines = [_quoted([f"{number:04d}", name, "1", "true", ""]) for number, name in enumerate(names)]
    rows, _ = convert(tmp_path_factory.mktemp("pages"), "\n".join([HEADER, *lines]) + "\n", rows=len(names))
    assert [row[1] for row in rows] == names
