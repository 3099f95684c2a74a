"""What an org sees of us: reads, and the POSTs that log in or begin a query job. Nothing else ever arrives."""

import re

import httpx2
import pytest

from resilience.cli_runner import CliRunner
from seatwise.sandbox.org import Sandbox

READ = re.compile(r"/services/data(/v\d+\.0/((tooling/)?query[/?]|limits|sobjects/\w+/describe|jobs/query/\w+).*)?")
POSTED = re.compile(r"/services/Soap/u/\d+\.0|/services/oauth2/token|/services/data/v\d+\.0/jobs/query")


@pytest.mark.slow(sample=2)
@pytest.mark.parametrize("bulk_from", ["1", "1000000"])
def test_a_refresh_and_a_test_only_read(
    box: CliRunner, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, bulk_from: str
) -> None:
    monkeypatch.setenv("SEATWISE_BULK_FROM", bulk_from)
    box("org", "test", "box")
    box("refresh", "box")
    calls = httpx2.get(f"{sandbox.url}/sandbox/calls", trust_env=False).json()
    assert len(calls) > 20
    for call in calls:
        allowed = READ if call["method"] == "GET" else POSTED
        assert call["method"] in ("GET", "POST")
        assert allowed.fullmatch(call["path"]) or call["path"].startswith("/services/oauth2/userinfo"), call
    queries = [call["path"].partition("?q=")[2] for call in calls if "?q=" in call["path"]]
    assert all(query.startswith("SELECT ") for query in queries)


def test_reports_prices_and_lists_ask_the_org_nothing(box: CliRunner, sandbox: Sandbox) -> None:
    box("refresh", "box")
    sandbox.calls.clear()
    box("price", "set", "--org", "box", "SFDC", "100")
    for command in (
        ("licenses", "--org", "box"),
        ("snapshots", "list", "box"),
        ("org", "list"),
        ("org", "show", "box"),
    ):
        box(*command)
    assert list(sandbox.calls) == []
