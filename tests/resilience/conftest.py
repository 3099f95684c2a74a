"""A person's home folder, and a small sandbox org that behaves until it is told not to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from resilience.cli_runner import NOW, CliRunner
from resilience.expected_snapshot import ExpectedSnapshot
from seatwise.sandbox.accounts import ADMIN, INTEGRATION, PASSWORD, SECURITY_TOKEN
from seatwise.sandbox.org import DAILY_CALLS, Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.storage.spill_folder import SPILL

USERS = 40


@pytest.fixture(autouse=True)
def _retries_do_not_wait() -> Iterator[None]:
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture(scope="session")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(USERS, seed=7, now=NOW)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    behave(served)
    yield served
    behave(served)


def behave(sandbox: Sandbox) -> None:
    sandbox.faults.clear()
    sandbox.calls.clear()
    sandbox.calls_used, sandbox.daily_calls = 0, DAILY_CALLS
    sandbox.set_account(ADMIN)
    sandbox.set_account(INTEGRATION)


@pytest.fixture(scope="session")
def expected(served: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> ExpectedSnapshot:
    """What an undisturbed refresh finds."""
    behave(served)
    return ExpectedSnapshot.of(served, tmp_path_factory.mktemp("expected"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the command line keeps everything; not made yet."""
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line, with an empty home."""
    return command_line(home, monkeypatch)


def command_line(home: Path, patch: pytest.MonkeyPatch) -> CliRunner:
    patch.setenv("SEATWISE_HOME", str(home))
    patch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
    patch.setenv("SW_PASSWORD", PASSWORD)
    patch.setenv("SW_TOKEN", SECURITY_TOKEN)
    patch.setenv("COLUMNS", "200")
    return CliRunner(home)


@pytest.fixture
def box(cli: CliRunner, sandbox: Sandbox) -> CliRunner:
    """The same, with the sandbox org connected as `box`."""
    cli.add(sandbox.url)
    sandbox.calls.clear()
    return cli


@pytest.fixture(scope="session")
def read_home(served: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has the sandbox org as `box`, and one snapshot of it, of the moment that the org's clock shows."""
    home = tmp_path_factory.mktemp("read") / "home"
    behave(served)
    with pytest.MonkeyPatch.context() as patch:
        cli = command_line(home, patch)
        cli.add(served.url)
        cli("refresh", "box")
    return home


@pytest.fixture
def key_file_box(cli: CliRunner, read_home: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The same, with the secrets encrypted by a key in a file of that home."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "")
    shutil.copytree(read_home, cli.home, ignore=shutil.ignore_patterns(SPILL))
    cli("org", "remove", "box", "--yes")
    cli.add(sandbox.url)
    return cli


@pytest.fixture
def read_box(cli: CliRunner, sandbox: Sandbox, read_home: Path) -> CliRunner:
    """The command line over a copy of that home."""
    shutil.copytree(read_home, cli.home, ignore=shutil.ignore_patterns(SPILL))  # of this process
    return cli
