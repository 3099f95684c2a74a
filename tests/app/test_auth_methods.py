"""What each login method needs: a field that is missing or wrong is named as whoever asked for it calls it."""

import pytest

from fakes import connection
from seatwise.app.auth_methods import SF_CLI_APP, FieldRefused, make_connection, private_key, web_address
from seatwise.domain.connection import AuthMethod
from seatwise.domain.errors import UsageError


def test_a_missing_field_is_called_as_it_was_asked_for() -> None:
    with pytest.raises(FieldRefused, match=r"Logging in by JWT needs USERNAME as well\. Add USERNAME\.") as caught:
        make_connection("acme", AuthMethod.JWT, {"client_id": "c"}, currency="USD", stored=None, call=str.upper)
    assert caught.value.field == "username"


def test_without_an_app_the_browser_login_is_that_of_the_sf_cli() -> None:
    made = make_connection("acme", AuthMethod.WEB, {}, currency="USD", stored=None, call=str.upper)
    assert (made.client_id, made.login_url) == (SF_CLI_APP, "https://login.salesforce.com")


def test_fields_of_another_way_are_ignored() -> None:
    told = {"username": "u", "client_id": "c", "sf_alias": "a"}
    made = make_connection("acme", AuthMethod.PASSWORD, told, currency="USD", stored=connection(), call=str.upper)
    assert made == connection(username="u")


def test_a_text_that_is_no_key_is_refused_by_field() -> None:
    with pytest.raises(FieldRefused, match="JWT_KEY holds no private key") as caught:
        private_key("ssh-rsa AAAA", str.upper)
    assert caught.value.field == "jwt_key"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        (" https://Acme.my.salesforce.com/path?x=1 ", "https://acme.my.salesforce.com"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_scheme_and_host(typed: str, address: str) -> None:
    assert web_address("login_url", typed, str.upper) == address


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("http://acme.my.salesforce.com", "unencrypted"),
        ("http://127.0.0.1.evil.example", "unencrypted"),
        ("ftp://acme.example", "no web address"),
        ("https://", "no web address"),
        ("https://user:pw@acme.example", "no web address"),
        ("https://acme.example:99999", "no web address"),
        ("two words", "no web address"),
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        web_address("login_url", typed, str.upper)
