"""A result as a file: nothing is lost, nothing runs, unknown is never zero, in every shape."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.results import AS_OF, DETAIL, EMPTY, EVIL, LIST, SEEN, TABLE, detail, license_row, people, table, tree
from seatwise.domain.errors import UsageError
from seatwise.domain.formulas import escape_formula, is_formula
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import Result, Row
from seatwise.render import Format, write
from seatwise.render.json_schema import json_schema

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n=", " @", "\ufeff=", "＝")  # noqa: RUF001 - the last at full width
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def written(shown: Result, format_: Format) -> bytes:
    file = io.BytesIO()
    write(shown, format_, file)
    return file.getvalue()


def as_json(shown: Result) -> Any:
    return json.loads(written(shown, Format.JSON))


def lines(shown: Result) -> list[dict[str, str]]:
    content = written(shown, Format.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def book(shown: Result) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(shown, Format.XLSX)))


def cells(shown: Result, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in line] for line in book(shown)[sheet].iter_rows()]


def parquet(shown: Result, tmp_path: Path, select: str = "*") -> duckdb.DuckDBPyRelation:
    path = tmp_path / "rows.parquet"
    path.write_bytes(written(shown, Format.PARQUET))
    return duckdb.from_parquet(str(path)).select(select)


def metadata(shown: Result, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "about.parquet").write_bytes(written(shown, Format.PARQUET))
    query = f"SELECT key, value FROM parquet_kv_metadata('{tmp_path / 'about.parquet'}')"
    rows = duckdb.execute(query).fetchall()
    return {key.decode(): value.decode() for key, value in rows}


# JSON


def test_json_says_what_it_is_about_before_the_rows() -> None:
    said = as_json(table())
    assert list(said) == [
        *("org", "snapshot", "as_of", "as_of_set_by_hand", "currency", "schema_version", "headline"),
        *("gaps", "notes", "rows", "totals"),
    ]
    assert (said["org"], said["as_of"], said["currency"]) == ("acme", "2026-11-28T14:37:00+00:00", "EUR")
    assert said["gaps"][0]["remedy"] == "Grant View Setup."


def test_json_money_is_text_unknown_is_null_and_internal_columns_are_absent() -> None:
    first, unpriced, free = as_json(table())["rows"]
    assert list(first) == [
        *("kind", "label", "key", "bucket", "provisioned", "unlimited", "priced", "unit_price"),
        *("cost", "cost_missing", "share", "expires", "seen", "flags"),
    ]
    assert (first["label"], first["cost"], first["unit_price"]) == (EVIL, "1980000.00", "1980.00")
    assert (first["expires"], first["seen"]) == ("2026-12-31", "2026-11-28T14:30:00+00:00")
    assert (unpriced["cost"], unpriced["cost_missing"]) == (None, 1)
    assert (free["provisioned"], free["unit_price"]) == (None, "0.0375")  # a login may cost less than a cent


def test_json_totals_have_a_group_and_how_many_are_missing() -> None:
    named, _, overall = as_json(table())["totals"]
    assert named == {"group": "Named", "licenses": 2, "provisioned": 995, "cost": "1980000.00", "cost_missing": 1}
    assert overall["group"] == "all"


def test_json_of_one_thing_has_its_sections_by_name() -> None:
    sections = as_json(detail())["sections"]
    assert sections["work"]["rows"] == [{"type": "Case", "count": 12}]
    logins = sections["logins"]
    assert (logins["title"], logins["source"], len(logins["gaps"])) == ("Logins", "LoginHistory", 1)
    assert logins["rows"][1] == {"type": "API", "count": None}


def test_json_of_a_page_says_where_the_next_one_goes_on() -> None:
    said = as_json(people(3, after="more"))
    assert (said["count"], said["after"]) == (3, "more")


@pytest.mark.parametrize("shown", [table(), tree(), people(3), detail(), *EMPTY], ids=lambda shown: shown.panel.name)
def test_the_published_schema_fits_and_notices_another_field_and_a_wrong_type(shown: Result) -> None:
    schema = json_schema(shown.panel)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    said = as_json(shown)
    check.validate(said)
    for wrong in (
        {**said, "unheard": 1},
        {**said, "rows": [{"unheard": 1}]},
        {**said, "totals": 1},
        {**said, "schema_version": 2},
    ):
        assert not check.is_valid(wrong)


# CSV


def test_csv_lines_are_rows_then_totals_then_gaps() -> None:
    found = lines(table())
    assert [line["line"] for line in found] == ["row", "row", "row", "total", "total", "total", "gap"]
    assert list(found[0]) == [
        *("line", "kind", "label", "key", "bucket", "provisioned", "unlimited", "priced", "unit_price"),
        *("cost", "cost_missing", "share", "expires", "seen", "flags", "group", "licenses", "gap"),
        *("org", "snapshot", "as_of", "currency"),
    ]
    assert {line["org"] for line in found} == {"acme"}
    assert (found[3]["group"], found[3]["cost"], found[3]["cost_missing"]) == ("Named", "1980000.00", "1")
    assert found[-1]["gap"] == "UserLicense.MonthlyLoginsUsed: Hidden <b>. Grant View Setup."


def test_csv_texts_never_run_and_figures_stay_figures() -> None:
    first, second, third, *_ = lines(table())
    assert (first["label"], first["flags"], first["priced"]) == (f"'{EVIL}", "over-assigned; -x", "true")
    assert (second["provisioned"], second["cost"]) == ("-5", "")
    assert (third["provisioned"], third["unlimited"]) == ("", "true")


@given(TEXTS | st.builds(str.__add__, st.sampled_from(STARTS), TEXTS))
def test_a_text_is_read_back_and_never_runs(text: str) -> None:
    (line,) = lines(table(license_row(label=text, flags=[text]), totals=(), gaps=()))
    assert line["label"] == line["flags"] == escape_formula(text)
    assert line["label"] in {text, f"'{text}"}
    assert not is_formula(line["label"])


def test_csv_of_one_thing_has_a_line_per_fact() -> None:
    found = lines(detail())
    assert list(found[0]) == ["section", "field", "value", "source"]
    facts = {(line["section"], line["field"]): (line["value"], line["source"]) for line in found}
    assert facts["user", "name"] == (f"'{EVIL}", "User.Name")
    assert facts["user", "cost"] == ("-5.00", "")
    assert facts["work", "count"] == ("12", "Records")
    assert facts["logins", "1.count"] == ("7", "LoginHistory")
    assert facts["logins", "2.count"] == ("", "LoginHistory")
    assert facts["about", "as_of"][0] == "2026-11-28T14:37:00+00:00"
    assert facts["gap", "UserLicense.MonthlyLoginsUsed"][0] == "Hidden <b>. Grant View Setup."


# XLSX


def test_xlsx_has_real_numbers_and_dates_and_names_as_text() -> None:
    sheet = book(table())["Seats"]
    heads = [str(cell.value) for cell in next(iter(sheet.iter_rows()))]
    first = dict(zip(heads, list(sheet.iter_rows())[1], strict=True))
    assert first["License"].data_type == "s"
    assert str(first["License"].value).startswith('=HYPERLINK("x") <script>')
    assert (first["Provisioned cost"].value, first["Provisioned cost"].number_format) == (1980000, "#,##0.00")
    assert (first["Assigned share"].value, first["Assigned share"].number_format) == (0.8, "0.0%")
    assert (first["Expires"].value, first["Expires"].is_date) == (
        SEEN.replace(month=12, day=31, hour=0, minute=0),
        True,
    )
    assert (first["Seen"].value, first["Priced"].value) == (SEEN, True)


def test_xlsx_texts_that_look_like_a_formula_have_the_quote_prefix() -> None:
    labels = ["=1+1", "\n=1+1", "\ufeff＋1", "Sales", "'=1"]  # noqa: RUF001 - at full width
    shown = table(*(license_row(label=label) for label in labels), totals=(), gaps=())
    sheet = book(shown)["Seats"]
    heads = [cell.value for cell in next(sheet.iter_rows())]
    written = [line[heads.index("License")] for line in list(sheet.iter_rows())[1:]]
    assert [cell.quotePrefix for cell in written] == [1, 1, 1, 0, 0]
    assert [cell.data_type for cell in written] == ["s"] * 5


def test_xlsx_leaves_blank_what_is_unknown_or_has_no_number() -> None:
    _, _, unpriced, free = cells(table(), "Seats")
    assert (unpriced[7], unpriced[8], unpriced[9]) == (None, None, 1)  # unit price, cost, how many are left out
    assert (free[4], free[5]) == (None, True)  # provisioned, unlimited


def test_xlsx_has_totals_gaps_and_what_it_is_about() -> None:
    assert cells(table(), "Totals")[1] == ["Named", 2, 995, 1980000, 1]
    assert cells(table(), "Data gaps")[1][:3] == ["UserLicense.MonthlyLoginsUsed", "Hidden <b>.", "Grant View Setup."]
    about = {str(name): value for name, value in cells(table(), "About")}
    assert (about["org"], about["note"]) == ("acme", "Money is per year.")
    assert about["Provisioned cost"] == "Their sum."
    assert cells(tree(), "Data gaps")[1][0] == "Nothing: everything could be read."


def test_xlsx_of_one_thing_has_its_facts_and_a_sheet_per_table() -> None:
    assert cells(detail(), "User")[2][:3] == ["user", "since", "2026-01-31"]
    assert cells(detail(), "Logins") == [["Type", "Logins"], ["UI", 7], ["API", None]]


def test_xlsx_rows_below_rows_can_be_folded_away() -> None:
    sheet = book(tree())["Tree"]
    assert [sheet.row_dimensions[line].outlineLevel for line in (2, 3, 4, 5)] == [0, 1, 2, 2]


def test_a_day_before_excels_first_and_a_long_text_are_written_all_the_same() -> None:
    shown = table(license_row(expires=date(1700, 1, 1), label="x" * 40_000), totals=(), gaps=())
    line = cells(shown, "Seats")[1]
    assert (line[11], len(str(line[1]))) == ("1700-01-01", 32_767)


def test_more_rows_than_excel_opens_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seatwise.render.xlsx_file.MOST_ROWS", 20)
    assert len(cells(people(20), "Users")) == 21
    with pytest.raises(UsageError, match="Excel opens 20 rows"):
        written(people(21), Format.XLSX)


# Parquet


def test_parquet_has_sql_types_and_says_what_it_is_about(tmp_path: Path) -> None:
    found = parquet(table(), tmp_path)
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (types["provisioned"], types["cost"], types["cost_missing"]) == ("BIGINT", "DECIMAL(38,2)", "BIGINT")
    assert (types["expires"], types["seen"], types["flags"]) == ("DATE", "TIMESTAMP", "VARCHAR[]")
    first = dict(zip(found.columns, found.fetchall()[0], strict=True))
    assert (first["label"], first["cost"]) == (EVIL, Decimal("1980000.00"))
    said = metadata(table(), tmp_path)
    assert (said["org"], said["as_of"], said["schema_version"]) == ("acme", AS_OF.isoformat(), "1")
    assert json.loads(said["gaps"])[0]["remedy"] == "Grant View Setup."


def test_parquet_of_one_thing_has_section_field_value_and_source(tmp_path: Path) -> None:
    found = parquet(detail(), tmp_path)
    assert found.columns == ["section", "field", "value", "source"]
    assert ("logins", "2.type", "API", "LoginHistory") in found.fetchall()


# Every format


@pytest.mark.parametrize("shown", EMPTY, ids=lambda shown: shown.panel.name)
def test_without_rows_a_file_has_its_columns_all_the_same(shown: Result, tmp_path: Path) -> None:
    detailed = shown.panel.shape is Shape.DETAIL
    wanted = ["section", "field", "value", "source"] if detailed else [column.name for column in shown.panel.columns]
    assert as_json(shown)["rows"] == []
    assert set(wanted) <= set(parquet(shown, tmp_path).columns)
    assert written(shown, Format.CSV).decode("utf-8-sig").splitlines()[0].split(",")[:1] != [""]
    assert len(cells(shown, shown.panel.title)) == 1
    assert b"<h1>" in written(shown, Format.HTML)


def test_a_moment_set_by_hand_is_marked(tmp_path: Path) -> None:
    shown = table(as_of_set_by_hand=True)
    assert as_json(shown)["as_of_set_by_hand"] is True
    assert metadata(shown, tmp_path)["as_of_set_by_hand"] == "true"
    assert b"time set by hand" in written(shown, Format.HTML)
    assert b"time set by hand" not in written(table(), Format.HTML)


@pytest.mark.parametrize("format_", Format)
def test_rows_are_written_as_they_come_and_forgotten(format_: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seatwise.render.parquet_file.ROWS_AT_ONCE", 200)
    alive, seen = [0], [0]

    class Tracked(dict[str, object]):
        def __init__(self, row: Row) -> None:
            super().__init__(row)
            alive[0] += 1
            seen.append(alive[0])

        def __del__(self) -> None:
            alive[0] -= 1

    shown = people(5_000)
    content = written(replace(shown, rows=(Tracked(row) for row in shown.rows)), format_)
    assert len(content) > 10_000
    assert len(seen) == 5_001
    assert max(seen) <= 201


def test_every_format_has_a_media_type_of_its_own() -> None:
    assert len({format_.media_type for format_ in Format}) == len(Format)
    assert [format_ for format_ in Format if not format_.is_text] == [Format.XLSX, Format.PARQUET]


def test_times_are_utc_whether_they_say_so_or_not() -> None:
    for seen in (SEEN, SEEN.replace(tzinfo=UTC)):
        (row,) = as_json(table(license_row(seen=seen), totals=()))["rows"]
        assert row["seen"] == "2026-11-28T14:30:00+00:00"


def test_the_panels_here_are_of_all_shapes() -> None:
    assert {TABLE.shape, tree().panel.shape, LIST.shape, DETAIL.shape} == set(Shape)
