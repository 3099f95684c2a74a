"""What a refresh shows while it reads: per table what is being done, rows, and the API calls used and left."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from seatwise.app.ports import Progress as Step
from seatwise.app.ports import Watcher
from seatwise.cli.show import notes
from seatwise.domain.tables import Table

_WORDS = {"waiting": "waiting", "reading": "reading", "storing": "storing", "done": "done", "gap": "not visible"}


@contextmanager
def watching(tables: Sequence[Table], *, quiet: bool = False) -> Iterator[Watcher]:
    """A watcher for `app.refresh`: bars in a terminal; elsewhere one line per finished table, or none if quiet."""
    out = notes()
    if not out.is_terminal:
        yield _say_nothing if quiet else _line_by_line(Lock())
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
        tasks = {
            table.name: bars.add_task(table.sobject, total=None, start=False, rows="", state="waiting")
            for table in tables
        }
        yield _bars(bars, calls, tasks)


def _say_nothing(step: Step) -> None:
    """Watch without a word."""
    del step


def _bars(bars: Progress, calls: TaskID, tasks: dict[str, TaskID]) -> Watcher:
    def watch(step: Step) -> None:
        task = tasks[step.table]
        if step.state != "waiting" and not bars.tasks[task].started:
            bars.start_task(task)
        finished = step.state in ("done", "gap")
        total = max(step.rows, 1) if finished else step.rows_expected
        bars.update(
            task,
            total=total,
            completed=total if finished else step.rows,
            rows=f"{step.rows:,}",
            state=_WORDS[step.state],
        )
        if finished:
            bars.stop_task(task)
        left = "" if step.calls_left is None else f"{step.calls_left:,} left today"
        bars.update(calls, rows=f"{step.calls:,}", state=left)

    return watch


def _line_by_line(gate: Lock) -> Watcher:
    out = notes()

    def watch(step: Step) -> None:
        if step.state in ("done", "gap"):
            left = "" if step.calls_left is None else f", {step.calls_left:,} left"
            with gate:
                out.print(
                    f"{step.table}: {step.rows:,} rows, {_WORDS[step.state]} ({step.calls} API calls{left})",
                    soft_wrap=True,
                )

    return watch
