"""The Profiles panel with a million users, over HTTP and without caches: `python -m bench.profiles [USERS]`."""

import html
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import httpx2

from bench.command import PYTHON, environment, run
from bench.pages import Served, at_once, serving, timed
from bench.stats import Figure, as_text, megabytes, milliseconds, percentile, ratio, seconds

USERS, READERS, PAGES = 1_000_000, 20, 5
MEDIAN, P95, P95_OF_MANY = 50, 100, 300
_ORG = "/orgs/acme"
_WHERE: Mapping[str, Mapping[str, str]] = {
    "a profile": {"profile": "Profile 4"},
    "a license": {"license": "KEY_4"},
    "the org": {},
}
_PROFILE_SORTS = ("label", "users", "logged_in_users", "actors", "assigned_cost", "actor_cost", "login_only_cost")
_USER_SORTS = (
    *("name", "username", "profile", "department", "manager"),
    *("last_login", "last_record_touch", "objects_touched", "is_actor", "yearly_cost"),
)
_NEXT = re.compile(r'id="page-next"[^>]* href="([^"]+)"')


def profiles(folder: Path, users: int = USERS) -> Iterator[Figure]:
    """Every figure of the panel, on a generated snapshot."""
    home = folder / "profiles"
    cold = json.loads(run([PYTHON, "-m", "bench.cold_panel", str(users), str(home)], environment(home)).output)
    org = f"{users:,} users"
    yield ratio(
        f"Profiles panel, cold from Parquet, {org}", cold["cold"], "bare scan of its columns", cold["scan"], most=6
    )
    yield Figure(f"index for pages of users, {org}: built at the end of a refresh in", seconds(cold["index"]))
    with serving(home) as served, served.client() as client:
        yield Figure(f"Profiles page, {org}: the first after the start", seconds(timed(client, f"{_ORG}/profiles")))
        yield Figure(f"a page of users, {org}: the first after the start", seconds(timed(client, _users())))
        for what, times in _one_reader(client):
            yield milliseconds(f"{what}: median", median(times), MEDIAN)
            yield milliseconds(f"{what}: 95th percentile", percentile(times), P95)
        yield from _many_readers(served)
        yield Figure("memory of the server of these pages, at most", megabytes(served.peak), "", served.peak / 1e6, 300)


def _one_reader(client: httpx2.Client) -> Iterator[tuple[str, list[float]]]:
    """Server times of one reader. No page twice: the second time it would come from the page cache."""
    for level in ("bucket", "license", "profile"):
        yield (
            f"Profiles page by {level}, any sort",
            [
                timed(client, f"{_ORG}/profiles?{urlencode({'level': level, 'sort': minus + sort})}")
                for sort in _PROFILE_SORTS
                for minus in ("", "-")
            ],
        )
    for scope, where in _WHERE.items():
        times = []
        for sort in _USER_SORTS:
            for minus in ("", "-"):
                times += _pages(client, {**where, "sort": minus + sort})
        yield f"a page of users of {scope}, any sort", times
    words = ("garcia 99", "user77 department", "nobody", "garcia", "department 7", "ada", "acme user123", "999")
    yield "a search among the users of the org", [timed(client, _users(search=each)) for each in words]


def _users(**query: str) -> str:
    return f"{_ORG}/users?{urlencode(query)}"


def _pages(client: httpx2.Client, query: Mapping[str, str]) -> list[float]:
    """The server times of consecutive pages."""
    times, path = [], _users(**query)
    for _ in range(PAGES):
        answer = client.get(path).raise_for_status()
        times.append(answer.elapsed.total_seconds())
        following = _NEXT.search(answer.text)
        if following is None:
            break
        path = html.unescape(following[1])
    return times


def _many_readers(served: Served) -> Iterator[Figure]:
    """Many readers at once: all on the same pages, and each on lists of its own."""
    levels = [f"{_ORG}/profiles?{urlencode({'level': each})}" for each in ("bucket", "license", "profile")]
    same = [[*levels, _users(profile="Profile 4"), _users()] * 2 for _ in range(READERS)]
    own = [[_users(profile=f"Profile {100 + reader * 5 + n}") for n in range(PAGES)] for reader in range(READERS)]
    for what, paths in (("at the same pages of the panel", same), ("each at lists of users of their own", own)):
        yield milliseconds(
            f"{READERS} readers at once, {what}: 95th percentile", percentile(at_once(served, paths)), P95_OF_MANY
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="seatwise-bench-") as made:
        found = list(profiles(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else USERS))
        sys.stdout.write(as_text(found) + "\n")
