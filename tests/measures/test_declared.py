"""What a measure says of itself is so: the engine computes again only what reads an input that has changed."""

import duckdb
import pytest

from seatwise.measures.catalogue import MEASURES
from seatwise.measures.model import Measure
from seatwise.measures.users import USERS


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_measure_declares_everything_that_it_reads_and_nothing_else(measure: Measure) -> None:
    with duckdb.connect() as connection:
        reads = connection.get_table_names(measure.sql)
    bases = {base.name for base in measure.bases}
    assert reads - bases == {*measure.tables, *measure.inputs}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_the_bases_of_a_base_stand_before_it(measure: Measure) -> None:
    for place, base in enumerate(measure.bases):
        assert set(base.bases) <= set(measure.bases[:place])


@pytest.mark.parametrize("measure", [each for each in MEASURES.values() if each.large], ids=lambda each: each.name)
def test_what_is_kept_in_a_file_reads_nothing_that_is_told_anew(measure: Measure) -> None:
    told = {base for base in measure.bases if base.is_told}
    assert all(told.isdisjoint(base.bases) for base in measure.bases)
    if measure is USERS:
        assert measure.bases[-1] not in told  # pages are found in the last one
