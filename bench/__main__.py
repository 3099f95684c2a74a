"""`python -m bench` measures, prints the table and writes it to docs/benchmarks.md; exit 1 if a target is missed.

`--scale` measures the larger sizes instead, and writes the other table; `--quick` takes fewer runs and writes none.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import converting, page, refreshing, sf_cli, starting
from bench.activity import activity
from bench.bench_org import served
from bench.command import write_byte_code
from bench.load import load
from bench.machine import machine
from bench.pages import pages
from bench.profiles import profiles
from bench.stats import Figure, as_markdown, as_text

SMALL, MIDDLE, LARGE = 1_000, 100_000, 1_000_000


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", action="store_true", help="an org of 1,000,000 users, and 5,000,000 records")
    parser.add_argument("--quick", action="store_true", help="fewer runs; the page stays")
    chosen = parser.parse_args()
    write_byte_code()
    measured_on = machine()  # first: later we are the load
    figures = []
    with tempfile.TemporaryDirectory(prefix="seatwise-bench-") as folder:
        measured = _larger(Path(folder)) if chosen.scale else _usual(Path(folder), quick=chosen.quick)
        for figure in measured:
            figures.append(figure)
            sys.stderr.write(f"{figure.what}: {figure.measured} {figure.verdict}\n")
    if not chosen.quick:
        rows = f"{measured_on}\n\n{as_markdown(figures)}"
        text = page.with_table(page.PAGE.read_text(encoding="utf-8"), rows, page.LARGER if chosen.scale else page.USUAL)
        page.PAGE.write_text(text, encoding="utf-8")
    missed = sum(figure.missed for figure in figures)
    sys.stdout.write(f"\n{measured_on}\n\n{as_text(figures)}\n\n")
    sys.stdout.write(f"{missed} missed\n" if missed else "every target reached\n")
    return 1 if missed else 0


def _usual(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure, one by one: orgs of 1,000 and 100,000 users, and the pages of a generated snapshot of 1,000,000."""
    yield starting.version(10 if quick else 30)
    with served(SMALL, folder) as small:
        yield from refreshing.calls(small)
        yield starting.report(small, 5 if quick else 15)
    with served(MIDDLE, folder) as middle:
        yield refreshing.started(middle)
        yield from refreshing.against_bare(middle, folder, 3 if quick else 7)
        yield starting.report(middle, 5 if quick else 15)
        yield converting.converting(middle, folder)
        plan = folder / f"plan-licenses-{MIDDLE}.json"
        yield from sf_cli.against_sf(middle, plan, folder, 1 if quick else 3)
        middle.refresh_again()  # the seats chart needs two snapshots
        yield from pages(middle, 50 if quick else 300)
        if not quick:
            yield from load(middle)
    yield from profiles(folder, MIDDLE if quick else LARGE)
    yield from activity(folder, 500_000, 1_000_000)


def _larger(folder: Path) -> Iterator[Figure]:
    """The figures of the larger sizes. Two orgs are served at once, as they are compared."""
    with served(MIDDLE, folder) as middle, served(LARGE, folder) as large:
        yield refreshing.started(large)
        yield from refreshing.larger(middle, large, 2)
        large.refresh_again()
        yield from pages(large, 300)
    yield from activity(folder)


if __name__ == "__main__":
    sys.exit(main())
