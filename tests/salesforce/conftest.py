"""Retries without waiting, and a scripted org."""

from collections.abc import Iterator

import pytest
import stamina

from salesforce.scripted import ScriptedOrg


@pytest.fixture(autouse=True)
def _retries_do_not_wait() -> Iterator[None]:
    stamina.set_testing(True, attempts=4, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def org() -> ScriptedOrg:
    return ScriptedOrg()
