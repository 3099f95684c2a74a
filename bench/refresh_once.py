"""One refresh, timed from before the login until the snapshot is committed: `python -m bench.refresh_once NAME [WHAT]`.

WHAT is `everything`, or `licenses`: the tables of the Licenses panel alone. Modules are imported before the clock
starts, as the bare client's are; DuckDB is opened while it runs.
"""

import sys
import time

import seatwise.salesforce.org  # noqa: F401 - see above
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.sources import counts, licenses, organization, users
from seatwise.sources.registry import REGISTRY

READ = {"everything": REGISTRY, "licenses": (*organization.SOURCES, *licenses.SOURCES, *users.SOURCES, *counts.SOURCES)}


def main(name: str, what: str = "everything") -> float:
    """Refresh; the seconds."""
    began = time.perf_counter()
    org = services().orgs().enter(name)
    refresh(
        org,
        services().storage,
        name=name,
        tables=READ[what],
        as_of=None,
        clock=services().clock,
        watch=lambda _: None,
    )
    org.close()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
