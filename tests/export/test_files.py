"""A panel as a file: nothing is lost, nothing runs, unknown is never zero."""

import csv
import io
import json
from decimal import Decimal
from html.parser import HTMLParser

import openpyxl
import pytest
from openpyxl.cell import Cell

from fakes import NOON
from rows_org import NOW, ORG_ID
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.export.csv_file import write_csv
from seatwise.export.html_file import write_html
from seatwise.export.json_file import write_json
from seatwise.export.rows import ROW_FIELDS
from seatwise.export.xlsx_file import write_xlsx
from seatwise.metrics.inventory import LICENSES
from seatwise.views.licenses import licenses_panel
from seatwise.views.panel import Panel, Row

EVIL = '=HYPERLINK("x") <script>alert(\'1\')</script> 🚀, "q"'
GAP = Gap("user_license", "MonthlyLoginsUsed", "Hidden <b>.", "Grant View Setup.", "INVALID_FIELD")
PROMISED = (
    *("kind", "id", "key", "label", "status", "bucket", "bucket_reason", "provisioned", "assigned", "assigned_pct"),
    *("available", "unlimited", "yearly_logins", "consumed", "consumed_cost", "unit_price", "priced"),
    *("provisioned_cost", "assigned_cost", "unassigned_cost"),
)


def row(**changes: object) -> Row:
    blank: dict[str, object] = dict.fromkeys((column.name for column in LICENSES.columns), None)
    told = {
        "kind": "user", "id": "100", "key": "SFDC", "label": EVIL, "status": "Active", "bucket": "Named",
        "bucket_reason": "Known by its key.", "provisioned": 1000, "assigned": 800, "assigned_pct": 0.8,
        "available": 200,
        "unlimited": False, "unit_price": Decimal("1980.0000"), "priced": True,
        "provisioned_cost": Decimal("1980000.00"), "assigned_cost": Decimal("1584000.00"),
        "unassigned_cost": Decimal("396000.00"), "by_login": False,
        "held_by_active_users": 799, "unattributed": 1, "unattributed_cost": Decimal("1980.00"),
    }  # fmt: skip
    return {**blank, **told, **changes}


@pytest.fixture
def panel() -> Panel:
    snapshot = Snapshot(ORG_ID, "acme", NOW, NOON, "67.0", 17, {}, (GAP,))
    unknown = row(key="X", label="X", assigned=None, assigned_pct=None, unit_price=Decimal("0.0375"))
    return licenses_panel([row(), unknown], snapshot, org="acme", currency="EUR")


def test_json_has_the_promised_shape(panel: Panel) -> None:
    told = json.loads(write_json(panel))
    assert {"org", "snapshot", "as_of", "currency", "gaps", "rows", "totals"} <= set(told)
    assert (told["org"], told["snapshot"], told["as_of"]) == ("acme", "20261121T091200Z", "2026-11-21T09:12:00+00:00")
    assert tuple(told["rows"][0])[: len(PROMISED)] == PROMISED
    assert told["gaps"][0]["remedy"] == "Grant View Setup."


def test_json_money_is_text_with_two_decimals_and_unknown_is_null(panel: Panel) -> None:
    first, second = json.loads(write_json(panel))["rows"]
    assert (first["unit_price"], first["provisioned_cost"], first["label"]) == ("1980.00", "1980000.00", EVIL)
    assert second["assigned"] is None
    assert second["unit_price"] == "0.0375"  # a login may cost less than a cent


def lines(panel: Panel, kind: str) -> list[dict[str, str]]:
    text = write_csv(panel).decode("utf-8-sig")
    return [line for line in csv.DictReader(io.StringIO(text, newline="")) if line["kind"] == kind]


def one_row_panel(**changes: object) -> Panel:
    snapshot = Snapshot(ORG_ID, "acme", NOW, NOON, "67.0", 17, {}, ())
    return licenses_panel([row(**changes)], snapshot, org="acme", currency="EUR")


def test_csv_reads_back_row_by_row_and_runs_no_formula(panel: Panel) -> None:
    first, second = lines(panel, "user")
    assert tuple(first) == (*ROW_FIELDS, "org", "snapshot", "as_of", "currency")
    assert (first["label"], first["provisioned_cost"], first["priced"]) == (f"'{EVIL}", "1980000.00", "true")
    assert (first["org"], first["snapshot"], first["currency"]) == ("acme", "20261121T091200Z", "EUR")
    assert second["assigned"] == ""


def test_csv_tells_gaps_and_totals_on_lines_of_their_own(panel: Panel) -> None:
    (gap,) = lines(panel, "gap")
    assert (gap["key"], gap["provisioned"]) == ("user_license.MonthlyLoginsUsed", "")
    assert gap["bucket_reason"] == "Hidden <b>. Grant View Setup."
    sums = {line["key"]: line for line in lines(panel, "total")}
    assert (sums["All"]["provisioned"], sums["All"]["assigned"]) == ("2000", "")  # one license's seats are unknown
    assert sums["Unattributed"]["assigned"] == "2"


def test_csv_leaves_negative_figures_figures() -> None:
    (only,) = lines(one_row_panel(available=-5), "user")
    assert only["available"] == "-5"


def test_the_seats_of_an_unlimited_license_cannot_be_summed_by_mistake() -> None:
    panel = one_row_panel(unlimited=True, provisioned=-1, available=None)
    (only,) = lines(panel, "user")
    assert (only["provisioned"], only["unlimited"]) == ("", "true")
    assert cells(panel)["Provisioned"].value is None


def cells(panel: Panel, line: int = 1) -> dict[str, Cell]:
    rows = list(openpyxl.load_workbook(io.BytesIO(write_xlsx(panel)))["Licenses"].iter_rows())
    return {str(head.value): cell for head, cell in zip(rows[0], rows[line], strict=True)}


def test_xlsx_holds_numbers_as_numbers_names_as_text_and_every_gap(panel: Panel) -> None:
    first = cells(panel)
    assert (first["License"].value, first["License"].data_type) == (EVIL, "s")
    assert (first["Provisioned EUR"].value, first["Assigned %"].number_format) == (1980000, "0.0%")
    assert cells(panel, 2)["Assigned"].value is None
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(panel)))
    assert [cell.value for cell in book["Gaps"][2]][:2] == ["user_license.MonthlyLoginsUsed", "Hidden <b>."]
    assert {"Totals", "About"} <= set(book.sheetnames)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name in {"src", "href", "onclick"} for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_shows_names_as_text_and_asks_for_nothing_from_anywhere(panel: Panel) -> None:
    page = _Tags()
    page.feed(write_html(panel).decode())
    assert not {"script", "link", "img", "b"} & set(page.tags)
    assert EVIL in page.text
    shown = "".join(page.text)
    for figure in ("1,980,000.00", "80.0%", "Provisioned EUR", "Grant View Setup."):
        assert figure in shown
