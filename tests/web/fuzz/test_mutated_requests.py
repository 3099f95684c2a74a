"""No mutated request is answered by an error of ours, and no blank or control character passes for a number."""

from random import Random

import pytest
from starlette.testclient import TestClient

from seatwise.panels.declaration.panel import Panel, Span
from seatwise.panels.declaration.params import Kind
from seatwise.panels.registry import PANELS
from web.fuzz.mutations import Sent, mutated

NAME = "demo"
AT_ONCE = 500
CONTROL = ("%09", "%0A", "%0D%0A", "%00", "%0B", "%1F", "%20%09")
KEYS = {"license": "SFDC", "user": "user1@acme.example", "processes": "Named"}


def answer(client: TestClient, sent: Sent) -> tuple[int, str]:
    got = client.request(
        sent.method,
        sent.target,
        content=sent.body or None,
        headers=[(name.encode(), value) for name, value in sent.headers.items()],
    )
    return got.status_code, got.text


def no_request_fails(client: TestClient, seed: int, count: int) -> None:
    random = Random(seed)
    for _ in range(count):
        sent = mutated(random, NAME)
        status, text = answer(client, sent)
        assert status < 500, (sent.method, sent.target, sent.form, sent.headers)
        assert "Traceback" not in text


def test_no_mutated_request_is_answered_by_an_error_of_ours(client: TestClient) -> None:
    no_request_fails(client, 0, 60)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(1, 21))
def test_none_of_ten_thousand_mutated_requests_is_answered_by_an_error_of_ours(client: TestClient, seed: int) -> None:
    no_request_fails(client, seed, AT_ONCE)


def paths(panel: Panel) -> list[str]:
    """Where the panel is: its page, the API, a file, and its charts as tables."""
    base = f"/{panel.name}" if panel.span is Span.ORGS else f"/orgs/{NAME}/{panel.name}"
    one = f"{base}/{KEYS[panel.name]}" if panel.key else base
    charts = [f"{base}/charts/{each.name}" for each in panel.charts]
    return [one, f"/api/v1{one}", *([] if panel.key else [f"{base}.csv"]), *charts]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_a_control_character_is_no_number_choice_or_flag_and_the_reason_is_said(
    client: TestClient, panel: Panel
) -> None:
    strict = [param.name for param in panel.params if param.kind not in (Kind.TEXT, Kind.TEXTS)]
    for name in strict:
        for path in paths(panel)[:2]:
            for value in CONTROL:
                got = client.get(f"{path}?{name}={value}")
                assert got.status_code == 400, (path, name, value)
                assert name in got.text
        for path in paths(panel)[2:]:
            assert client.get(f"{path}?{name}=%09").status_code == 400, (path, name)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_an_empty_value_is_not_given(client: TestClient, panel: Panel) -> None:
    for param in panel.params:
        assert client.get(f"{paths(panel)[0]}?{param.name}=").status_code == 200
        if param.kind is not Kind.TEXTS:
            assert client.get(f"{paths(panel)[0]}?{param.name}=+").status_code == 200


def test_nobody_without_a_profile_is_no_error(client: TestClient) -> None:
    assert client.get(f"/orgs/{NAME}/profiles?profile=none").status_code == 200
    refused = client.get(f"/orgs/{NAME}/processes/none")
    assert (refused.status_code, "No user is without a profile." in refused.text) == (400, True)
