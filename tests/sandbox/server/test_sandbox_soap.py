"""SOAP login: what it gives, and each of its faults."""

from dataclasses import replace
from xml.sax.saxutils import escape

import httpx2
import pytest
from defusedxml.ElementTree import fromstring

from seatwise.sandbox.accounts import ADMIN, API_ENABLED, without
from seatwise.sandbox.org import PROFESSIONAL, Sandbox
from seatwise.sandbox.sessions import MAX_FAILED_LOGINS

FULL = ADMIN.password + ADMIN.security_token


def login(
    client: httpx2.Client, password: str = FULL, *, username: str = ADMIN.username, path: str = "u/64.0"
) -> tuple[int, dict[str, str]]:
    """The status, and the texts of the answer by element name."""
    body = f"""<?xml version="1.0" encoding="utf-8"?>
    <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">
    <soapenv:Body><urn:login><urn:username>{escape(username)}</urn:username><urn:password>{escape(password)}</urn:password>
    </urn:login></soapenv:Body></soapenv:Envelope>"""
    headers = {"Content-Type": "text/xml", "SOAPAction": "login"}
    answer = client.post(f"/services/Soap/{path}", content=body, headers=headers)
    return answer.status_code, {
        item.tag.rpartition("}")[2]: item.text or "" for item in fromstring(answer.content).iter()
    }


@pytest.mark.parametrize("path", ["u/64.0", "c/64.0", "u/31.0", "u/50.0/", "c/59.0/00D000000000000"])
def test_password_and_token_together_open_a_session(org: Sandbox, anyone: httpx2.Client, path: str) -> None:
    status, said = login(anyone, path=path)
    assert status == 200
    assert said["organizationId"] == org.org_id
    assert said["userName"] == ADMIN.username
    assert said["sessionSecondsValid"] == "7200"
    assert said["serverUrl"].startswith(f"{org.url}/services/Soap/{path[0]}/")
    assert said["sessionId"].startswith(f"{org.org_id[:15]}!AQ")
    headers = {"Authorization": f"Bearer {said['sessionId']}"}
    assert anyone.get("/services/data/v64.0/limits", headers=headers).status_code == 200


def faulted(
    client: httpx2.Client, password: str = FULL, *, username: str = ADMIN.username, path: str = "u/64.0"
) -> str:
    """The exception code of a refused login, which must be the same in its three places."""
    status, said = login(client, password, username=username, path=path)
    assert status == 500
    assert said["faultcode"] == f"sf:{said['exceptionCode']}"
    assert said["faultstring"] == f"{said['exceptionCode']}: {said['exceptionMessage']}"
    return said["exceptionCode"]


def test_wrong_password_wrong_token_and_unknown_user_look_the_same(org: Sandbox, anyone: httpx2.Client) -> None:
    assert faulted(anyone, "guess") == "INVALID_LOGIN"
    assert faulted(anyone, ADMIN.password + "wrongtoken") == "INVALID_LOGIN"
    assert faulted(anyone, username="nobody@sandbox.example") == "INVALID_LOGIN"
    org.set_account(replace(ADMIN, active=False))
    assert faulted(anyone) == "INVALID_LOGIN"


def test_the_token_may_be_left_out_only_at_a_trusted_address(org: Sandbox, anyone: httpx2.Client) -> None:
    assert faulted(anyone, ADMIN.password) == "LOGIN_MUST_USE_SECURITY_TOKEN"
    org.trusted_ip = True
    assert login(anyone, ADMIN.password)[0] == 200


def test_ten_wrong_passwords_lock_the_user_out(org: Sandbox, anyone: httpx2.Client) -> None:
    for _ in range(MAX_FAILED_LOGINS - 1):
        faulted(anyone, "guess")
    assert login(anyone)[0] == 200  # a right one in time takes the count back
    for _ in range(MAX_FAILED_LOGINS):
        faulted(anyone, "guess")
    assert faulted(anyone) == "INVALID_LOGIN"
    org.sessions.reset_failed_logins(ADMIN.username)  # an admin unlocks the user
    assert login(anyone)[0] == 200


def test_no_api_in_the_edition_or_for_the_user_is_api_disabled(org: Sandbox, anyone: httpx2.Client) -> None:
    org.edition = PROFESSIONAL
    assert faulted(anyone) == "API_DISABLED_FOR_ORG"
    org.edition = "Enterprise Edition"
    org.set_account(without(ADMIN, API_ENABLED))
    assert faulted(anyone) == "API_DISABLED_FOR_ORG"


@pytest.mark.parametrize("version", ["65.0", "68.0", "30.0", "latest"])
def test_login_is_not_in_every_version(anyone: httpx2.Client, version: str) -> None:
    assert faulted(anyone, path=f"u/{version}") == "UNSUPPORTED_API_VERSION"


def test_an_envelope_that_is_no_xml_is_a_fault_and_not_a_crash(anyone: httpx2.Client) -> None:
    answer = anyone.post("/services/Soap/u/64.0", content=b"<soapenv")
    assert answer.status_code == 500
    assert b"faultstring" in answer.content
