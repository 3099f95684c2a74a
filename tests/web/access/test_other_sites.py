"""Neither another host name, nor the page of another site, nor a header of a proxy lets anybody in."""

import pytest
from starlette.testclient import TestClient

from seatwise.bootstrap import services
from seatwise.web.access.attempts import ALLOWED
from seatwise.web.access.site import Site, entry_address
from seatwise.web.app import create_app
from web.access.access_names import CHOSEN, ORG, bearer
from web_client import URL

HOSTS = ("evil.example", "evil.example:8600", "127.0.0.1.evil.example", "127.0.0.1:8600@evil.example", "", "[", "[::1")
ODD_HOSTS = ("127.0.0.1:x", "testserver", "localhost.", "0.0.0.0", "127.0.0.1:8600, evil.example")


def test_another_host_name_is_refused_with_a_valid_cookie_too(reader: TestClient) -> None:
    for host in HOSTS + ODD_HOSTS:
        answer = reader.get("/", headers={"Host": host})
        assert (answer.status_code, ORG in answer.text) == (403, False), host


def test_headers_of_a_proxy_are_not_believed(reader: TestClient) -> None:
    for header in ("X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-Host", "X-Real-IP"):
        assert reader.get("/", headers={header: "evil.example"}).status_code == 200
        assert reader.get("/", headers={header: "127.0.0.1", "Host": "evil.example"}).status_code == 403
        assert "evil.example" not in reader.get("/api/docs", headers={header: "evil.example"}).text


ORIGINS = ("https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:8600", "http://localhost:8600", "")
FOREIGN = (
    *({"Origin": origin} for origin in ORIGINS),
    *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "rubbish")),
    {"Origin": URL, "Sec-Fetch-Site": "same-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
)


def test_what_another_site_sends_is_refused_with_a_valid_cookie_and_changes_nothing(reader: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        for headers in FOREIGN:
            answer = reader.request(method, f"/orgs/{ORG}/connection/remove", headers=headers)
            assert (answer.status_code, "another site" in answer.text) == (403, True), headers
    assert [each.name for each in services().connections.all()] == [ORG]


@pytest.mark.parametrize("headers", [{"Origin": URL, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}])
def test_what_our_own_pages_send_is_done(reader: TestClient, headers: dict[str, str]) -> None:
    assert reader.post(f"/orgs/{ORG}/connection/remove", headers=headers).status_code == 303
    assert services().connections.all() == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_from_another_site_a_link_opens_a_page_and_nothing_else_reads_one(reader: TestClient, site: str) -> None:
    opened = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert reader.get("/", headers=opened).status_code == 200
    for changes in ({"Sec-Fetch-Mode": "no-cors"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Dest": "iframe"}):
        assert reader.get("/", headers=opened | changes).status_code == 403


def test_another_site_cannot_sign_a_browser_in(stranger: TestClient) -> None:
    form, start = {"token": CHOSEN}, services().access.start()
    assert stranger.post("/enter", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert stranger.post("/enter", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    inside = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert stranger.get(entry_address("", start), headers=inside).status_code == 403
    assert stranger.get(entry_address("", start)).status_code == 303


def test_behind_a_proxy_the_public_name_counts_and_the_cookie_is_secure() -> None:
    site = Site("https://seats.acme.example", frozenset({"seats.acme.example"}), behind_proxy=True)
    proxied = {
        "Host": "10.0.0.7:8600",
        "X-Forwarded-Host": "seats.acme.example",
        "X-Forwarded-For": "8.8.8.8, 198.51.100.7",
    }
    with TestClient(create_app(services(), site), base_url=site.url, follow_redirects=False) as client:
        answer = client.get(entry_address("", services().access.start()), headers=proxied)
        assert answer.status_code == 303
        assert answer.headers["set-cookie"].startswith("__Host-seatwise-443=")
        assert "Secure" in answer.headers["set-cookie"]
        assert client.get("/", headers=proxied).status_code == 200
        assert "https://seats.acme.example/api/v1/orgs" in client.get("/api/docs").text
        form = {"token": "x"}
        assert client.post("/enter", data=form, headers=proxied | {"Origin": site.url}).status_code == 401
        assert (
            client.post("/enter", data=form, headers=proxied | {"Origin": "https://10.0.0.7:8600"}).status_code == 403
        )
        for host in ("10.0.0.7:8600", "127.0.0.1", "evil.example"):
            assert client.get("/", headers={"Host": host}).status_code == 403
        assert client.get("/", headers=proxied | {"X-Forwarded-Host": "evil.example"}).status_code == 403
        client.cookies.clear()
        asks = client.get("/", headers=proxied).text
        assert "seatwise open" not in asks
        assert "Ask the person who runs this server" in asks


def test_behind_a_proxy_wrong_tokens_count_for_the_client_that_the_proxy_names() -> None:
    site = Site("https://seats.acme.example", frozenset({"seats.acme.example"}), behind_proxy=True)
    with TestClient(create_app(services(), site), base_url=site.url) as client:
        for forged in range(ALLOWED + 1):
            asked = bearer("wrong") | {b"X-Forwarded-For": f"10.0.0.{forged}, 198.51.100.7".encode()}
            answer = client.get("/api/v1/orgs", headers=asked)
        assert answer.status_code == 429
        other = bearer(CHOSEN) | {b"X-Forwarded-For": b"198.51.100.8"}
        assert client.get("/api/v1/orgs", headers=other).status_code == 200
