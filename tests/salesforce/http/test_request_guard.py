"""Nothing but reads, logins and query jobs leaves this machine."""

import httpx2
import pytest

from salesforce.scripted import ScriptedOrg
from seatwise.domain.errors import UsageError
from seatwise.salesforce.http.request_guard import is_select
from seatwise.salesforce.http.transport import new_client

DATA = "https://acme.example/services/data/v67.0"
SOAP = "https://acme.example/services/Soap/u/64.0"
TOKEN = "https://acme.example/services/oauth2/token"
ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="urn:partner.soap.sforce.com">'
    "<e:Body>{}</e:Body></e:Envelope>"
)


def send(method: str, url: str, **body: object) -> list[httpx2.Request]:
    org = ScriptedOrg()
    with new_client(url, transport=org.transport) as client:
        try:
            client.request(method, url, **body)  # type: ignore[arg-type]
        except UsageError:
            assert org.seen == []
            raise
    return org.seen


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "https://acme.example/services/data", {}),
        ("GET", f"{DATA}/query?q=SELECT+Id+FROM+User", {}),
        ("GET", f"{DATA}/query/01g000-2000", {}),
        ("GET", f"{DATA}/tooling/query?q=SELECT+Metadata+FROM+Profile", {}),
        ("GET", f"{DATA}/tooling/query/01g000-2000", {}),
        ("GET", f"{DATA}/limits", {}),
        ("GET", "https://acme.example/services/oauth2/userinfo", {}),
        ("POST", TOKEN, {"data": {"grant_type": "refresh_token"}}),
        ("POST", SOAP, {"content": ENVELOPE.format("<p:login/>")}),
        ("POST", f"{DATA}/jobs/query", {"json": {"operation": "query", "query": "SELECT Id FROM User"}}),
        ("GET", "http://127.0.0.1:8000/services/data", {}),
    ],
)
def test_reads_and_logins_leave(method: str, url: str, body: dict[str, object]) -> None:
    assert len(send(method, url, **body)) == 1


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        *(
            (method, f"{DATA}/sobjects/User/005", {})
            for method in ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
        ),
        ("POST", f"{DATA}/composite", {"json": {"compositeRequest": []}}),
        ("POST", f"{DATA}/jobs/ingest", {"json": {"operation": "query", "query": "SELECT Id FROM User"}}),
        ("POST", f"{DATA}/jobs/query", {"json": {"operation": "insert", "query": "SELECT Id FROM User"}}),
        ("POST", f"{DATA}/jobs/query", {"json": {"operation": "query", "query": "DELETE FROM User"}}),
        ("POST", f"{DATA}/jobs/query", {"json": {"operation": "query"}}),
        ("POST", f"{DATA}/jobs/query", {"content": b"no json"}),
        ("POST", f"{DATA}/jobs/query/750", {"json": {"operation": "query", "query": "SELECT Id FROM User"}}),
        ("GET", f"{DATA}/query?q=SELECT+Id+FROM+User+FOR+UPDATE", {}),
        ("GET", f"{DATA}/queryAll?q=DELETE+FROM+User", {}),
        ("GET", f"{DATA}/tooling/query?q=DELETE+FROM+Profile", {}),
        ("GET", f"{DATA}/tooling/executeAnonymous/?anonymousBody=delete+x;", {}),
        ("GET", f"{DATA}/Tooling/executeAnonymous?anonymousBody=delete+x;", {}),
        ("GET", f"{DATA}/tooling", {}),
        ("GET", "https://acme.example/services/oauth2/revoke?token=x", {}),
        ("GET", "https://acme.example/services/apexrest/anything", {}),
        ("GET", "https://acme.example/services/data/../apexrest/x", {}),
        ("GET", "https://acme.example/services/data/%2e%2e/apexrest/x", {}),
        ("POST", "https://acme.example/services/oauth2/revoke", {"data": {"token": "x"}}),
        ("POST", TOKEN, {"data": {"grant_type": "password"}}),
        ("POST", SOAP, {"content": ENVELOPE.format("<p:delete/>")}),
        ("POST", SOAP, {"content": ENVELOPE.format("<p:login/><p:delete/>")}),
        ("POST", SOAP, {"content": b"<login"}),
        ("GET", "http://acme.example/services/data", {}),
    ],
)
def test_everything_else_is_stopped_before_it_leaves(method: str, url: str, body: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        send(method, url, **body)


@pytest.mark.parametrize(
    "soql",
    [
        "",
        "DELETE FROM User",
        "SELECTED",
        "select Id from A for view",
        "SELECT Id FROM A FOR  REFERENCE",
        "SELECT Id FROM A UPDATE TRACKING",
    ],
)
def test_a_query_that_marks_what_it_reads_is_no_read(soql: str) -> None:
    assert not is_select(soql)
    assert is_select("select Id\nfrom Update_Forms__c")
