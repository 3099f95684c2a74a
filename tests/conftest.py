"""What all tests share; this folder's helpers (`fakes`, `workspace`, ...) are on the path because this file is here."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from examples import USUAL
from forked_process import ForkServer

BROWSER = Path(__file__).parent / "browser"

settings.load_profile(USUAL)  # unless another is chosen with `--hypothesis-profile`


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser; of a slow test let each `sample`th case be one of `make test`."""
    numbers: Counter[str] = Counter()
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker(pytest.mark.browser)
        slow = item.get_closest_marker("slow")
        if slow and slow.kwargs:
            test = item.nodeid.partition("[")[0]
            if numbers[test] % slow.kwargs["sample"] == 0:
                item.own_markers.remove(slow)
            numbers[test] += 1


@pytest.fixture(scope="session")
def worker_fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """One for all tests of this worker."""
    server = ForkServer(tmp_path_factory.mktemp("forked"))
    yield server
    server.close()


@pytest.fixture
def fork_server(worker_fork_server: ForkServer) -> Iterator[ForkServer]:
    """Starts commands in processes of their own; those of this test that still run at its end are killed."""
    before = worker_fork_server.running()
    yield worker_fork_server
    worker_fork_server.kill(worker_fork_server.running() - before)
