"""Every surface of every panel, of an org that was read twice: what a person or a program could see of it."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from fakes import NOON, connection, price
from resilience.hidden_org import Tables, earlier_org
from rows_org import NOW, ORG_ID, RowsOrg, sid
from seatwise.app.refresh.run import refresh
from seatwise.app.reports.run_charts import draw_charts
from seatwise.app.reports.run_panel import panel_queries, run_panel
from seatwise.bootstrap import Services
from seatwise.charts.chart import Drawing
from seatwise.domain.errors import SeatwiseError
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.query import Row
from seatwise.panels.declaration.result import Result
from seatwise.panels.registry import panel_of
from seatwise.sources.registry import REGISTRY

ACME = "acme"
VIEWS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "licenses": ("licenses", {"disabled": True}),
    "license by login": ("license", {"key": "user:PID_Customer_Community_Login"}),
    "license add-on": ("license", {"key": "permission_set:sales"}),
    "profiles": ("profiles", {"level": "tree"}),
    "users": ("users", {}),
    "user 1": ("user", {"name": sid("005", 1)}),
    "user 4": ("user", {"name": sid("005", 4)}),
    "processes": ("processes", {"profile": sid("00e", 1)}),
    "changes": ("changes", {"unchanged": True}),
    "user-changes": ("user-changes", {}),
    "trends": ("trends", {}),
    "trends of all": ("trends", {"of": "all"}),
    "history": ("history", {}),
    "overview": ("overview", {}),
}
PAGES = {
    "licenses": "/orgs/acme/licenses?disabled=1",
    "license by login": "/orgs/acme/license/user:PID_Customer_Community_Login",
    "profiles": "/orgs/acme/profiles",
    "users": "/orgs/acme/users",
    "user 1": f"/orgs/acme/user/{sid('005', 1)}",
    "processes": f"/orgs/acme/processes/{sid('00e', 1)}",
    "changes": "/orgs/acme/changes?unchanged=1",
    "user-changes": "/orgs/acme/user-changes",
    "trends": "/orgs/acme/trends",
    "history": "/orgs/acme/history",
    "overview": "/overview",
}
KEYS = {
    "licenses": ("kind", "id"), "license": ("kind", "id"), "profiles": ("level", "id"), "users": ("user_id",),
    "user": ("user_id",), "processes": ("process_id",), "changes": ("kind", "id"),
    "user-changes": ("user_id", "change"), "trends": ("snapshot",), "history": ("source", "day", "license_id"),
    "overview": ("org",),
}  # fmt: skip


def read(services: Services, tables: Tables, days: int, **hidden: Sequence[str]) -> Snapshot:
    """Read the org, so many days before the moment of the tests."""
    org = RowsOrg(tables, **hidden)
    return refresh(
        org,
        services.storage,
        name=ACME,
        tables=REGISTRY,
        as_of=NOW - timedelta(days=days),
        clock=lambda: NOON,
        watch=lambda _: None,
        tracked_objects=("Case", "Account", "Lead"),
    )


def read_before(home: Path) -> None:
    """A home with the org, its prices, and one snapshot of it from a week before."""
    services = Services(home)
    services.connections.add(connection(ACME, org_id=ORG_ID, currency="EUR"), {})
    named = ("SFDC", "PID_Platform", "PID_Chatter_Free", "PID_Analytics", "PID_Old")
    prices = [price(key, str(100 + number)) for number, key in enumerate(named)]
    prices.append(price("PID_Customer_Community_Login", "2.5"))
    for kind, keys in {
        Kind.PERMISSION_SET: ("sales", "old", "gone"),
        Kind.FEATURE: ("AvantgoUser", "InteractionUser"),
        Kind.PACKAGE: ("acme", "try", "free"),
    }.items():
        prices += [price(key, "30", kind=kind) for key in keys]
    services.book.record(ACME, prices)
    read(services, earlier_org(), 7)


@dataclass(frozen=True)
class World:
    """What there is to see of the org."""

    home: Path

    @staticmethod
    def of(before: Path, home: Path, tables: Tables, **hidden: Sequence[str]) -> "World":
        """The org as these tables are, after it was read a week before."""
        shutil.copytree(before, home)
        world = World(home)
        read(world.services, tables, 0, **hidden)
        return world

    @cached_property
    def services(self) -> Services:
        return Services(self.home)

    @cached_property
    def results(self) -> dict[str, Result | str]:
        """The result of every view, its rows as a list; the message where there is none."""
        return dict(self._results())

    def _results(self) -> Iterator[tuple[str, "Result | str"]]:
        for name, (panel, given) in VIEWS.items():
            try:
                result = run_panel(panel_of(panel), given, self.services.reports, org=ACME, every_row=True)
                yield name, replace(result, rows=tuple(result.rows))
            except SeatwiseError as error:
                yield name, error.message

    @cached_property
    def drawings(self) -> dict[str, Drawing]:
        """Every chart of every view."""
        found: dict[str, Drawing] = {}
        for name, (panel, given) in VIEWS.items():
            if panel_of(panel).charts and not isinstance(self.results[name], str):
                queries = panel_queries(panel_of(panel), given, self.services.reports, org=ACME)
                drawn = draw_charts(queries, self.services.reports)
                found |= {f"{name} {chart.name}": drawing for chart, drawing in drawn}
        return found

    @cached_property
    def figures(self) -> dict[tuple[object, ...], Row]:
        """Every row, total and fact of every view, by what it is of."""
        found: dict[tuple[object, ...], Row] = {}
        for name, result in self.results.items():
            if isinstance(result, str):
                continue
            keys = KEYS[result.panel.name]
            found |= {(name, *(row[key] for key in keys)): row for row in result.rows}
            found |= {(name, "total", total["group"]): total for total in result.totals}
            for section in result.sections:
                for row in section.rows:
                    of = () if section.table.upright else tuple(row.values())[:2]
                    found[name, section.table.name, *of] = row
        return found

    @cached_property
    def sentences(self) -> dict[str, set[str]]:
        """Headline and notes of every view, and the texts of its charts."""
        found = {
            name: {result.headline, *result.notes} - {""} if not isinstance(result, str) else {result}
            for name, result in self.results.items()
        }
        for name, drawing in self.drawings.items():
            found[f"chart {name}"] = {f"{drawing.title}. {drawing.alt} {drawing.caption}"}
        return found
