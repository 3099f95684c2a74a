"""One refresh, timed from before the login until the snapshot is committed: `python -m bench.refresh_once NAME AS_OF`.

Modules are imported before the clock starts, as the bare client's are; DuckDB is opened while it runs.
"""

import sys
import time
from datetime import datetime

import seatwise.salesforce.org  # noqa: F401 - see above
from seatwise import wiring
from seatwise.cli.refresh import read


def main(name: str, as_of: str) -> float:
    """Refresh; the seconds."""
    wiring.connections()
    began = time.perf_counter()
    read(name, datetime.fromisoformat(as_of), wait=False, quiet=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
