"""Connections made from the fields of a login method; errors name a field as the caller does."""

import pytest

from fakes import connection
from seatwise.app.connections.auth_methods import FIELDS, SF_CLI_APP, Field
from seatwise.app.connections.connection_form import FieldRefused, make_connection, private_key, web_address
from seatwise.domain.connection import AuthMethod
from seatwise.domain.errors import UsageError


def upper(field: Field) -> str:
    return field.name.upper()


def test_a_missing_field_has_the_callers_name() -> None:
    with pytest.raises(FieldRefused, match=r"The login method JWT needs USERNAME\. Add USERNAME\.") as caught:
        make_connection("acme", AuthMethod.JWT, {"client_id": "c"}, currency="USD", stored=None, label=upper)
    assert caught.value.field == "username"


def test_without_an_app_the_browser_login_is_that_of_the_sf_cli() -> None:
    made = make_connection("acme", AuthMethod.WEB, {}, currency="USD", stored=None, label=upper)
    assert (made.client_id, made.login_url) == (SF_CLI_APP, "https://login.salesforce.com")


def test_fields_of_another_login_method_are_ignored() -> None:
    texts = {"username": "u", "client_id": "c", "sf_alias": "a"}
    made = make_connection("acme", AuthMethod.PASSWORD, texts, currency="USD", stored=connection(), label=upper)
    assert made == connection(username="u")


def test_a_text_that_is_not_a_key_is_refused_by_field() -> None:
    with pytest.raises(FieldRefused, match="JWT_KEY is not a private key") as caught:
        private_key(FIELDS["jwt_key"], "ssh-rsa AAAA", upper)
    assert caught.value.field == "jwt_key"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        (" https://Acme.my.salesforce.com/path?x=1 ", "https://acme.my.salesforce.com"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_url_is_scheme_and_host(typed: str, url: str) -> None:
    assert web_address(FIELDS["login_url"], typed, upper) == url


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("http://acme.my.salesforce.com", "unencrypted"),
        ("http://127.0.0.1.evil.example", "unencrypted"),
        ("ftp://acme.example", "not a URL"),
        ("https://", "not a URL"),
        ("https://user:pw@acme.example", "not a URL"),
        ("https://acme.example:99999", "not a URL"),
        ("two words", "not a URL"),
    ],
)
def test_an_invalid_or_unsafe_url_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        web_address(FIELDS["login_url"], typed, upper)
