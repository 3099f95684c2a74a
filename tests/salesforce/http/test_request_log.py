"""The request log has calls and no secrets."""

import json
from pathlib import Path

import httpx2
import pytest

from seatwise.domain.errors import UsageError
from seatwise.salesforce.http.transport import new_client

URL = "https://acme.my.salesforce.com/services/data/v67.0/query?q=SELECT+Id+FROM+User"


def ask() -> None:
    answer = httpx2.MockTransport(lambda request: httpx2.Response(200, text="the body"))
    with new_client(URL, transport=answer) as client:
        client.get(URL, headers={"Authorization": "Bearer the-token"})


def test_a_line_describes_a_call_without_query_header_or_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log.jsonl"
    monkeypatch.setenv("SEATWISE_LOG", str(log))
    ask()
    line = json.loads(log.read_text())
    logged = (line["event"], line["method"], line["host"], line["path"], line["status"])
    assert logged == ("response", "GET", "acme.my.salesforce.com", "/services/data/v67.0/query", 200)
    for secret in ("the-token", "SELECT", "the body"):
        assert secret not in log.read_text()


def test_without_the_setting_there_is_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    ask()
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_LOG", str(tmp_path / "no" / "log"))
    with pytest.raises(UsageError, match="log"):
        ask()
