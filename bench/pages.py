"""The Licenses page: server time, size, many readers, first paint, setting a price; and the server's memory."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx2

from bench.bench_org import ORG, BenchOrg
from bench.command import SEATWISE, environment, run
from bench.stats import Figure, megabytes, milliseconds, percentile, seconds

PAGE = f"/orgs/{ORG}/licenses"
CHARTS = tuple(f"{PAGE}/charts/{name}.svg?theme=light" for name in ("costs", "seats"))
PRICES = Path(__file__).parents[1] / "src" / "seatwise" / "sandbox" / "prices.csv"
CHROMIUMS = ("chromium-headless-shell", "chromium")
READERS, READS = 50, 10
PAUSE = 200  # milliseconds
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# Types another price, presses Enter, and resolves with the milliseconds until the summary changes.
PRICED = """field => new Promise(done => {
  const summary = document.getElementById('summary'), before = summary.textContent
  const watch = new MutationObserver(() => {
    if (document.getElementById('summary').textContent === before) return
    watch.disconnect()
    done(performance.now() - began)
  })
  watch.observe(document.body, {subtree: true, childList: true, characterData: true})
  field.focus(); field.value = String(Number(field.dataset.saved) + 1)
  const began = performance.now()
  field.form.requestSubmit()
})"""


@dataclass(frozen=True)
class Served:
    """A running `seatwise serve`, and the cookie of a reader who is signed in."""

    url: str
    cookie: str
    pid: int
    started_in: float

    def client(self) -> httpx2.Client:
        """A reader."""
        return httpx2.Client(base_url=self.url, headers={"Cookie": self.cookie}, timeout=60)

    @property
    def peak(self) -> int:
        """Peak resident size of the process in bytes; Linux only."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def pages(bench_org: BenchOrg, times: int) -> Iterator[Figure]:
    """Every figure of the page, on the latest snapshot of the org."""
    home = environment(bench_org.home)
    run([SEATWISE, "price", "import", "--org", ORG, str(PRICES)], home)
    org = f"{bench_org.users:,} users"
    with serving(bench_org.home) as served, served.client() as client:
        yield Figure("seatwise serve: from start to ready", seconds(served.started_in), "", served.started_in, 1)
        first = timed(client, PAGE)
        yield Figure(f"Licenses page, {org}: the first after the start", seconds(first))
        taken = [timed(client, PAGE) for _ in range(times)]
        yield milliseconds(f"Licenses page, {org}: median", median(taken), 30)
        yield milliseconds(f"Licenses page, {org}: 95th percentile", percentile(taken), 60)
        size = sum(_compressed(client, path) for path in (PAGE, *CHARTS))
        yield Figure(f"Licenses page, {org}: compressed, with charts", f"{size / 1000:.1f} kB", "", size / 1000, 60)
        many = at_once(served, [[PAGE] * READS] * READERS)
        yield milliseconds(f"{READERS} readers at once: 95th percentile", percentile(many), 300)
        yield from _in_the_browser(served, org)
        yield Figure("memory of the server, at most", megabytes(served.peak), "", served.peak / 1e6, 300)


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Run `seatwise serve` while the block runs."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [SEATWISE, "serve", "--port", "0", "--no-browser"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode().split()[3]
        took = time.perf_counter() - began
        cookie = httpx2.get(address).headers["Set-Cookie"].partition(";")[0]
        yield Served(address.partition("/?")[0], cookie, process.pid, took)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def timed(client: httpx2.Client, path: str) -> float:
    """Seconds until a page is complete."""
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - began


def _compressed(client: httpx2.Client, path: str) -> int:
    with client.stream("GET", path) as answer:
        return sum(len(chunk) for chunk in answer.raise_for_status().iter_raw())


def at_once(served: Served, readers: Sequence[Sequence[str]]) -> list[float]:
    """Seconds of each page, for readers that start together; each reads its pages one after the other.

    The clients are created before: creating one takes as long as several pages.
    """
    with ExitStack() as stack, ThreadPoolExecutor(len(readers)) as pool:
        clients = [stack.enter_context(served.client()) for _ in readers]

        def read(client: httpx2.Client, paths: Sequence[str]) -> list[float]:
            return [timed(client, path) for path in paths]

        return [took for reader in pool.map(read, clients, readers) for took in reader]


def _in_the_browser(served: Served, org: str) -> Iterator[Figure]:
    """First paint with an empty cache, and setting a price. Needs Chromium, and reports if there is none."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        yield Figure(f"in a browser, {org}", "not measured: no chromium on the path")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as player:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = player.chromium.launch(executable_path=chromium, args=flags)
        paints = [_first_paint(browser, served) for _ in range(7)]
        page = _window(browser, served).new_page()
        page.goto(f"{served.url}{PAGE}")
        page.wait_for_load_state("networkidle")
        priced = []
        for _ in range(7):
            priced.append(float(page.locator("input[name=amount]").nth(3).evaluate(PRICED)))
            page.wait_for_timeout(PAUSE)  # htmx is still busy with the new fields, and no person is as fast
        browser.close()
    yield milliseconds(f"first contentful paint, cold cache, {org}", median(paints) / 1000, 400)
    yield milliseconds(f"set a price, until the sums on the screen change, {org}", median(priced) / 1000, 120)


def _window(browser: Any, served: Served) -> Any:
    """A window that is signed in."""
    name, _, value = served.cookie.partition("=")
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    return context


def _first_paint(browser: Any, served: Served) -> float:
    context = _window(browser, served)
    page = context.new_page()
    page.goto(f"{served.url}{PAGE}")
    while (painted := page.evaluate(PAINTED)) is None:  # waiting within the page needs eval, which pages forbid
        page.wait_for_timeout(PAUSE)
    context.close()
    return float(painted)
