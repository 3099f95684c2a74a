"""Builds what a process works with, once, from the settings: one Services object that is passed on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from seatwise import wiring

if TYPE_CHECKING:
    from seatwise.app.report_context import ReportSources
    from seatwise.render.chart import ChartRenderer


@dataclass(frozen=True)
class Services:
    """What commands and pages work with. Each part is built when it is first used: `--help` must not pay for DuckDB.

    Attributes:
        home: the folder with everything that Seatwise saves.
        clock: this machine's time.
    """

    home: Path
    clock: Callable[[], datetime]

    @cached_property
    def reports(self) -> "ReportSources":
        """What panels are read from."""
        from seatwise.app.report_context import ReportSources

        return ReportSources(wiring.connections(), wiring.lake(), wiring.query_engine(), wiring.price_book())

    @cached_property
    def charts(self) -> "ChartRenderer":
        """Draws charts, in a process of its own."""
        from seatwise.render.chart import ChartRenderer

        return ChartRenderer()

    def data_version(self) -> tuple[object, ...]:
        """Something that differs as soon as what a page shows has changed: state.db, snapshots, or actors."""
        return wiring.data_version()


def services() -> Services:
    """The services of this process."""
    return Services(wiring.home(), wiring.now)
