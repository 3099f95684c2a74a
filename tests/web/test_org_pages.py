"""Orgs in the browser, over HTTP, against the sandbox: each login method, errors, and secrets."""

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from seatwise.app.refresh.run import refresh_org
from seatwise.bootstrap import services
from seatwise.domain.connection import AuthMethod, Status
from seatwise.salesforce.auth.browser import log_in_by_browser
from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET, without
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.web.app import create_app
from waiting import wait_until
from web_client import URL, signed_in

SECRETS = (ADMIN.password, ADMIN.security_token, CLIENT_SECRET, "MIIE", "wrong-horse")


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(20, seed=3)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    yield served
    served.faults.clear()
    served.set_account(ADMIN)


class Reader(TestClient):
    """A browser that grows suspicious when it is told a secret."""

    def request(self, *args: Any, **options: Any) -> Response:
        answer = super().request(*args, **options)
        for each in (*answer.history, answer):
            assert not any(secret in each.text + str(each.headers) for secret in SECRETS), each.url
        return answer


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
    with signed_in(Reader(create_app(services()), base_url=URL), services()) as client:
        yield client


def form_of(sandbox: Sandbox, method: AuthMethod, **changes: str) -> dict[str, str]:
    told = {
        AuthMethod.PASSWORD: {
            "username": ADMIN.username, "password": ADMIN.password, "token": ADMIN.security_token,
            "login_url": sandbox.url,
        },
        AuthMethod.CLIENT_CREDENTIALS: {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "login_url": sandbox.url,
        },
        AuthMethod.JWT: {"client_id": CLIENT_ID, "username": ADMIN.username, "login_url": sandbox.url},
        AuthMethod.ACCESS_TOKEN: {"instance_url": sandbox.url},
        AuthMethod.WEB: {"client_id": CLIENT_ID, "login_url": sandbox.url},
    }[method]  # fmt: skip
    return {"method": method.value, "org_name": "box", "currency": "EUR"} | told | changes


def add(client: Reader, sandbox: Sandbox, method: AuthMethod = AuthMethod.PASSWORD, **changes: str) -> str:
    """Send the form; the text of the page that comes of it."""
    files = {}
    if method is AuthMethod.JWT:
        files = {"jwt_key": ("server.key", sandbox.jwt_key)}
    if method is AuthMethod.ACCESS_TOKEN:
        changes = {"access_token": sandbox.sessions.open(ADMIN.username)} | changes
    return text_of(client.post("/orgs", data=form_of(sandbox, method, **changes), files=files).text)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def state(name: str = "box") -> Status:
    return services().connections.get(name).status


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize(
    "method", [AuthMethod.PASSWORD, AuthMethod.CLIENT_CREDENTIALS, AuthMethod.JWT, AuthMethod.ACCESS_TOKEN]
)
def test_each_login_method_connects_and_shows_the_permissions(
    client: Reader, sandbox: Sandbox, method: AuthMethod
) -> None:
    said = add(client, sandbox, method)
    assert "Up" in said
    assert "Enterprise Edition includes the API" in said
    assert "Manage Users present" in said
    kept = services().connections.get("box")
    assert (kept.auth_method, kept.status, kept.org_id, kept.currency) == (method, Status.UP, sandbox.org_id, "EUR")


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize("method", list(AuthMethod))
def test_every_login_method_has_a_form_with_a_label_and_a_word_about_each_field(
    client: Reader, method: AuthMethod
) -> None:
    html = client.get(f"/orgs?method={method}").text
    inputs = re.findall(r'<input id="(\w+)"', html)
    assert inputs
    for field in inputs:
        assert f'<label for="{field}">' in html
        assert f'id="about-{field}"' in html


def test_the_password_way_says_when_it_ends(client: Reader) -> None:
    assert "Summer '27" in text_of(client.get("/orgs?method=password").text)


def test_a_wrong_password_keeps_the_org_down_with_reason_and_next_step(client: Reader, sandbox: Sandbox) -> None:
    said = add(client, sandbox, password="wrong-horse")
    assert "password or security token is wrong" in said
    assert "Check all three" in said
    assert state() is Status.DOWN


def test_what_was_wrong_is_not_shown_once_the_org_is_up(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox, password="wrong-horse")
    services().connections.mark("box", Status.UP, "", services().clock())
    assert "Check all three" not in client.get("/orgs/box/connection").text


