"""What a metric says of itself is so: the engine computes again only what reads an input that has changed."""

import duckdb
import pytest

from seatwise.metrics.model import Metric
from seatwise.panels.declaration.panel import all_metrics
from seatwise.panels.registry import PANELS

METRICS = {metric.name: metric for panel in PANELS for metric in all_metrics(panel.metrics)}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_declares_everything_that_it_reads_and_nothing_else(metric: Metric) -> None:
    with duckdb.connect() as connection:
        found = connection.get_table_names(metric.sql.rpartition("\norder by")[0] or metric.sql)
    reads = {name.removeprefix("earlier_").removeprefix("later_") for name in found}
    bases = {base.name for base in metric.bases}
    lookups = {lookup.name for lookup in metric.lookups}
    shown = {"shown"} if metric.over else set()
    assert reads - bases == {*metric.tables, *metric.inputs, *lookups, *shown}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_the_bases_of_a_base_stand_before_it(metric: Metric) -> None:
    for place, base in enumerate(metric.bases):
        assert set(base.bases) <= set(metric.bases[:place])


def test_two_metrics_of_one_name_are_the_same() -> None:
    for panel in PANELS:
        for metric in all_metrics(panel.metrics):
            assert METRICS[metric.name] is metric
