"""A refresh in the browser, over HTTP, against the sandbox: watched, canceled, failed, asked for twice, ended."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from threading import Timer

import pytest
from starlette.testclient import TestClient

from seatwise.bootstrap import services
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.activity import TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from waiting import PATIENCE, wait_until
from web_client import web_client

PART = {"HX-Request": "true"}
STAGES = len(REGISTRY) + len(TRACKED_OBJECTS)
ALL_BUT_PROFILES = f"{STAGES - 2} of {STAGES}"  # neither the profiles nor their record types


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(20, seed=3)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    served.calls_used = 0
    yield served
    served.faults.clear()


@pytest.fixture
def client(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
    secrets = {"password": ADMIN.password, "security_token": ADMIN.security_token}
    for name in ("box", "twin"):
        services().connections.add(Connection(name, AuthMethod.PASSWORD, sandbox.url, username=ADMIN.username), secrets)
    with web_client(services()) as client:
        yield client


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def until(said: Callable[[], str], wanted: str) -> str:
    texts: list[str] = []

    def shown() -> bool:
        texts.append(text_of(said()))
        return wanted in texts[-1]

    wait_until(shown, wanted)
    return texts[-1]


def page(client: TestClient, name: str = "box") -> str:
    return client.get(f"/orgs/{name}/refresh").text


def ended(client: TestClient, wanted: str, name: str = "box") -> str:
    return until(lambda: page(client, name), wanted)


def hold_profiles(sandbox: Sandbox) -> None:
    """The org does not answer about the profiles, until its faults are cleared."""
    sandbox.faults.add(Fault(Kind.SLOW, path="*FROM Profile*", times=None, seconds=PATIENCE))


def snapshots(sandbox: Sandbox) -> int:
    return len(services().storage.snapshots(sandbox.org_id))


def test_from_start_to_finish(client: TestClient, sandbox: Sandbox) -> None:
    hold_profiles(sandbox)
    answer = client.post("/orgs/box/refresh")
    assert "Refreshing box" in text_of(answer.text)
    assert '<meta http-equiv="refresh"' in re.search(r"<noscript>.*?</noscript>", answer.text, re.DOTALL)[0]  # type: ignore[index]
    until(lambda: client.get("/orgs/box/refresh", headers=PART).text, ALL_BUT_PROFILES)
    part = client.get("/orgs/box/refresh", headers=PART).text
    assert 'hx-trigger="every 500ms"' in part
    assert "<html" not in part
    assert part.count("<progress") >= STAGES
    assert re.search(r"User done 20 ", text_of(part))
    sandbox.faults.clear()
    assert re.search(r"API calls \d+ Calls left today [\d,]+ Elapsed \d+ s Time left", text_of(part))
    said = ended(client, "Refresh complete")
    taken = services().storage.snapshot(sandbox.org_id)
    assert f"{taken.rows:,} rows in {len(REGISTRY)} tables" in said
    assert "There are no data gaps." in said
    assert client.get("/orgs/box/refresh", headers=PART).headers["HX-Refresh"] == "true"
    assert f"{taken.id} latest" in text_of(client.get("/orgs/box/connection").text)
    assert client.get("/orgs/box/licenses").status_code == 200


@pytest.mark.slow
def test_what_cannot_be_seen_is_reported_at_the_end(client: TestClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="PackageLicense"))
    client.post("/orgs/box/refresh")
    said = ended(client, "Refresh complete")
    assert "1 data gap Figures that depend on it are unknown, never 0." in said
    assert "Not offered by this org. PackageLicense (affects Licenses, Changes, Trends, Overview)" in said


@pytest.mark.slow
def test_canceled_nothing_is_saved(client: TestClient, sandbox: Sandbox) -> None:
    hold_profiles(sandbox)
    client.post("/orgs/box/refresh")
    until(lambda: client.get("/orgs/box/refresh", headers=PART).text, ALL_BUT_PROFILES)
    assert "Stopping: waiting for the org's last response" in text_of(client.post("/orgs/box/refresh/cancel").text)
    sandbox.faults.clear()
    assert "Nothing of this refresh was saved." in ended(client, "Refresh canceled")
    assert snapshots(sandbox) == 0
    client.post("/orgs/box/refresh")
    ended(client, "Refresh complete")
    assert snapshots(sandbox) == 1


def test_a_failure_is_reported_with_its_next_step_and_nothing_is_saved(client: TestClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Kind.QUOTA, path="*FROM Profile*", times=None))
    client.post("/orgs/box/refresh")
    said = ended(client, "box could not be refreshed")
    assert "Nothing of this refresh was saved" in said
    assert snapshots(sandbox) == 0


def test_a_refused_login_is_reported(client: TestClient, sandbox: Sandbox) -> None:
    services().connections.update(services().connections.get("box"), {"password": "wrong"})
    client.post("/orgs/box/refresh")
    assert "password or security token is wrong" in ended(client, "box could not be refreshed")


@pytest.mark.slow
def test_the_second_at_once_learns_it_and_sees_how_far_the_first_is(client: TestClient, sandbox: Sandbox) -> None:
    hold_profiles(sandbox)
    client.post("/orgs/box/refresh")
    second = client.post("/orgs/box/refresh")
    assert second.status_code == 409
    assert "A refresh of box is already running." in text_of(second.text)
    assert "Refreshing box" in text_of(second.text)
    sandbox.faults.clear()
    ended(client, "Refresh complete")
    assert snapshots(sandbox) == 1


def test_one_that_runs_elsewhere_is_reported(client: TestClient, sandbox: Sandbox) -> None:
    with services().storage.new_snapshot(sandbox.org_id, services().clock):  # as another process holds the org's lock
        client.post("/orgs/box/refresh")
        said = ended(client, "box could not be refreshed")
    assert "Another refresh of this org is running" in said
    assert "Wait for it to end, then refresh again." in said
    assert "--wait" not in said


@pytest.mark.slow
def test_two_names_of_one_org_are_not_read_at_once(client: TestClient, sandbox: Sandbox) -> None:
    hold_profiles(sandbox)
    client.post("/orgs/box/refresh")
    until(lambda: client.get("/orgs/box/refresh", headers=PART).text, ALL_BUT_PROFILES)
    client.post("/orgs/twin/refresh")
    assert "Another refresh of this org" in ended(client, "twin could not be refreshed", "twin")
    sandbox.faults.clear()
    ended(client, "Refresh complete")


def test_a_server_started_again_says_that_nothing_is_read(client: TestClient) -> None:
    assert client.get("/orgs/box/refresh", headers=PART).headers["HX-Refresh"] == "true"
    assert "No refresh is running" in text_of(page(client))
    assert "No refresh is running" in text_of(client.post("/orgs/box/refresh/cancel").text)


@pytest.mark.slow
def test_the_end_of_the_server_ends_the_refresh_and_leaves_nothing(
    client: TestClient, sandbox: Sandbox, tmp_path: Path
) -> None:
    with web_client(services()) as other:
        hold_profiles(sandbox)
        other.post("/orgs/box/refresh")
        until(lambda: other.get("/orgs/box/refresh", headers=PART).text, ALL_BUT_PROFILES)
        Timer(0.5, sandbox.faults.clear).start()
    assert snapshots(sandbox) == 0
    kept = tmp_path / "home" / "lake" / f"org={sandbox.org_id}"
    until(lambda: f"{len(list(kept.glob('*draft*')))} drafts", "0 drafts")  # on a busy machine a moment later


@pytest.mark.slow
def test_removing_or_disabling_an_org_ends_its_refresh(client: TestClient, sandbox: Sandbox) -> None:
    hold_profiles(sandbox)
    client.post("/orgs/box/refresh")
    until(lambda: client.get("/orgs/box/refresh", headers=PART).text, ALL_BUT_PROFILES)
    assert "A refresh is running." in text_of(client.get("/orgs/box/connection").text)
    client.post("/orgs/box/connection/disable")
    sandbox.faults.clear()
    ended(client, "Refresh canceled")
    assert snapshots(sandbox) == 0


def test_an_org_that_is_not_there_cannot_be_read(client: TestClient) -> None:
    assert client.post("/orgs/bax/refresh").status_code == 400
    assert client.get("/orgs/bax/refresh").status_code == 400


def test_a_clock_that_is_days_off_is_accepted_by_a_button_of_its_own(client: TestClient, sandbox: Sandbox) -> None:
    theirs = sandbox.clock()
    sandbox.set_clock(theirs + timedelta(days=3))
    try:
        client.post("/orgs/box/refresh")
        asked = ended(client, "could not be refreshed")
        assert "more than a day apart" in asked
        assert "Refresh anyway" in asked
        client.post("/orgs/box/refresh", data={"accept_clock": "true"})
        assert "Refresh complete" in ended(client, "Refresh complete")
    finally:
        sandbox.start_clock()
