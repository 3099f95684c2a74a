"""Progress of a refresh in the terminal: each table's state and rows, and the API calls used and left."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from seatwise.app.extract import Progress as Step
from seatwise.app.extract import Watcher
from seatwise.app.refresh.progress import SETTLED, step_name
from seatwise.cli.console import notes

_WORDS = {"waiting": "waiting", "reading": "reading", "storing": "storing", "done": "done", "gap": "not visible"}


@contextmanager
def watching() -> Iterator[Watcher]:
    """A watcher for `app.refresh.run`: bars in a terminal; elsewhere one line per finished read."""
    out = notes()
    if not out.is_terminal:
        yield _line_by_line(Lock())
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[rows]}", justify="right"),
        TextColumn("{task.fields[state]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bars:
        calls = bars.add_task("API calls", total=None, rows="", state="")
        yield _bars(bars, calls, Lock())


def _bars(bars: Progress, calls: TaskID, lock: Lock) -> Watcher:
    """One bar for each read that is going on; those that are waiting or over are only counted."""
    tasks: dict[str, TaskID] = {}
    settled: set[str] = set()

    def watch(step: Step) -> None:
        with lock:
            if step.table not in tasks:
                what = step_name(step.table)
                tasks[step.table] = bars.add_task(what, total=None, start=False, rows="", state="", visible=False)
            if step.state in SETTLED:
                settled.add(step.table)
        task = tasks[step.table]
        goes_on = step.state in ("reading", "storing")
        if goes_on:
            bars.start_task(task)
        bars.update(
            task,
            total=step.rows_expected,
            completed=step.rows,
            rows=f"{step.rows:,}",
            state=_WORDS[step.state],
            visible=goes_on,
        )
        left = "" if step.calls_left is None else f", {step.calls_left:,} left today"
        summary = f"{len(settled)} of {len(tasks)} read{left}"
        bars.update(calls, total=len(tasks), completed=len(settled), rows=f"{step.calls:,}", state=summary)

    return watch


def _line_by_line(lock: Lock) -> Watcher:
    out = notes()

    def watch(step: Step) -> None:
        if step.state in SETTLED:
            left = "" if step.calls_left is None else f", {step.calls_left:,} left"
            with lock:
                out.print(
                    f"{step.table}: {step.rows:,} rows, {_WORDS[step.state]} ({step.calls} API calls{left})",
                    soft_wrap=True,
                )

    return watch
