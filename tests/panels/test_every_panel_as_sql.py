"""What `explain --sql` prints of a panel returns the panel's rows and totals, in a DuckDB that knows nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fakes import MemoryConnections, MemoryPrices, connection
from rows_org import NOW
from seatwise.app.refresh.run import refresh
from seatwise.app.report_context import ReportSources
from seatwise.app.reports.run_panel import explain_script, panel_queries, run_panel
from seatwise.domain.connection import Session
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.entries import Price
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.metrics import columns
from seatwise.metrics.selection import Selection
from seatwise.panels.declaration.panel import FactTable, Panel
from seatwise.panels.registry import PANELS
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sandbox.accounts import ADMIN_USERNAME
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.registry import REGISTRY
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore
from sentences import unexplained_numbers

ORG = "box"
HOSTILE = 'O\'Neill "x"; DROP TABLE license; --\n🚀'
RUN = (
    "import sys, json, duckdb\n"
    "connection = duckdb.connect()\n"
    "connection.execute('SET enable_progress_bar = false')\n"
    "result = connection.execute(sys.stdin.read())\n"
    "names = [column[0] for column in result.description]\n"
    "print(json.dumps([dict(zip(names, row)) for row in result.fetchall()], default=repr))"
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportSources]:
    """Two snapshots of a sandbox org, with prices and overrides."""
    root, connections, book = tmp_path_factory.mktemp("storage"), MemoryConnections(), MemoryPrices()
    storage = FolderStore(root)
    sandbox = Sandbox(60, seed=7, now=NOW)
    with serve_in_thread(sandbox):
        connections.add(connection(ORG, org_id=sandbox.org_id, currency="EUR"), {})
        org = SalesforceOrg(lambda: Session(sandbox.url, sandbox.sessions.open(ADMIN_USERNAME), org_id=sandbox.org_id))
        for days in (7, 0):
            moment = org.clock() - timedelta(days=days, seconds=1)
            refresh(
                org,
                storage,
                name=ORG,
                tables=REGISTRY,
                as_of=moment,
                clock=lambda: datetime.now(UTC),
                watch=lambda step: None,
            )
        org.close()
        found = ReportSources(connections, storage, DuckQueryEngine(FolderFiles(root)), book)
        set_prices(found, book)
        yield found
    sandbox.close()


def set_prices(sources: ReportSources, book: MemoryPrices) -> None:
    (licenses,) = (panel for panel in PANELS if panel.name == "licenses")
    rows = list(run_panel(licenses, {}, sources, org=ORG).rows)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    book.record(
        ORG,
        [
            *(
                Price(Kind(str(row["kind"])), str(row["key"]), Decimal(100 + number), since.date(), since)
                for number, row in enumerate(rows[1:])
            ),
            Price(Kind.USER, HOSTILE, Decimal(1), since.date(), since),
        ],
    )


def given_for(panel: Panel, sources: ReportSources) -> dict[str, object]:
    """What a person must choose: of a detail panel, which thing; the first row that links to it."""
    if panel.key is None:
        return {}
    for listed in PANELS:
        for link in listed.links.values():
            if link.panel == panel.name and panel.key.name in link.columns:
                row = next(iter(run_panel(listed, {}, sources, org=ORG).rows))
                return {panel.key.name: str(row[link.columns[panel.key.name]])}
    raise AssertionError(f"no panel links to {panel.name}")


def run(script: str) -> list[Mapping[str, object]]:
    folder = Path(script.partition("\n")[0].split(", ")[1])
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=script, cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    rows: list[Mapping[str, object]] = json.loads(done.stdout)
    return rows


def as_json(rows: object) -> object:
    return json.loads(json.dumps(rows, default=repr))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_the_rows(panel: Panel, sources: ReportSources) -> None:
    given = given_for(panel, sources)
    hidden = {param.name: "1" for param in panel.params if param.hides}
    result = run_panel(panel, given | hidden, sources, org=ORG, every_row=True)
    names = [column.name for column in panel.columns]
    expected = [{name: row[name] for name in names} for row in result.rows]
    found = run(explain_script(panel, given, sources, org=ORG))
    assert [{name: row[name] for name in names} for row in found] == as_json(expected)
    assert found


@pytest.mark.parametrize(
    ("panel", "table"), [(panel, table) for panel in PANELS for table in panel.facts], ids=lambda each: each.name
)
def test_the_rows_of_a_further_table(panel: Panel, table: FactTable, sources: ReportSources) -> None:
    given = given_for(panel, sources)
    (section,) = (each for each in run_panel(panel, given, sources, org=ORG).sections if each.table is table)
    names = [column.name for column in table.columns]
    found = run(explain_script(panel, given, sources, org=ORG, table=table))
    assert [{name: row[name] for name in names} for row in found] == as_json(
        [{name: row[name] for name in names} for row in section.rows]
    )


@pytest.mark.parametrize("panel", [panel for panel in PANELS if panel.totals], ids=lambda panel: panel.name)
def test_the_totals(panel: Panel, sources: ReportSources) -> None:
    given = given_for(panel, sources)
    hidden = {param.name: "1" for param in panel.params if param.hides}
    result = run_panel(panel, given | hidden, sources, org=ORG)
    names = [column.name for column in panel.total_columns]
    expected = [{name: row[name] for name in names} for row in result.totals]
    assert run(explain_script(panel, given, sources, org=ORG, totals=True)) == as_json(expected)
    assert expected


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_each_number_of_the_headline_and_the_notes_is_a_figure(panel: Panel, sources: ReportSources) -> None:
    """Of the totals, which `explain --totals` prints, of what the result is about, or of the one row of a detail."""
    result = run_panel(panel, given_for(panel, sources), sources, org=ORG)
    assert unexplained_numbers(result) == []
    assert result.headline


def test_there_is_no_script_of_totals_where_a_panel_has_none(sources: ReportSources) -> None:
    (license_,) = (panel for panel in PANELS if panel.name == "license")
    with pytest.raises(UsageError, match="License has no totals"):
        explain_script(license_, given_for(license_, sources), sources, org=ORG, totals=True)


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_every_model_returns_the_columns_that_it_declares(panel: Panel, sources: ReportSources) -> None:
    """And has those that it masks; columns are declared where people, or an input table, get them."""
    queries = panel_queries(panel, given_for(panel, sources), sources, org=ORG)
    for query in filter(None, (queries.rows(), queries.totals())):
        for model in query.metric.closure:
            masked = [columns.text(name, "", label="") for name in model.masks]
            declared = tuple(replace(column, internal=False) for column in model.columns or masked)
            if not declared:
                continue
            script = sources.engine.script(
                replace(query, metric=replace(model, columns=declared), selection=Selection())
            )
            first, text = script.split("\n", 1)
            described = run(f"{first}\nDESCRIBE {text}")
            found = [(row["column_name"], row["column_type"]) for row in described]
            assert [name for name, _ in found] == [column.name for column in declared]
            assert masked or found == [(column.name, column.type.sql) for column in declared]
