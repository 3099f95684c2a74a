"""The pages are opened by an address, once, and by the cookie that it sets; without one nothing is shown."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fakes import NOON
from seatwise.bootstrap import Services, services, services_at
from seatwise.web.access.site import Site, entry_address, local_path
from seatwise.web.app import create_app
from web.access.access_names import CHOSEN, ORG
from web_client import URL, signed_in

PAGES = (
    *(
        "/",
        "/orgs",
        f"/orgs/{ORG}/licenses",
        f"/orgs/{ORG}/licenses.csv",
        "/overview",
        "/explain/licenses",
    ),
    *(f"/orgs/{ORG}/trends/charts/seats.svg", "/static/seatwise.js", "/static/profiles.css", "/no/such/page"),
)
PROGRAMS = ("/api/v1/orgs", f"/api/v1/orgs/{ORG}/licenses", "/api/docs", "/api/openapi.json", "/api/nothing")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_without_a_cookie_no_page_is_answered(stranger: TestClient, method: str) -> None:
    for path in PAGES:
        _asks_for_a_token(stranger, method, path)


def _asks_for_a_token(stranger: TestClient, method: str, path: str) -> None:
    answer = stranger.request(method, path)
    assert answer.status_code == 401
    assert ORG not in answer.text.replace(f'name="next" value="{path}"', "")
    if method == "HEAD":
        assert answer.content == b""
    else:
        assert "This browser is not signed in." in answer.text
        assert "seatwise open" in answer.text


def test_without_a_token_the_api_answers_401_in_json(stranger: TestClient) -> None:
    for path in PROGRAMS:
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="Seatwise"'
        assert answer.json()["error"] == "The API needs a token."
        assert "seatwise token create" in answer.json()["next_step"]


def test_only_what_the_page_that_asks_for_a_token_needs_is_open(stranger: TestClient) -> None:
    page = stranger.get("/")
    needed = set(re.findall(r'(?:src|href)="(/[^"#?]+)', page.text)) - {"/"}
    assert needed == {"/static/seatwise.css", "/static/seatwise.svg"}
    for path in needed:
        assert stranger.get(path).status_code == 200
    for path in ("/static/../seatwise.css", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..%2fapp.py"):
        assert stranger.get(path).status_code in (401, 404)


def test_below_static_there_is_a_fixed_list(reader: TestClient) -> None:
    for path in ("../app.py", "%2e%2e/app.py", "/etc/passwd", "..%2f..%2fapp.py", ""):
        assert reader.get(f"/static/{path}").status_code == 404
        assert "import" not in reader.get(f"/static/{path}").text


def test_every_refusal_carries_the_strict_policy_and_is_not_cached(stranger: TestClient) -> None:
    for answer in (
        stranger.get("/"),
        stranger.get("/api/v1/orgs"),
        stranger.get("/", headers={"Host": "evil.example"}),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_the_address_opens_the_pages_once_and_leaves_no_token_in_the_address(stranger: TestClient) -> None:
    address = entry_address("", services().access.start(), f"/orgs/{ORG}/connection")
    answer = stranger.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orgs/{ORG}/connection")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("seatwise-8600=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    again = stranger.get(address)
    assert (again.status_code, "set-cookie" in again.headers) == (401, False)
    assert "This address has been used, or has expired." in again.text


def test_a_used_address_leads_on_whoever_is_signed_in(reader: TestClient) -> None:
    answer = reader.get("/?token=used")
    assert (answer.status_code, answer.headers["location"], "set-cookie" in answer.headers) == (303, "/", False)


def test_head_does_not_use_up_an_address(stranger: TestClient) -> None:
    address = entry_address("", services().access.start())
    assert stranger.head(address).status_code == 401
    assert stranger.get(address).status_code == 303


def test_an_expired_address_opens_nothing(home: Path) -> None:
    start = Services(home, lambda: NOON).access.start()
    late = Services(home, lambda: NOON + timedelta(hours=1))
    with TestClient(create_app(late), base_url=URL, follow_redirects=False) as client:
        assert client.get(entry_address("", start)).status_code == 401


def test_an_expired_cookie_is_none(home: Path) -> None:
    early = Services(home, lambda: NOON)
    cookies = dict(signed_in(TestClient(create_app(early), base_url=URL), early).cookies)
    for days, status in ((13, 200), (14, 401)):
        late = Services(home, lambda days=days: NOON + timedelta(days=days))  # type: ignore[misc]
        with TestClient(create_app(late), base_url=URL, cookies=cookies) as client:
            assert client.get("/").status_code == status


def test_an_address_of_another_page_takes_no_token(stranger: TestClient) -> None:
    for path in ("/orgs", "/enter", f"/orgs/{ORG}/licenses", "/api/v1/orgs", "/static/seatwise.js"):
        start = services().access.start()
        stranger.cookies.clear()
        for token in (start, CHOSEN):
            answer = stranger.get(path, params={"token": token})
            assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        assert stranger.get(entry_address("", start)).status_code == 303


def test_neither_a_token_chosen_by_hand_nor_a_made_one_goes_into_an_address(stranger: TestClient) -> None:
    for token in (CHOSEN, services().access.create("nightly")):
        assert stranger.get(entry_address("", token)).status_code == 401


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "",
    "/a b",
    "/\r\nX: y",
    "\\/e",
]


def test_the_address_leads_to_these_pages_only(stranger: TestClient) -> None:
    for path in ELSEWHERE:
        assert local_path(path) == "/"
        answer = stranger.get("/", params={"token": services().access.start(), "next": path})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        answer = stranger.post("/enter", data={"token": services().access.start(), "next": path})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_cookie_of_another_port_of_another_home_or_of_nobody_is_none(reader: TestClient, tmp_path: Path) -> None:
    (name, value), *_ = reader.cookies.items()
    other = services_at(tmp_path / "other")
    with TestClient(create_app(services(), Site("http://127.0.0.1:8601")), base_url=URL, cookies={name: value}) as port:
        assert port.get("/").status_code == 401
    with TestClient(create_app(other), base_url=URL, cookies={name: value}) as home:
        assert home.get("/").status_code == 401
    start, token = services().access.start(), services().access.create("nightly")
    for wrong in (
        "",
        "x",
        value[:-1],
        value + "x",
        value.upper(),
        start,
        token,
        CHOSEN,
        "%00",
    ):
        with TestClient(create_app(services()), base_url=URL, cookies={name: wrong}) as client:
            assert client.get("/").status_code == 401, wrong


def test_a_browser_that_is_revoked_is_out_at_once(reader: TestClient) -> None:
    assert reader.get("/").status_code == 200
    (session,) = services().access.tokens()
    services().access.revoke(session.name)
    assert reader.get("/").status_code == 401


def test_of_part_of_a_page_whoever_signs_in_goes_back_to_the_page(stranger: TestClient) -> None:
    answer = stranger.get(
        f"/orgs/{ORG}/licenses?sort=key",
        headers={"HX-Request": "true", "HX-Current-URL": f"{URL}/orgs/{ORG}/licenses?search=x"},
    )
    assert answer.status_code == 401
    assert f'name="next" value="/orgs/{ORG}/licenses?search=x"' in answer.text
    assert '<main id="main"' in answer.text
