"""Orgs at the edge: hardly any users, names made to do harm, seats that make no sense. Every form of report works."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

import openpyxl
import pytest

from resilience.cli_runner import NOW, CliRunner
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread

FORMS = ("table", "json", "csv", "xlsx", "html")
NAMES = (
    '<script>alert("x")</script>',
    "</td></tr></table><img src=x onerror=alert(1)>",
    "Sales & \"Service\" 'Cloud', 50% ; <b>",
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "two\nlines",
    "two\r\nlines",
    "emoji \N{PARTY POPPER} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
    "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "zero\N{ZERO WIDTH SPACE}width\N{ZERO WIDTH NO-BREAK SPACE}",
    "[bold red]markup[/] :smile: {{ 7*7 }} %s {0}",
    "it's; DROP TABLE user_license; --",
    "\N{COMBINING ACUTE ACCENT} na\N{COMBINING DIAERESIS}ive, \N{LATIN SMALL LETTER E WITH ACUTE}",
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
ESCAPE, BELL = "\x1b", "\x07"


@pytest.fixture(scope="module", params=[1, 2, 3])
def tiny(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    org = Sandbox(request.param, seed=11, now=NOW)
    with serve_in_thread(org):
        yield org
    org.close()


@pytest.mark.slow
def test_an_org_of_hardly_anybody_has_every_form_of_the_report(tiny: Sandbox, cli: CliRunner) -> None:
    cli.add(tiny.url)
    cli("org", "test", "box")
    cli("refresh", "box")
    report = cli.report()
    (salesforce,) = [row for row in report["rows"] if row["key"] == "SFDC"]
    assert salesforce["assigned"] >= 1
    assert salesforce["unreconciled"] == salesforce["assigned"] - salesforce["held_by_active_users"]
    assert report["gaps"] == []
    for form in FORMS:
        assert cli("licenses", "--org", "box", "--disabled", "--format", form).out
    held = sum(row["held_by_active_users"] for row in report["rows"] if row["kind"] == "user")
    assert 1 <= held <= tiny.users


@pytest.fixture(scope="module")
def named() -> Iterator[Sandbox]:
    """An org whose user licenses, add-ons and packages bear the names."""
    org = Sandbox(25, seed=5, now=NOW)
    with org._data.cursor() as data:
        for table, columns in (
            ("UserLicense", ("MasterLabel", "Name", "LicenseDefinitionKey")),
            ("PermissionSetLicense", ("MasterLabel", "DeveloperName", "PermissionSetLicenseKey")),
            ("PackageLicense", ("NamespacePrefix",)),
        ):
            ids = [row[0] for row in data.execute(f'SELECT "Id" FROM "{table}" ORDER BY "Id"').fetchall()]
            for number, (record, name) in enumerate(zip(ids, NAMES * 3, strict=False)):
                for column in columns:
                    value = name if column == "MasterLabel" else f"{name}{number}"
                    data.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "Id" = ?', [value, record])
    with serve_in_thread(org):
        yield org
    org.close()


@pytest.fixture
def at(named: Sandbox, cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SEATWISE_BULK_FROM", "1")
    cli.add(named.url)
    cli("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
    return cli


def test_names_stay_text_in_every_form(at: CliRunner) -> None:
    rows = at.report()["rows"]
    labels = [row["label"] for row in rows]
    assert set(NAMES) <= set(labels)
    _csv_holds(at, [(row["key"], row["label"]) for row in rows])
    _xlsx_holds(at, [(row["key"], row["label"]) for row in rows])
    _html_holds(at, labels)
    table = at("licenses", "--org", "box", "--disabled", "--format", "table").out.decode()
    assert "[bold red]markup[/] :smile:" in table


def _csv_holds(at: CliRunner, names: list[tuple[str, str]]) -> None:
    text = at("licenses", "--org", "box", "--disabled", "--format", "csv").out.decode("utf-8-sig")
    read = [(row["key"], row["label"]) for row in csv.DictReader(io.StringIO(text, newline="")) if row["id"]]
    assert read == [tuple(f"'{name}" if name.startswith(FORMULAS) else name for name in pair) for pair in names]


def _xlsx_holds(at: CliRunner, names: list[tuple[str, str]]) -> None:
    content = at("licenses", "--org", "box", "--disabled", "--format", "xlsx").out
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Licenses"]
    heading = [cell.value for cell in next(sheet.iter_rows())]
    key, label = heading.index("Key"), heading.index("License")
    cells = [(line[key], line[label]) for line in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for pair in cells for cell in pair} == {"s"}
    assert [tuple(_as_excel_reads(cell.value) for cell in pair) for pair in cells] == names
    assert all("<f>" not in part for part in _xml_of(content))


def _as_excel_reads(value: object) -> str:
    return str(value).replace("_x000D_", "\r")


def _xml_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]


class _Page(HTMLParser):
    """The elements of a page, their attributes, and all of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _html_holds(at: CliRunner, labels: list[str]) -> None:
    page = _Page()
    page.feed(at("licenses", "--org", "box", "--disabled", "--format", "html").out.decode())
    assert not page.elements & {"script", "img", "b", "a", "iframe", "object"}
    assert not {name for name in page.attributes if name.startswith("on")}
    text = "".join(page.text)
    assert all(label in text for label in labels)


