"""A report as Parquet reads back as it was shown: exact money, lists, nulls, and what could not be read."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.export.parquet_rows import parquet_rows, sql_type
from seatwise.export.rows import ROW_FIELDS
from seatwise.metrics.inventory import LICENSES
from seatwise.sql.parquet_file import write_parquet
from seatwise.views.licenses import licenses_panel
from seatwise.views.panel import Panel, Row

NOON = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
GAP = Gap("user_license", "MonthlyLoginsUsed", "Hidden 'so' <b>.", "Grant View Setup.", "INVALID_FIELD")
SNAPSHOT = Snapshot("00D000000000001EAA", "acme", NOON, NOON, "67.0", 17, {}, (GAP,))
EVIL = "O'Brien; DROP TABLE panel -- \" 🚀"


def row(**changes: object) -> Row:
    blank: dict[str, object] = dict.fromkeys((column.name for column in LICENSES.columns), None)
    told = {"kind": "user", "id": "1", "key": "A", "label": "A", "status": "Active", "priced": True, "unlimited": False}
    return {**blank, **told, **changes}


def shown(*rows: Row, org: str = "acme") -> Panel:
    return licenses_panel(rows, SNAPSHOT, org=org, currency="EUR")


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    def open_(panel: Panel, ask: str = "SELECT * FROM {}") -> list[dict[str, Any]]:
        path = tmp_path / "rows.parquet"
        path.write_bytes(write_parquet(*parquet_rows(panel)))
        with duckdb.connect() as connection:
            result = connection.execute(ask.format(f"'{path}'"))
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

    return open_


def test_the_rows_are_those_shown_in_their_order(opened: Any) -> None:
    told = opened(shown(row(key="B", label="B"), row(key="A", label=EVIL)))
    assert [each["label"] for each in told] == ["B", EVIL]
    assert tuple(told[0]) == ROW_FIELDS


def test_money_is_exact_and_unknown_is_null(opened: Any) -> None:
    large = Decimal("123456789012345678901234567890.12")
    (told,) = opened(shown(row(unit_price=Decimal("0.0375"), provisioned_cost=large, available=-5)))
    assert (told["unit_price"], told["provisioned_cost"], told["available"]) == (Decimal("0.0375"), large, -5)
    assert told["assigned"] is told["assigned_cost"] is told["runs_out"] is None
    assert told["flags"] == ["over-assigned"]


def test_days_are_days_and_flags_are_a_list_of_text(opened: Any) -> None:
    types = {each["column_name"]: each["column_type"] for each in opened(shown(row()), "DESCRIBE SELECT * FROM {}")}
    assert (types["flags"], types["expires"], types["unit_price"]) == ("VARCHAR[]", "DATE", "DECIMAL(18,4)")
    assert {types[name] for name in types if name.endswith("_cost")} == {"DECIMAL(38,2)"}
    (told,) = opened(shown(row(price_from=date(2026, 1, 1), priced=False)))
    assert (told["price_from"], told["flags"]) == (date(2026, 1, 1), ["unpriced"])


def test_every_exported_field_has_a_type() -> None:
    assert {sql_type(name) for name in ROW_FIELDS} >= {"VARCHAR", "BOOLEAN", "BIGINT", "DOUBLE"}


def test_the_file_says_what_it_is_about_and_what_could_not_be_read(opened: Any) -> None:
    ask = "SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata({})"
    about = {each["k"]: each["v"] for each in opened(shown(row(), org='o\'brien "x"'), ask)}
    assert (about["org"], about["snapshot"], about["currency"]) == ('o\'brien "x"', "20261121T091200Z", "EUR")
    assert about["as_of"] == "2026-11-21T09:12:00+00:00"
    assert json.loads(about["gaps"]) == [GAP.as_json()]


def test_a_panel_without_rows_is_a_file_with_columns(opened: Any) -> None:
    assert opened(shown()) == []
