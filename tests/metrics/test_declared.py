"""What a metric says of itself is so: the engine computes again only what reads an input that has changed."""

import duckdb
import pytest

from seatwise.metrics.catalogue import METRICS
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.model import Metric


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_declares_everything_that_it_reads_and_nothing_else(metric: Metric) -> None:
    with duckdb.connect() as connection:
        reads = connection.get_table_names(metric.sql)
    bases = {base.name for base in metric.bases}
    assert reads - bases == {*metric.tables, *metric.inputs}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_the_bases_of_a_base_stand_before_it(metric: Metric) -> None:
    for place, base in enumerate(metric.bases):
        assert set(base.bases) <= set(metric.bases[:place])


@pytest.mark.parametrize("metric", [each for each in METRICS.values() if each.large], ids=lambda each: each.name)
def test_what_is_kept_in_a_file_reads_nothing_that_is_told_anew(metric: Metric) -> None:
    told = {base for base in metric.bases if base.is_told}
    assert all(told.isdisjoint(base.bases) for base in metric.bases)
    if metric is USERS:
        assert metric.bases[-1] not in told  # pages are found in the last one
