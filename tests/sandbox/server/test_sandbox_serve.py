"""Serving an org: ports, the clock, the log of calls, two at once, and an end."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from seatwise.domain.errors import UsageError
from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import Credentials, serve_in_thread
from waiting import PATIENCE

SERVE = ("-m", "seatwise", "sandbox", "serve", "--users", "20", "--port", "0", "--format", "json")


@pytest.mark.slow
def test_an_org_of_one_user_can_be_served_beside_another(org: Sandbox) -> None:
    one = Sandbox(1, seed=3, now=org.clock())
    with serve_in_thread(one) as url:
        assert url != org.url
        headers = {"Authorization": f"Bearer {one.sessions.open(ADMIN.username)}"}
        params = {"q": "SELECT Username FROM User"}
        said = httpx2.get(f"{url}/services/data/v67.0/query", params=params, headers=headers).json()
        assert [record["Username"] for record in said["records"]] == [ADMIN.username]
        elsewhere = httpx2.get(f"{org.url}/services/data/v67.0/query", params=params, headers=headers)
        assert elsewhere.status_code == 401
    one.close()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


def test_a_taken_port_is_a_usage_error(org: Sandbox) -> None:
    port = int(org.url.rpartition(":")[2])
    with pytest.raises(UsageError, match=f"127.0.0.1:{port}"), serve_in_thread(org, port=port):
        pass


@pytest.mark.slow
def test_setting_the_clock_rebuilds_the_data_and_sessions_stay() -> None:
    org = Sandbox(500, seed=2, now=datetime(2026, 10, 20, tzinfo=UTC))
    with serve_in_thread(org) as url, httpx2.Client(base_url=url, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {org.sessions.open(ADMIN.username)}"
        count = {"q": "SELECT COUNT() FROM User"}
        before = client.get("/services/data/v67.0/query", params=count)
        client.post("/sandbox/clock", json={"now": "2026-12-20T00:00:00Z"}).raise_for_status()
        after = client.get("/services/data/v67.0/query", params=count)
        assert before.headers["Date"] == "Tue, 20 Oct 2026 00:00:00 GMT"
        assert after.headers["Date"] == "Sun, 20 Dec 2026 00:00:00 GMT"
        assert after.json()["totalSize"] > before.json()["totalSize"] == 500
        assert client.post("/sandbox/clock", json={"now": "soon"}).status_code == 400
    org.close()


@pytest.mark.slow
def test_a_stopped_clock_can_be_started() -> None:
    org = Sandbox(5, seed=3, now=datetime(2026, 10, 20, tzinfo=UTC))
    with serve_in_thread(org) as url:
        answer = httpx2.delete(f"{url}/sandbox/clock", timeout=60).raise_for_status().json()
    assert abs((datetime.fromisoformat(answer["clock"]) - datetime.now(UTC)).total_seconds()) < 5
    org.close()


@pytest.mark.slow
def test_without_a_time_the_clock_runs() -> None:
    org = Sandbox(1, seed=1)
    assert abs((org.clock() - datetime.now(UTC)).total_seconds()) < 5
    org.close()


def test_the_log_has_every_call_and_its_status(org: Sandbox, anyone: httpx2.Client) -> None:
    anyone.get("/services/data")
    anyone.get("/services/data/v67.0/query", params={"q": "SELECT Id FROM User"})
    answer = anyone.get("/sandbox/calls").json()
    assert answer == [
        {"method": "GET", "path": "/services/data", "status": 200},
        {"method": "GET", "path": "/services/data/v67.0/query?q=SELECT Id FROM User", "status": 401},
    ]
    assert anyone.delete("/sandbox/calls").json() == []


def test_the_front_page_has_the_credentials(org: Sandbox, anyone: httpx2.Client) -> None:
    said = anyone.get("/sandbox").json()
    assert said["accounts"][0]["username"] == ADMIN.username
    assert said["connected_app"]["client_id"] == Credentials.of(org).client_id
    assert anyone.get("/sandbox/jwt-key").content == org.jwt_key
    changed = anyone.post("/sandbox/accounts", json={"username": ADMIN.username, "permissions": ["API Enabled"]}).json()
    assert changed["accounts"][0]["permissions"] == ["API Enabled"]
    assert anyone.post("/sandbox/accounts", json={"username": "nobody"}).status_code == 400


def test_every_session_can_be_ended_at_once(org: Sandbox, admin: httpx2.Client) -> None:
    assert admin.get("/limits").status_code == 200
    assert admin.delete(f"{org.url}/sandbox/sessions").status_code == 200
    assert admin.get("/limits").status_code == 401


@pytest.mark.slow
def test_many_reads_at_once_agree(admin: httpx2.Client) -> None:
    def pages(_: int) -> int:
        return len(admin.get("/query", params={"q": "SELECT Id, Profile.Name FROM User"}).json()["records"])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(pages, range(24))) == [2_000] * 24


@pytest.mark.slow
def test_serve_reports_when_it_is_ready_and_stops_on_sigterm(tmp_path: Path) -> None:
    began = time.monotonic()
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([sys.executable, *SERVE], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    with process.stdout:
        said = json.loads(process.stdout.readline())
        url, username = said["url"], said["username"]
        assert time.monotonic() - began < PATIENCE
        assert username == ADMIN.username
        assert httpx2.get(f"{url}/services/data").status_code == 200
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())  # nothing stays in the temporary folder
