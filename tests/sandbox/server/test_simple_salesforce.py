"""simple-salesforce, a third-party client, logs in to the sandbox org and reads it like Salesforce."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox

USERS = 2_500


class ToTheSandbox(HTTPAdapter):
    """Carries every https request to the sandbox, whatever its host."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        request.url = f"{self.url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **kwargs)


@pytest.fixture
def session(org: Sandbox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("https://", ToTheSandbox(org.url))
        yield session


def by_password(session: requests.Session, password: str = ADMIN.password, version: str = "59.0") -> Salesforce:
    return Salesforce(
        username=ADMIN.username,
        password=password,
        security_token=ADMIN.security_token,
        session=session,
        version=version,
    )


@pytest.fixture
def salesforce(session: requests.Session) -> Any:  # its objects are attributes that it makes when they are read
    return by_password(session)


def test_three_login_methods_reach_the_same_org(org: Sandbox, session: requests.Session) -> None:
    clients = [
        by_password(session),
        Salesforce(consumer_key=CLIENT_ID, consumer_secret=CLIENT_SECRET, domain="mydomain.my", session=session),
        Salesforce(username=ADMIN.username, consumer_key=CLIENT_ID, privatekey=org.jwt_key.decode(), session=session),
    ]
    found = [client.query("SELECT Id FROM Organization")["records"][0]["Id"] for client in clients]
    assert found == [org.org_id] * 3


def test_a_wrong_password_is_an_invalid_login(session: requests.Session) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        by_password(session, "guess")
    assert refused.value.code == "INVALID_LOGIN"


def test_soap_login_ends_with_version_64(session: requests.Session) -> None:
    assert by_password(session, version="64.0").session_id
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        by_password(session, version="65.0")
    assert refused.value.code == "UNSUPPORTED_API_VERSION"


@pytest.mark.filterwarnings("ignore")  # simple-salesforce explains approval in one
def test_an_unapproved_user_is_refused_by_jwt(org: Sandbox, session: requests.Session) -> None:
    org.set_account(replace(ADMIN, approved=False))
    key = org.jwt_key.decode()
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        Salesforce(username=ADMIN.username, consumer_key=CLIENT_ID, privatekey=key, session=session)
    assert refused.value.code == "invalid_grant"


def test_query_all_and_query_more_give_every_user_once(salesforce: Any) -> None:
    every = salesforce.query_all("SELECT Id, Profile.UserLicense.Name FROM User")
    assert (every["totalSize"], len({record["Id"] for record in every["records"]})) == (USERS, USERS)
    first = salesforce.query("SELECT Id FROM User")
    assert (len(first["records"]), first["done"]) == (2_000, False)
    rest = salesforce.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    assert (len(rest["records"]), rest["done"]) == (500, True)


def test_describe_names_objects_and_fields(salesforce: Any) -> None:
    names = {sobject["name"] for sobject in salesforce.describe()["sobjects"]}
    assert {"User", "UserLicense", "Profile", "Organization"} <= names
    fields = {field["name"]: field for field in salesforce.UserLicense.describe()["fields"]}
    assert fields["TotalLicenses"]["type"] == "int"
    assert fields["UsedLicenses"]["filterable"] is True  # in its version 59.0; from 64.0 on it is not


def test_limits_count_the_calls_made(salesforce: Any) -> None:
    limits = salesforce.limits()
    assert limits["DailyApiRequests"] == {"Max": 15_000, "Remaining": 14_999}
    assert salesforce.api_usage["api-usage"].used == 1


def test_bulk_gives_three_pages_and_every_row(salesforce: Any) -> None:
    pages = list(salesforce.bulk2.User.query("SELECT Id, Name FROM User", max_records=1_000, wait=0))
    assert [page.count('\n"005') for page in pages] == [1_000, 1_000, 500]
    assert all(page.startswith('"Id","Name"\n') for page in pages)


def test_the_tooling_api_gives_metadata_of_one_profile(salesforce: Any) -> None:
    profile = salesforce.query("SELECT Id FROM Profile WHERE Name = 'Standard User'")["records"][0]["Id"]
    query = {"q": f"SELECT Id, Metadata FROM Profile WHERE Id = '{profile}'"}
    record = salesforce.toolingexecute("query/", params=query)["records"][0]
    assert {item["recordType"] for item in record["Metadata"]["recordTypeVisibilities"]} > {"Case.Support"}
    with pytest.raises(SalesforceMalformedRequest) as refused:
        salesforce.toolingexecute("query/", params={"q": "SELECT Id, Metadata FROM Profile"})
    assert error_code(refused.value) == "MALFORMED_QUERY"


def test_login_history_comes_whole_in_bulk_and_page_by_page(salesforce: Any) -> None:
    soql = "SELECT Id, UserId, LoginTime, LoginType, Status FROM LoginHistory WHERE LoginTime >= 2026-11-17T00:00:00Z"
    pages = list(salesforce.bulk2.LoginHistory.query(soql, max_records=1_000, wait=0))
    in_bulk = sum(page.count('\n"0Ya') for page in pages)
    by_page = salesforce.query_all(soql)
    assert len({record["Id"] for record in by_page["records"]}) == by_page["totalSize"] == in_bulk > 2_000


def test_custom_objects_and_rights_are_read_like_any_other(salesforce: Any) -> None:
    invoice = salesforce.query("SELECT Id, RecordType.Name FROM Invoice__c LIMIT 1")["records"][0]
    assert salesforce.Invoice__c.get(invoice["Id"])["Id"] == invoice["Id"]
    assert salesforce.Opportunity.describe()["recordTypeInfos"]
    soql = "SELECT Parent.ProfileId, SobjectType FROM ObjectPermissions WHERE Parent.IsOwnedByProfile = true"
    rights = salesforce.query_all(soql)
    assert len(rights["records"]) == rights["totalSize"] > 100


def test_errors_have_their_own_classes(org: Sandbox, salesforce: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest) as refused:
        salesforce.query("SELECT Nope FROM User")
    assert error_code(refused.value) == "INVALID_FIELD"
    with pytest.raises(SalesforceResourceNotFound):
        salesforce.User.get("005000000000000")
    org.faults.add(Fault(Kind.QUOTA))
    with pytest.raises(SalesforceRefusedRequest):
        salesforce.query("SELECT Id FROM Organization")


def test_a_session_that_ends_is_opened_again(org: Sandbox, salesforce: Salesforce, session: requests.Session) -> None:
    org.faults.add(Fault(Kind.EXPIRED_SESSION))
    assert salesforce.query("SELECT Id FROM Organization")["totalSize"] == 1
    direct = Salesforce(instance_url=org.url, session_id="00Dnothing", session=session)
    with pytest.raises((SalesforceExpiredSession, RuntimeError)):
        direct.query("SELECT Id FROM Organization")


def error_code(error: Any) -> str:
    """The code in an error's body, which the library declares as a number."""
    return str(error.content[0]["errorCode"])
