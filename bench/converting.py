"""CSV to Parquet in rows per second, against DuckDB's bare scan of the same CSV: `python -m bench.converting`."""

import csv
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.bench_org import BenchOrg
from bench.command import PYTHON, run
from bench.stats import Figure, in_turns

_TIMES = 5
_MANY = 100_000  # enough rows for Bulk API 2.0


def converting(org: BenchOrg, folder: Path) -> Figure:
    """Users per second, all columns, typed, zstd; measured in its own process."""
    login = org.credentials
    command = [PYTHON, "-m", "bench.converting", org.url, login["username"], login["password"], login["security_token"]]
    rows, ours, floor = run([*command, str(folder)]).output.split()
    return Figure(
        "CSV to Parquet, users",
        f"{float(rows) / float(ours):,.0f} rows/s",
        f"bare CSV scan: {float(rows) / float(floor):,.0f} rows/s",
        float(ours) / float(floor),
    )


def main(url: str, username: str, password: str, token: str, folder: str) -> None:
    """Read the users once, convert and scan them in turns; print the rows and both median seconds."""
    # The benchmark process must stay small (see command.run), so only this process imports these.
    from seatwise.domain.connection import AuthMethod, Connection  # noqa: PLC0415
    from seatwise.salesforce.org import open_org  # noqa: PLC0415
    from seatwise.sources.users import USER  # noqa: PLC0415
    from seatwise.storage.conversion.csv_to_parquet import database, to_parquet  # noqa: PLC0415

    secrets = {"password": password, "security_token": token}
    org = open_org(Connection("bench", AuthMethod.PASSWORD, url, username=username), secrets)
    with tempfile.TemporaryDirectory(dir=folder) as work, database(Path(work) / "spill") as duck:
        pages = org.read(USER, Path(work), expected=_MANY, watch=lambda *_: None)
        org.close()
        scan = _scan(pages.files)

        def convert() -> float:
            began = time.perf_counter()
            to_parquet(duck, USER, pages, Path(work) / "user.parquet")
            return time.perf_counter() - began

        def bare() -> float:
            began = time.perf_counter()
            duck.execute(scan)
            return time.perf_counter() - began

        ours, floor = in_turns(_TIMES, convert, bare)
    sys.stdout.write(f"{pages.rows} {median(ours)} {median(floor)}\n")


def _scan(files: Sequence[Path]) -> str:
    """Read every column as text and return the largest value of each."""
    with files[0].open(encoding="utf-8", newline="") as text:
        names = next(csv.reader(text))
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    listed = ", ".join(f"'{file}'" for file in files)
    largest = ", ".join(f"max({name})" for name in names)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"'"
    return f"SELECT {largest} FROM read_csv([{listed}], {options}, columns = {{{columns}}})"


if __name__ == "__main__":
    main(*sys.argv[1:])
