"""Shared by the login tests: secrets with the same prefix, so that they can be searched for, and responses."""

from urllib.parse import parse_qs

import httpx2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from salesforce.scripted import HOST, ORG_ID, USER_ID
from seatwise.domain.connection import AuthMethod, Connection, Session

SECRETS = {
    "password": "s3cret<&pass",
    "security_token": "s3cretTOKEN",
    "client_secret": "s3cretCLIENT",
    "refresh_token": "s3cretREFRESH",
    "access_token": "00D000000000001!s3cretACCESS",
}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
TOKENS = {
    "access_token": "00D!s3cretFRESH",
    "instance_url": HOST,
    "id": f"https://login.example/id/{ORG_ID[:15]}/{USER_ID}",
    "token_type": "Bearer",
}


def connection(method: AuthMethod = AuthMethod.PASSWORD, url: str = HOST) -> Connection:
    return Connection("acme", method, url, username="ada@acme.example", client_id="3MVG", alias="acme")


def soap(inner: str, status: int = 200) -> httpx2.Response:
    text = (
        '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns="urn:partner.soap.sforce.com"><soapenv:Body>{inner}</soapenv:Body></soapenv:Envelope>'
    )
    return httpx2.Response(status, text=text, headers={"Content-Type": "text/xml;charset=UTF-8"})


def fault(code: str) -> httpx2.Response:
    return soap(
        f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: no</faultstring><detail>"
        f'<sf:LoginFault xmlns:sf="urn:fault.partner.soap.sforce.com"><sf:exceptionCode>{code}</sf:exceptionCode>'
        "</sf:LoginFault></detail></soapenv:Fault>",
        500,
    )


LET_IN = soap(
    f"<loginResponse><result><passwordExpired>false</passwordExpired>"
    f"<serverUrl>{HOST}/services/Soap/u/64.0/00D000000000001</serverUrl><sessionId>00D!s3cretSESSION</sessionId>"
    f"<userId>{USER_ID}</userId><userInfo><organizationId>{ORG_ID[:15]}</organizationId></userInfo></result>"
    "</loginResponse>"
)


def oauth_error(error: str, description: str = "", status: int = 400) -> httpx2.Response:
    return httpx2.Response(status, json={"error": error, "error_description": description})


def is_in(session: Session) -> bool:
    return (session.instance_url, session.org_id, session.user_id) == (HOST, ORG_ID, USER_ID)


def form_of(request: httpx2.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
