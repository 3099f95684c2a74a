"""Each Salesforce object is declared once, and whole."""

from collections import Counter

import pytest

from seatwise.sources.activity import LOGIN_HISTORY, TOUCHED_RECORD
from seatwise.sources.permissions import PERMISSION_FIELDS
from seatwise.sources.registry import REGISTRY, by_table
from seatwise.sources.source import Source


@pytest.mark.parametrize("source", [*REGISTRY, LOGIN_HISTORY, TOUCHED_RECORD], ids=lambda source: source.name)
def test_a_source_says_what_it_holds_what_it_takes_and_what_is_lost_without_it(source: Source) -> None:
    names = [field.name for field in source.fields]
    assert len(set(names)) == len(names)
    assert source.made or names[0] == "Id"
    assert {source.permission, *source.instead} <= PERMISSION_FIELDS.keys()
    assert source.loses.endswith(".")


def test_tables_and_objects_are_declared_once() -> None:
    assert max(Counter(source.name for source in REGISTRY).values()) == 1
    assert max(Counter(source.sobject for source in REGISTRY).values()) == 1
    assert [by_table(source.name) for source in REGISTRY] == list(REGISTRY)
    assert by_table("no_such_table") is None
