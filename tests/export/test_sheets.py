"""The Profiles panel and its users as files: the promised names, nothing lost, nothing runs, unknown is never zero."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fakes import price
from rows_org import profile, user_license
from seatwise import wiring
from seatwise.app.profiles import read_everybody, read_profiles
from seatwise.app.report import Sources
from users_workspace import Workspace, ago, person, touch

EVIL = '=HYPERLINK("x") <script>alert(1)</script>'
PROFILE_FIELDS = [
    *("level", "bucket", "license_key", "profile_id", "profile", "users", "logged_in_users", "actors"),
    *("api_only_actors", "assigned", "assigned_unit", "unlogged", "actor_cost", "non_actor_cost"),
    *("never_logged_in", "frozen", "not_yet_onboarded", "business_processes", "flags"),
]
USER_FIELDS = [
    *("user_id", "username", "name", "profile", "license_key", "last_login", "last_interactive_login"),
    *("last_api_login", "last_record_touch", "objects_touched", "is_actor", "is_frozen", "department", "manager"),
    *("yearly_cost", "flags"),
]


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    workspace = Workspace(tmp_path / "lake")
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    return workspace.read(
        {
            "user_license": [user_license(1, "Salesforce", "SFDC", 100, 3)],
            "profile": [{**profile(1, 1), "Name": EVIL}],
            "user": [person(1, Name=EVIL, LastLoginDate=ago(1)), person(2), person(3)],
            "record_touch": [touch(1)],
        },
        hidden=["user_login"],
    )


def people(sources: Sources, form: str) -> bytes:
    file = io.BytesIO()
    wiring.export_people(read_everybody("acme", sources, limit=2), form, file)
    return file.getvalue()


def panel(sources: Sources, form: str) -> bytes:
    return wiring.export(read_profiles("acme", sources), form)[0]


def lines(content: bytes) -> list[Mapping[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_has_the_promised_names_in_their_order(sources: Sources) -> None:
    told, users = json.loads(panel(sources, "json")), json.loads(people(sources, "json"))
    assert {"org", "snapshot", "as_of", "currency", "gaps", "rows", "totals"} <= set(told)
    assert list(told["rows"][0])[: len(PROFILE_FIELDS)] == PROFILE_FIELDS
    assert list(users["rows"][0])[: len(USER_FIELDS)] == USER_FIELDS


def test_every_form_says_which_days_its_figures_are_of(sources: Sources, tmp_path: Path) -> None:
    """The snapshot read 30 days; logins and actors are asked for in 7."""
    days = {"window_days": 7, "actor_days": 7, "read_days": 30}

    def written(form: str) -> bytes:
        file = io.BytesIO()
        wiring.export_people(read_everybody("acme", sources, days=7), form, file)
        return file.getvalue()

    told = json.loads(written("json"))
    assert {name: told[name] for name in days} == days
    assert {name: lines(written("csv"))[0][name] for name in days} == {name: str(count) for name, count in days.items()}
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    words = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (words["Window days"], words["Actor days"], words["Read days"]) == (7, 7, 30)
    file = tmp_path / "users.parquet"
    file.write_bytes(written("parquet"))
    with duckdb.connect() as connection:
        about = dict(connection.execute(f"SELECT key, value FROM parquet_kv_metadata('{file}')").fetchall())
    assert {name: about[name.encode()] for name in days} == {name: str(n).encode() for name, n in days.items()}
    assert "logins of 7 days, actors of 7 days, records touched of 30 days" in written("html").decode()
    panel = json.loads(wiring.export(read_profiles("acme", sources, days=60), "json")[0])
    assert {name: panel[name] for name in days} == {"window_days": 60, "actor_days": 30, "read_days": 30}


def test_json_money_is_text_times_have_a_zone_and_unknown_is_null(sources: Sources) -> None:
    (row,) = json.loads(panel(sources, "json"))["rows"]
    assert (row["assigned"], row["unlogged"], row["actor_cost"]) == ("5940.00", "3960.00", "1980.00")
    assert row["frozen"] is None
    first, second, _ = json.loads(people(sources, "json"))["rows"]
    assert (first["last_login"], first["yearly_cost"]) == ("2026-11-20T09:12:00+00:00", "1980.00")
    assert (second["last_login"], second["is_frozen"]) == (None, None)


def test_csv_has_every_user_once_then_gaps_and_no_total_without_a_figure_and_no_formula(sources: Sources) -> None:
    users = lines(people(sources, "csv"))
    assert [line["level"] for line in users] == ["user"] * 3 + ["gap"]
    assert users[0]["name"] == f"'{EVIL}"
    assert {line["org"] for line in users} == {"acme"}
    rows = lines(panel(sources, "csv"))
    assert [line["users"] for line in rows] == ["3", "3", "3", ""]


def test_the_workbook_has_numbers_and_texts_and_what_they_mean(sources: Sources) -> None:
    book = openpyxl.load_workbook(io.BytesIO(people(sources, "xlsx")))
    assert book.sheetnames == ["Users", "Totals", "Gaps", "About"]
    heading, first, *_ = book["Users"].iter_rows(values_only=True)
    cells = dict(zip(heading, first, strict=True))
    assert (cells["Name"], cells["Yearly EUR"]) == (EVIL, 1980)
    assert book["Users"].max_row == 4
    assert "user_login" in [row[0].value for row in book["Gaps"].iter_rows()]


def test_parquet_has_types_and_says_what_it_is_about(sources: Sources, tmp_path: Path) -> None:
    file = tmp_path / "users.parquet"
    file.write_bytes(people(sources, "parquet"))
    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT count(*), sum(yearly_cost), count(is_frozen), max(flags) FROM '{file}'"
        ).fetchone()
        about = dict(connection.execute(f"SELECT key, value FROM parquet_kv_metadata('{file}')").fetchall())
    assert row is not None
    assert row[:3] == (3, 5940, 0)
    assert about[b"currency"] == b"EUR"


def test_html_escapes_what_the_org_says(sources: Sources) -> None:
    for page in (people(sources, "html").decode(), panel(sources, "html").decode()):
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert "Could not be read" in page
