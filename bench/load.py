"""Many readers for a minute and another, while prices are set and the org is read: errors, waiting, memory."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from bench.bench_org import ORG, BenchOrg
from bench.command import SEATWISE, environment, run
from bench.pages import PAGE, PRICES, Served, serving
from bench.stats import Figure, megabytes, percentile, seconds

READERS, FOR, P95, GROWTH = 200, 60.0, 1.5, 1.10
EDIT_EVERY = 3.0  # seconds
_BASE = f"/orgs/{ORG}"
_PATHS = (
    *(f"{PAGE}?sort={sort}" for sort in ("", "-unassigned_cost", "provisioned", "-assigned", "key")),
    *(f"{_BASE}/profiles?level={level}" for level in ("bucket", "license", "profile")),
    *(f"{_BASE}/users?search={word}" for word in ("garcia", "ada", "department+7", "nobody", "user77")),
    *(f"{_BASE}/{panel}" for panel in ("changes", "user-changes", "trends", "history", "license/SFDC")),
    *("/", "/overview", "/orgs", "/static/seatwise.css", "/static/seatwise.js", f"/api/v1{_BASE}/licenses"),
    f"{PAGE}/charts/costs.svg?theme=light",
)
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


@dataclass
class _Met:
    """What the readers of one minute met."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def load(org: BenchOrg) -> Iterator[Figure]:
    """Every figure; the org has two snapshots."""
    run([SEATWISE, "price", "import", "--org", ORG, str(PRICES)], environment(org.home))
    what = f"{READERS} readers for {FOR:.0f} s, {org.users:,} users, prices set and the org read meanwhile"
    with serving(org.home) as served:
        first = asyncio.run(_minute(served, refresh=True))
        after_one = _resident(served.pid)
        second = asyncio.run(_minute(served, refresh=True))
        after_two = _resident(served.pid)
    for name, met in (("", first), (", a second minute", second)):
        waited = percentile(met.took)
        yield Figure(f"{what}{name}: errors", str(len(met.errors)), "; ".join(met.errors[:3]), len(met.errors), 0)
        count = f"{len(met.took):,} answers"
        yield Figure(f"{what}{name}: 95th percentile", seconds(waited), count, waited, P95)
    grown = after_two / after_one
    yield Figure(
        "memory of the server after the second minute", megabytes(after_two), megabytes(after_one), grown, GROWTH
    )


async def _minute(served: Served, *, refresh: bool) -> _Met:
    met, until = _Met(), time.perf_counter() + FOR
    if refresh:
        await _request(served, "POST", f"{_BASE}/refresh")
    readers = [_read(served, Random(number), until, met) for number in range(READERS)]
    await asyncio.gather(_edit(served, until, met), *readers)
    return met


async def _read(served: Served, random: Random, until: float, met: _Met) -> None:
    """One reader: a page after the other, over one connection."""
    place = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while time.perf_counter() < until:
        path = random.choice(_PATHS)
        began = time.perf_counter()
        try:
            status, _ = await _exchange(served, (reader, writer), "GET", path)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            met.errors.append(f"{path}: {error!r}")
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            continue
        met.took.append(time.perf_counter() - began)
        if status >= 400:
            met.errors.append(f"{path}: {status}")
    writer.close()


async def _edit(served: Served, until: float, met: _Met) -> None:
    """Set a price now and then, as a person does in the history of a license."""
    number = 0
    while time.perf_counter() < until:
        number += 1
        try:
            _, page = await _request(served, "GET", f"{_BASE}/prices?kind=user&key=SFDC")
            found = _SEEN.search(page)
            form = f"kind=user&key=SFDC&amount={1900 + number}&start=2026-01-01&seen={found[1] if found else ''}"
            status, _ = await _request(served, "POST", f"{_BASE}/prices/history", form)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            met.errors.append(f"price: {error!r}")
            continue
        if status != 303:
            met.errors.append(f"price: {status}")
        await asyncio.sleep(EDIT_EVERY)


async def _request(served: Served, method: str, path: str, form: str = "") -> tuple[int, str]:
    place = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    answer = await _exchange(served, (reader, writer), method, path, form)
    writer.close()
    return answer


async def _exchange(
    served: Served, to: tuple[asyncio.StreamReader, asyncio.StreamWriter], method: str, path: str, form: str = ""
) -> tuple[int, str]:
    """Send a request and read its answer: status and text. A client of our own: an ordinary one is the larger load."""
    reader, writer = to
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if form else ""
    zipped = "" if form or "/prices?" in path else "Accept-Encoding: gzip\r\n"
    length = f"Content-Length: {len(form)}\r\n" if method == "POST" else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: {urlsplit(served.url).netloc}\r\nCookie: {served.cookie}\r\n"
    writer.write(f"{head}{zipped}{kind}{length}\r\n{form}".encode())
    text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, headers = int(text.split(" ", 2)[1]), text.lower()
    if found := re.search(r"content-length: (\d+)", headers):
        return status, (await reader.readexactly(int(found[1]))).decode("latin-1")
    body = b""
    while "transfer-encoding: chunked" in headers:
        size = int(await reader.readuntil(b"\r\n"), 16)
        body += (await reader.readexactly(size + 2))[:-2]
        if not size:
            break
    return status, body.decode("latin-1")


def _resident(pid: int) -> int:
    """Resident bytes of a process; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024