def test_a_refused_field_is_named_and_what_was_typed_stays(client: Reader, sandbox: Sandbox) -> None:
    answer = client.post("/orgs", data=form_of(sandbox, AuthMethod.PASSWORD, login_url="http://acme.example"))
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="why about-login_url"' in answer.text
    assert 'value="http://acme.example"' in answer.text
    assert f'value="{ADMIN.username}"' in answer.text
    assert services().connections.all() == []


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"org_name": "a/b"}, "contains a slash"),
        ({"org_name": ""}, "is empty"),
        ({"currency": "EURO"}, "currency"),
        ({"username": ""}, "needs Username"),
        ({"password": ""}, "needs Password"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    client: Reader, sandbox: Sandbox, changes: dict[str, str], reason: str
) -> None:
    answer = client.post("/orgs", data=form_of(sandbox, AuthMethod.PASSWORD, **changes))
    assert answer.status_code == 422
    assert reason in text_of(answer.text)
    assert services().connections.all() == []


def test_a_taken_name_is_refused(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    assert "An org named box already exists." in add(client, sandbox)


def test_a_key_that_is_none_is_refused(client: Reader, sandbox: Sandbox) -> None:
    files = {"jwt_key": ("id.pub", b"ssh-rsa AAAA")}
    answer = client.post("/orgs", data=form_of(sandbox, AuthMethod.JWT), files=files)
    assert answer.status_code == 422
    assert "Private key file is not a private key in PEM form." in text_of(answer.text)


def test_an_edit_with_empty_secrets_keeps_them(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    before = dict(services().connections.secrets(services().connections.get("box")))
    assert "Leave it empty to keep it" in client.get("/orgs/box/connection/edit").text
    changes = form_of(sandbox, AuthMethod.PASSWORD, password="", token="", currency="CHF")
    assert client.post("/orgs/box/connection/edit", data=changes).status_code == 200
    assert services().connections.secrets(services().connections.get("box")) == before
    assert (services().connections.get("box").currency, state()) == ("CHF", Status.UP)


@pytest.mark.parametrize(
    "method", [AuthMethod.PASSWORD, AuthMethod.CLIENT_CREDENTIALS, AuthMethod.JWT, AuthMethod.ACCESS_TOKEN]
)
def test_a_stored_secret_is_never_sent_to_another_address(client: Reader, sandbox: Sandbox, method: AuthMethod) -> None:
    add(client, sandbox, method)
    before = services().connections.get("box")
    stored = dict(services().connections.secrets(before))
    other = Sandbox(1, seed=1)
    with serve_in_thread(other):
        form = form_of(sandbox, method)
        for field in ("password", "token", "client_secret", "access_token"):
            form |= {field: ""} if field in form or method is AuthMethod.ACCESS_TOKEN else {}
        form |= {name: other.url for name in ("login_url", "instance_url") if name in form}
        answer = client.post("/orgs/box/connection/edit", data=form)
    assert not other.calls
    other.close()
    assert answer.status_code == 422
    assert f"Secrets that are stored for another login are not sent to {other.url}." in text_of(answer.text)
    assert services().connections.get("box") == before
    assert services().connections.secrets(before) == stored


def test_an_edit_can_fix_a_password_and_delete_a_token(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox, password="wrong-horse")
    mended = form_of(sandbox, AuthMethod.PASSWORD, token="")
    client.post("/orgs/box/connection/edit", data=mended)
    assert state() is Status.UP
    client.post("/orgs/box/connection/edit", data=form_of(sandbox, AuthMethod.PASSWORD, token="", delete="token"))
    assert services().connections.secrets(services().connections.get("box")).get("security_token", "") == ""
    assert state() is Status.DOWN  # the sandbox wants the token


def test_another_login_method_needs_its_own_secret(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    assert "Leave it empty to keep it" not in client.get("/orgs/box/connection/edit?method=client-credentials").text
    changes = form_of(sandbox, AuthMethod.CLIENT_CREDENTIALS)
    assert client.post("/orgs/box/connection/edit", data=changes | {"client_secret": ""}).status_code == 422
    client.post("/orgs/box/connection/edit", data=changes)
    assert (services().connections.get("box").auth_method, state()) == (AuthMethod.CLIENT_CREDENTIALS, Status.UP)
    assert set(services().connections.secrets(services().connections.get("box"))) == {"client_secret"}


def test_a_disabled_org_is_not_contacted_until_it_is_enabled(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    assert "not contacted until you enable it" in text_of(client.post("/orgs/box/connection/disable").text)
    calls = len(sandbox.calls)
    assert client.post("/orgs/box/connection/test").status_code == 400
    assert "Disabled" in client.post("/orgs/box/refresh").text
    assert len(sandbox.calls) == calls
    client.post("/orgs/box/connection/enable")
    assert "Up" in text_of(client.post("/orgs/box/connection/test").text)


def test_removing_asks_first_and_says_what_goes_and_what_stays(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    said = text_of(client.get("/orgs/box/connection/remove").text)
    assert "0 prices" in said
    assert "0 snapshots on this machine" in said
    assert state() is Status.UP
    client.post("/orgs/box/connection/remove")
    assert services().connections.all() == []
    assert client.get("/orgs/box/connection").status_code == 400


def test_a_missing_permission_is_named_with_the_panels_it_costs(client: Reader, sandbox: Sandbox) -> None:
    sandbox.set_account(without(ADMIN, "Manage Users"))
    assert re.search(r"Manage Users missing figures missing in .*Profiles", add(client, sandbox))


def test_a_damaged_snapshot_is_reported_where_the_org_is(client: Reader, sandbox: Sandbox, tmp_path: Path) -> None:
    add(client, sandbox)
    folder = tmp_path / "home" / "lake" / f"org={sandbox.org_id}" / "as_of=20260101T000000Z"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")
    said = text_of(client.get("/orgs/box/connection").text)
    assert "1 damaged, left out 20260101T000000Z" in said


def test_deleting_a_snapshot_asks_first_and_says_what_goes(client: Reader, sandbox: Sandbox) -> None:
    add(client, sandbox)
    for day in (19, 20):
        refresh_org(
            "box",
            services().orgs(),
            services().storage,
            watch=lambda _: None,
            as_of=sandbox.clock().replace(day=day),
            accept_clock=True,
        )
    org_id = services().connections.get("box").org_id
    earlier, later = (each.id for each in services().storage.snapshots(org_id))
    address = f"/orgs/box/snapshots/{later}/delete"
    assert f'href="{address}"' in client.get("/orgs/box/connection").text
    asked = text_of(client.get(address).text)
    for words in (f"Delete snapshot {later}?", "rows in", "Salesforce no longer stores", "that of 19", "prices"):
        assert words in asked
    assert len(services().storage.snapshots(org_id)) == 2
    left = client.post(address)
    assert (left.url.path, later in left.text, earlier in left.text) == ("/orgs/box/connection", False, True)
    assert [each.id for each in services().storage.snapshots(org_id)] == [earlier]
    assert "the only snapshot of box" in text_of(client.get(f"/orgs/box/snapshots/{earlier}/delete").text)
    gone = client.get(address)
    assert (gone.status_code, "is no snapshot of this org" in gone.text) == (400, True)


def press(address: str, decision: str = "allow") -> None:
    """A person who reads the consent page and decides."""
    with urllib.request.urlopen(address) as page:
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.read().decode())
    kept = [(name, unescape(value)) for name, value in fields if name != "decision"]
    form = urllib.parse.urlencode([*kept, ("decision", decision)])
    target = urllib.parse.urljoin(address, "/services/oauth2/authorize")
    urllib.request.urlopen(target, form.encode()).close()


@pytest.fixture
def any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        services().__dict__,
        "log_in_by_browser",
        lambda *given, show: log_in_by_browser(*given, open_browser=show, port=0),
    )


def begin_login(client: Reader, sandbox: Sandbox) -> str:
    html = client.post("/orgs", data=form_of(sandbox, AuthMethod.WEB)).text
    found = re.search(r'href="([^"]*/services/oauth2/authorize[^"]*)"', html)
    assert found
    assert client.get("/browser-login", headers={"HX-Request": "true"}).status_code == 204
    return unescape(found[1])


def wait_until_over(client: Reader) -> str:
    wait_until(lambda: client.get("/browser-login", headers={"HX-Request": "true"}).headers.get("HX-Refresh"))
    return text_of(client.get("/browser-login").text)


@pytest.mark.usefixtures("any_port")
def test_a_login_by_browser_goes_on_at_salesforce_and_ends_at_the_connection(client: Reader, sandbox: Sandbox) -> None:
    press(begin_login(client, sandbox))
    assert "Enterprise Edition includes the API" in wait_until_over(client)
    assert (services().connections.get("box").auth_method, state()) == (AuthMethod.WEB, Status.UP)
    assert (
        services().connections.secrets(services().connections.get("box"))["refresh_token"]
        not in client.get("/orgs/box/connection/edit").text
    )


@pytest.mark.usefixtures("any_port")
def test_a_login_that_is_denied_or_given_up_keeps_nothing(client: Reader, sandbox: Sandbox) -> None:
    press(begin_login(client, sandbox), "deny")
    assert "Nothing was changed" in wait_until_over(client)
    begin_login(client, sandbox)
    assert "Browser login" in text_of(client.post("/browser-login/cancel").text)
    assert services().connections.all() == []


def test_without_a_login_the_page_says_so(client: Reader) -> None:
    assert "No login is running" in client.get("/browser-login").text