@pytest.mark.slow
def test_a_name_cannot_speak_to_the_terminal(named: Sandbox, at: CliRunner) -> None:
    with named._data.cursor() as data:
        (record, label) = data.execute('SELECT "Id", "MasterLabel" FROM "UserLicense" LIMIT 1').fetchall()[0]
        data.execute(
            'UPDATE "UserLicense" SET "MasterLabel" = ? WHERE "Id" = ?',
            [f"Harmless{ESCAPE}]0;owned{BELL}{ESCAPE}[2J", record],
        )
    try:
        at("refresh", "box")
        shown = at("licenses", "--org", "box", "--disabled").out.decode()
        assert "Harmless" in shown
        assert ESCAPE not in shown
        assert BELL not in shown
        for form in FORMS:
            assert at("licenses", "--org", "box", "--disabled", "--format", form).out
    finally:
        with named._data.cursor() as data:
            data.execute('UPDATE "UserLicense" SET "MasterLabel" = ? WHERE "Id" = ?', [label, record])


@pytest.mark.slow
def test_seats_that_make_no_sense_are_reported_as_they_are(cli: CliRunner) -> None:
    org = Sandbox(25, seed=5, now=datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    seats = {"AUL": (0, 4), "SFDC": (-1, 7), "PID_FDC_FREE": (3, 5), "FDC_SUB": (0, 0)}
    with org._data.cursor() as data:
        for row, (key, (total, used)) in zip(
            data.execute('SELECT "Id" FROM "UserLicense" ORDER BY "Id"').fetchall(), seats.items(), strict=False
        ):
            data.execute(
                'UPDATE "UserLicense" SET "LicenseDefinitionKey" = ?, "Name" = ?, "TotalLicenses" = ?, '
                '"UsedLicenses" = ?, "MonthlyLoginsEntitlement" = NULL WHERE "Id" = ?',
                [f"{key}_X", f"{key}_X", str(total), str(used), row[0]],
            )
    with serve_in_thread(org):
        cli.add(org.url)
        cli("refresh", "box")
        for key in seats:
            cli("price", "set", "--org", "box", f"{key}_X", "100")
        rows = {row["key"]: row for row in cli.report()["rows"]}
    org.close()
    told = {
        key: [rows[f"{key}_X"][name] for name in ("unlimited", "unassigned", "provisioned_cost", "unassigned_cost")]
        for key in seats
    }
    assert told == {
        "AUL": [True, None, None, None],
        "SFDC": [True, None, None, None],
        "PID_FDC_FREE": [False, -2, "300.00", "0.00"],
        "FDC_SUB": [False, 0, "0.00", "0.00"],
    }
    assert [rows[f"{key}_X"]["assigned_cost"] for key in seats] == ["400.00", "700.00", "500.00", "0.00"]
