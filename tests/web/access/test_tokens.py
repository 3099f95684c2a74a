"""Tokens of programs and of the form: valid ones let in, others do not, and wrong ones must wait."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from seatwise.bootstrap import Services, services
from seatwise.web.access.attempts import ALLOWED, Attempts
from seatwise.web.access.site import entry_address
from seatwise.web.app import create_app
from web.access.access_names import CHOSEN, ORG, bearer
from web_client import URL, web_client


def test_a_bearer_token_opens_the_api_and_no_page(stranger: TestClient) -> None:
    for token in (CHOSEN, services().access.create("nightly")):
        assert stranger.get("/api/v1/orgs", headers=bearer(token)).json()["orgs"][0]["name"] == ORG
        assert stranger.get("/api/v1/orgs", headers={"Authorization": f"bearer  {token} "}).status_code == 200
        assert stranger.get("/", headers=bearer(token)).status_code == 401
        assert stranger.post("/sandbox", headers=bearer(token)).status_code == 401


def test_a_revoked_token_is_refused_at_once(stranger: TestClient) -> None:
    token = services().access.create("nightly")
    assert stranger.get("/api/v1/orgs", headers=bearer(token)).status_code == 200
    services().access.revoke("nightly")
    assert stranger.get("/api/v1/orgs", headers=bearer(token)).status_code == 401


RUBBISH = [  # as many as may be wrong within a minute
    *(b"", b" ", b"\x00", b"\xff\xfe", b"\xc3\xa4", b"a" * 10_000, CHOSEN[:-1].encode(), CHOSEN.upper().encode()),
    *(CHOSEN.encode() + b", " + CHOSEN.encode(), b"' OR 1=1 --"),
]


def test_rubbish_is_refused_even_beside_a_valid_cookie(reader: TestClient) -> None:
    for rubbish in RUBBISH:
        answer = reader.get("/api/v1/orgs", headers=bearer(rubbish))
        assert answer.status_code == 401
        assert set(answer.json()) == {"error", "next_step"}


def test_other_schemes_are_refused(stranger: TestClient) -> None:
    for scheme in ("Basic", "Digest", "Token", "", "Bearer\t"):
        assert stranger.get("/api/v1/orgs", headers={"Authorization": f"{scheme} {CHOSEN}"}).status_code == 401


def test_tokens_of_browsers_and_addresses_are_no_tokens_of_programs(reader: TestClient) -> None:
    session = next(iter(reader.cookies.values()))
    for token in (session, services().access.start()):
        assert reader.get("/api/v1/orgs", headers=bearer(token)).status_code == 401


def test_a_token_in_the_form_signs_a_browser_in(stranger: TestClient) -> None:
    for token in (CHOSEN, services().access.create("nightly"), services().access.start()):
        stranger.cookies.clear()
        answer = stranger.post("/enter", data={"token": f" {token} ", "next": "/orgs?x=1"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/orgs?x=1")
        assert stranger.get("/orgs").status_code == 200


FORMS = (b"", b"token=", b"token=%ff", b"token", b"\xff\xfe", b"token=x" + b"&a=1" * 99, b"a" * 9000)


def test_a_form_of_rubbish_is_refused(stranger: TestClient) -> None:
    for body in FORMS:
        answer = stranger.post("/enter", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        assert "This token is not valid." in answer.text


def test_a_form_of_files_is_refused(stranger: TestClient) -> None:
    assert stranger.post("/enter", files={"token": ("x", b"x")}).status_code == 401


def test_after_ten_wrong_tokens_the_next_must_wait_and_whoever_is_in_stays(reader: TestClient) -> None:
    made = services().access.create("nightly")
    for _ in range(ALLOWED):
        assert reader.get("/api/v1/orgs", headers=bearer("wrong")).status_code == 401
    for answer in (
        reader.get("/api/v1/orgs", headers=bearer("wrong")),
        reader.get("/api/v1/orgs", headers=bearer(CHOSEN)),
        reader.post("/enter", data={"token": CHOSEN}),
    ):
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert re.search(r"Too many wrong tokens\..*Try again in \d+ s\.", answer.text, re.DOTALL)
    assert reader.get("/").status_code == 200
    assert reader.get("/api/v1/orgs", headers=bearer(made)).status_code == 200


def test_wrong_tokens_are_forgotten_after_a_minute_and_counted_by_client() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(ALLOWED):
        assert attempts.wait("a") == 0
        attempts.add("a")
        now[0] += 1
    assert (attempts.wait("a"), attempts.wait("b")) == (50, 0)
    now[0] = 60
    assert attempts.wait("a") == 0
    for number in range(20_000):
        attempts.add(str(number))
    assert len(attempts._wrong) == 10_000


def test_no_token_is_in_any_answer_or_error(stranger: TestClient) -> None:
    start, made = services().access.start(), services().access.create("nightly")
    for token in (start + "x", CHOSEN + "x", made + "x"):
        for answer in (
            stranger.get(entry_address("", token)),
            stranger.get(f"/orgs?token={token}"),
            stranger.post("/enter", data={"token": token}),
            stranger.get("/api/v1/orgs", headers=bearer(token)),
            stranger.get("/api/v1/orgs", params={"token": token}),
        ):
            shown = answer.text.replace(f'name="next" value="/orgs?token={token}"', "")
            assert token not in shown + str(answer.headers)


def test_a_damaged_state_db_lets_nobody_in(home: Path) -> None:
    cookies = dict(web_client(services()).cookies)
    (home / "state.db").write_bytes(b"damaged" * 1000)
    with TestClient(create_app(Services(home)), base_url=URL, cookies=cookies) as client:
        answer = client.get("/")
        assert (answer.status_code, "cannot check tokens" in answer.text) == (503, True)
        assert str(home) not in answer.text
        assert client.post("/enter", data={"token": "x"}).status_code == 503
