"""schemathesis over the whole OpenAPI document: no 500, and no answer that is not documented."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from seatwise.web.pages.api_docs import document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
HEADERS = {"Host": "127.0.0.1:8600", "Authorization": "Bearer chosen-by-hand-xxxxxxxxxx"}
KNOWN = {"org": "demo", "key": "SFDC", "name": "user1@acme.example", "profile": "Named"}
PATHS = [*document()["paths"]]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


def as_documented(client: TestClient, path: str, mode: GenerationMode, count: int) -> None:
    """Send calls as the document allows them, or as it does not: each answer is one that it names."""
    schema: Any = schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=HEADERS)

    @settings(max_examples=count, deadline=None, suppress_health_check=QUIET, database=None)
    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode), known=booleans())
    def check(case: Any, known: bool) -> None:  # noqa: FBT001 - drawn
        if known:
            case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters}
        case.call_and_validate(checks=CHECKS, headers=HEADERS)

    check()


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", PATHS)
def test_a_few_calls_are_answered_as_documented(client: TestClient, path: str, mode: GenerationMode) -> None:
    as_documented(client, path, mode, 10)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", PATHS)
def test_many_calls_are_answered_as_documented(client: TestClient, path: str, mode: GenerationMode) -> None:
    as_documented(client, path, mode, 300)


def test_without_a_token_no_call_is_answered(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    stranger = TestClient(client.app, base_url=str(client.base_url))
    for path in paths:
        refused = stranger.get(path.replace("{", "").replace("}", ""))
        assert (refused.status_code, set(refused.json())) == (401, {"error", "next_step"}), path
