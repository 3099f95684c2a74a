"""Generated orgs, each built once."""

import pytest

from sandbox.generator.generated_orgs import Orgs


@pytest.fixture(scope="session")
def org() -> Orgs:
    return Orgs()
