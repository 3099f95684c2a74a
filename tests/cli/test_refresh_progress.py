"""What a refresh shows in a terminal: the reads that go on, how many are over, and the calls."""

import io

import pytest
from rich.console import Console

from seatwise.app.extract import Progress, Watcher
from seatwise.cli import refresh_progress
from seatwise.cli.refresh_progress import watching


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120, legacy_windows=False)
    monkeypatch.setattr(refresh_progress, "notes", lambda: console)
    return shown


def step(watch: Watcher, table: str, state: str, rows: int = 0, expected: int | None = None) -> None:
    watch(Progress(table, state, rows, expected, 7, 14_900))


def test_only_what_is_going_on_has_a_bar_and_the_rest_is_counted(screen: io.StringIO) -> None:
    with watching() as watch:
        for table in ("user", "profile", "record_touch.Case"):
            step(watch, table, "waiting")
        step(watch, "user", "reading", 500, 1000)
        step(watch, "record_touch.Case", "reading", 12)
        step(watch, "profile", "done", 3, 3)
    last = screen.getvalue().rsplit("API calls", 1)[1]
    assert "1 of 3 read, 14,900 left today" in last
    assert "User" in last
    assert "500" in last
    assert "Case records" in last
    assert "Profile" not in last
