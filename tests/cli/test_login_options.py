"""The options say which login method is meant; errors name contradictions and missing ones."""

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import connection
from seatwise.cli.orgs.login_options import Options, connection_from, method_of
from seatwise.cli.orgs.secret_options import SecretReader
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError

URL = "https://acme.my.salesforce.com"
PEM = "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"


def nobody(question: str) -> str:
    raise AssertionError(f"asked for {question}")


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SW_TEST_SECRET", "s3cret")
    return "env:SW_TEST_SECRET"


def test_each_set_of_options_is_one_login_method(secret: str, tmp_path: Path) -> None:
    pem = tmp_path / "server.key"
    pem.write_text(PEM)
    cases: list[tuple[Options, Connection, dict[str, str]]] = [
        (
            {"username": "u", "password": secret, "token": secret},
            Connection("acme", AuthMethod.PASSWORD, "https://login.salesforce.com", username="u"),
            {"password": "s3cret", "security_token": "s3cret"},
        ),
        (
            {"username": "u", "password": secret, "login_url": "test.salesforce.com/"},
            Connection("acme", AuthMethod.PASSWORD, "https://test.salesforce.com", username="u"),
            {"password": "s3cret"},
        ),
        (
            {"client_id": "c", "client_secret": secret, "login_url": URL},
            Connection("acme", AuthMethod.CLIENT_CREDENTIALS, URL, client_id="c"),
            {"client_secret": "s3cret"},
        ),
        (
            {"client_id": "c", "username": "u", "jwt_key": str(pem)},
            Connection("acme", AuthMethod.JWT, "https://login.salesforce.com", username="u", client_id="c"),
            {"private_key": PEM.strip()},
        ),
        (
            {"web": "True", "client_id": "c", "client_secret": secret},
            Connection("acme", AuthMethod.WEB, "https://login.salesforce.com", client_id="c"),
            {"client_secret": "s3cret"},
        ),
        (
            {"web": "True"},
            Connection("acme", AuthMethod.WEB, "https://login.salesforce.com", client_id="PlatformCLI"),
            {},
        ),
        (
            {"sf_alias": "a"},
            Connection("acme", AuthMethod.SF_CLI, "https://login.salesforce.com", alias="a"),
            {},
        ),
        (
            {"access_token": secret, "instance_url": URL},
            Connection("acme", AuthMethod.ACCESS_TOKEN, URL),
            {"access_token": "s3cret"},
        ),
    ]
    for options, wanted, secrets in cases:
        assert connection_from("acme", options, SecretReader(nobody), currency="USD") == (wanted, secrets)


def test_what_is_needed_and_not_given_is_requested() -> None:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return f"answer {len(questions)}"

    _, secrets = connection_from("acme", {"username": "u"}, SecretReader(ask), currency="USD")
    assert secrets == {"password": "answer 1", "security_token": "answer 2"}
    assert questions == ["Password", "Security token (empty if this network is trusted)"]
    options = {"client_id": "c", "login_url": URL}
    assert connection_from("acme", options, SecretReader(ask), currency="USD")[1] == {"client_secret": "answer 3"}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "No login method is given"),
        ({"login_url": URL}, "No login method is given"),
        ({"username": "u", "client_id": "c"}, "do not determine the login method"),
        ({"username": "u", "password": "p", "jwt_key": "k"}, "--jwt-key and --password belong to different"),
        ({"client_id": "c", "client_secret": "s", "password": "p"}, "--client-secret and --password belong to"),
        ({"web": "True", "sf_alias": "a"}, "--sf-alias and --web belong to"),
        ({"sf_alias": "a", "username": "u"}, "--username is not an option of the login method Salesforce CLI"),
        (
            {"access_token": "t", "instance_url": URL, "login_url": URL},
            "--login-url is not an option of the login method Access token",
        ),
        (
            {"username": "u", "client_secret": "s", "client_id": "c"},
            "--username is not an option of the login method Client credentials",
        ),
        ({"password": "p"}, "needs --username"),
        ({"access_token": "t"}, "needs --instance-url"),
        ({"client_id": "c"}, "needs --login-url"),
        ({"jwt_key": "k", "client_id": "c"}, "needs --username"),
        ({"jwt_key": "/no/such", "client_id": "c", "username": "u"}, "/no/such cannot be read"),
        ({"username": "u", "password": "ask:"}, "--password is empty"),
    ],
)
def test_contradictions_and_missing_options_are_named(options: Options, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refusal:
        connection_from("acme", options, SecretReader(lambda question: ""), currency="USD")
    assert refusal.value.next_step


def test_a_key_file_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("ssh-rsa AAAA")
    options = {"client_id": "c", "username": "u", "jwt_key": str(tmp_path / "k")}
    with pytest.raises(UsageError, match="not a private key in PEM form"):
        connection_from("acme", options, SecretReader(), currency="USD")


def test_an_edit_keeps_what_is_not_given(secret: str) -> None:
    stored = connection(login_url=URL, currency="EUR")
    changed, secrets = connection_from(
        "acme", {"password": secret}, SecretReader(nobody), currency="EUR", stored=stored
    )
    assert (changed, secrets) == (stored, {"password": "s3cret"})
    changed, secrets = connection_from("acme", {"username": "v"}, SecretReader(nobody), currency="EUR", stored=stored)
    assert (changed, secrets) == (replace(stored, username="v"), {})


def test_an_edit_can_change_the_login_method_and_keeps_what_both_share(secret: str, tmp_path: Path) -> None:
    stored = connection()
    (tmp_path / "k").write_text(PEM)
    jwt = {"client_id": "c", "jwt_key": str(tmp_path / "k")}
    changed, secrets = connection_from("acme", jwt, SecretReader(nobody), currency="USD", stored=stored)
    assert changed == replace(stored, auth_method=AuthMethod.JWT, client_id="c")
    assert list(secrets) == ["private_key"]
    with pytest.raises(UsageError, match="needs --login-url"):
        connection_from(
            "acme", {"client_id": "c", "client_secret": secret}, SecretReader(), currency="USD", stored=stored
        )
    at_domain = replace(stored, login_url=URL)
    changed, _ = connection_from(
        "acme", {"client_id": "c", "client_secret": secret}, SecretReader(nobody), currency="USD", stored=at_domain
    )
    assert changed == Connection("acme", AuthMethod.CLIENT_CREDENTIALS, URL, client_id="c")


def test_a_new_client_secret_of_a_browser_login_stays_a_browser_login() -> None:
    assert method_of({"client_secret": "s"}, AuthMethod.WEB) is AuthMethod.WEB
    assert method_of({"client_secret": "s"}, AuthMethod.PASSWORD) is AuthMethod.CLIENT_CREDENTIALS
