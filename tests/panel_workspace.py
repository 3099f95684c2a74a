"""An org that a test writes, read into a fresh folder, and panels run on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from fakes import NOON, MemoryConnections, MemoryPrices, connection
from panel_org import PanelOrg
from rows_org import NOW, ORG_ID, RowsOrg
from seatwise.app.refresh.run import refresh
from seatwise.app.report_context import ReportSources
from seatwise.app.reports.run_charts import draw_charts
from seatwise.app.reports.run_panel import panel_queries, run_panel
from seatwise.charts.chart import Drawing
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.panels.declaration.result import Result, Row
from seatwise.panels.registry import panel_of
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore

ORG = "acme"


@dataclass
class PanelWorkspace:
    """One org; each `read` is a snapshot a day after the one before, of the tables in `reads`."""

    folder: Path
    book: MemoryPrices = field(default_factory=MemoryPrices)
    days: "count[int]" = field(default_factory=count)
    reads: Sequence[Source] = REGISTRY
    read_days: int = 30  # how many days of records are read
    permissions: dict[str, bool | None] = field(default_factory=dict)  # of the connected user; the others are missing

    def __post_init__(self) -> None:
        connections = MemoryConnections()
        connections.add(connection(ORG, org_id=ORG_ID, currency="EUR"), {})
        self.sources = self.on_disk = ReportSources(
            connections, FolderStore(self.folder), DuckQueryEngine(FolderFiles(self.folder)), self.book
        )

    def read(self, tables: Mapping[str, Sequence[Row]], **hidden: Sequence[str]) -> Snapshot:
        """Read the org. `hidden`, `hidden_columns` and `rows_missing` say what cannot be read."""
        moment = NOW + timedelta(days=next(self.days))
        org = RowsOrg(tables, **hidden)
        org.permissions = self.permissions
        org.clock = lambda: moment  # type: ignore[method-assign]
        self.sources = self.on_disk
        return refresh(
            org,
            self.sources.storage,
            name=ORG,
            tables=self.reads,
            as_of=moment,
            clock=lambda: NOON,
            watch=lambda _: None,
            read_days=self.read_days,
        )

    def run(self, panel: str, **given: Any) -> Result:
        """The result of a panel, with its rows as a list."""
        return run_panel(panel_of(panel), given, self.sources, org=ORG)

    def draw(self, panel: str, **given: Any) -> dict[str, Drawing]:
        """The charts of a panel, by name."""
        queries = panel_queries(panel_of(panel), given, self.sources, org=ORG)
        return {chart.name: drawing for chart, drawing in draw_charts(queries, self.sources)}

    def rows(self, panel: str, by: str, **given: Any) -> dict[str, Row]:
        """The rows of a panel by one of their columns."""
        return {str(row[by]): row for row in self.run(panel, **given).rows}


class LicensesWorkspace(PanelWorkspace):
    """Licenses by their key, disabled ones too, of an org in memory; `read` is for tests of several snapshots."""

    def licenses(self, *rows: Row, **tables: Sequence[Row]) -> Mapping[str, Row]:
        return self.hiding({"user_license": rows, **tables})

    def hiding(self, tables: Mapping[str, Sequence[Row]], *hidden: str) -> Mapping[str, Row]:
        """The licenses where these tables, columns (`user.ProfileId`) or rows (`user.rows`) could not be read."""
        self.sources = PanelOrg(tables, book=self.book, reads=self.reads).without(*hidden).sources
        return self.rows("licenses", "key", disabled="1", sort="kind")
