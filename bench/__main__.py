"""`python -m bench` measures everything, prints the table, writes docs/benchmarks.md; exit 1 if a target is missed."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import converting, page, refreshing, sf_cli, starting
from bench.activity import activity
from bench.bench_org import served
from bench.command import write_byte_code
from bench.machine import machine
from bench.pages import pages
from bench.profiles import profiles
from bench.stats import Figure, as_markdown, as_text

SMALL, MIDDLE, LARGE = 1_000, 100_000, 1_000_000


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without 1,000,000 users, fewer runs, the page stays")
    quick = parser.parse_args().quick
    write_byte_code()
    measured_on = machine()  # first: later we are the load
    figures = []
    with tempfile.TemporaryDirectory(prefix="seatwise-bench-") as folder:
        for figure in _measured(Path(folder), quick=quick):
            figures.append(figure)
            sys.stderr.write(f"{figure.what}: {figure.measured} {figure.verdict}\n")
    if not quick:
        table = f"{measured_on}\n\n{as_markdown(figures)}"
        page.PAGE.write_text(page.with_table(page.PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")
    missed = sum(figure.missed for figure in figures)
    sys.stdout.write(f"\n{measured_on}\n\n{as_text(figures)}\n\n")
    sys.stdout.write(f"{missed} missed\n" if missed else "every target reached\n")
    return 1 if missed else 0


def _measured(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure, one by one. Two orgs are served at once only while they are compared."""
    yield starting.version(10 if quick else 30)
    with served(SMALL, folder) as small:
        yield from refreshing.calls(small)
        yield starting.report(small, 5 if quick else 15)
    with ExitStack() as orgs:
        middle = orgs.enter_context(served(MIDDLE, folder))
        yield refreshing.started(middle)
        yield from refreshing.against_bare(middle, folder, 3 if quick else 7)
        yield starting.report(middle, 5 if quick else 15)
        yield converting.converting(middle, folder)
        plan = folder / f"plan-licenses-{MIDDLE}.json"
        yield from sf_cli.against_sf(middle, plan, folder, 1 if quick else 3)
        if not quick:
            large = orgs.enter_context(served(LARGE, folder))
            yield refreshing.started(large)
            yield from refreshing.larger(middle, large, 2)
        shown = middle if quick else large
        shown.refresh_again()  # the seats chart needs two snapshots
        yield from pages(shown, 50 if quick else 300)
    yield from profiles(folder, MIDDLE if quick else LARGE)
    yield from activity(folder, *((500_000, 1_000_000) if quick else ()))


if __name__ == "__main__":
    sys.exit(main())
