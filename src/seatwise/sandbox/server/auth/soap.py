"""SOAP login() of the partner and enterprise endpoints, and its faults."""

import re
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.accounts import Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.sessions import SESSION_SECONDS

OLDEST, NEWEST = 31, 64  # API version 65 has no login()
_VERSION = re.compile(r"(\d+)(?:\.\d)?")
_NAMESPACES = {"u": "urn:partner.soap.sforce.com", "c": "urn:enterprise.soap.sforce.com"}
_FAULTS = {"u": "urn:fault.partner.soap.sforce.com", "c": "urn:fault.enterprise.soap.sforce.com"}
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

INVALID_LOGIN = "Invalid username, password, security token; or user locked out."
NO_TOKEN = (
    INVALID_LOGIN + " Are you at a new location? From outside the trusted networks of your company, "
    "append your security token to your password."
)


class Fault(Exception):
    """A SOAP fault: its code and message."""

    def __init__(self, code: str, message: str, kind: str = "LoginFault") -> None:
        super().__init__(message)
        self.code, self.message, self.kind = code, message, kind


def routes(org: Sandbox) -> list[Route]:
    """The login endpoints."""

    async def endpoint(request: Request) -> Response:
        flavor = request.path_params["flavor"]
        try:
            _check_version(request.path_params["version"])
            account = _login(org, await request.body())
        except Fault as fault:
            return _xml(_fault_body(fault, flavor), 500)
        return _xml(_result(org, account, flavor, request), 200)

    return [
        Route("/services/Soap/{flavor:str}/{version:str}", endpoint, methods=["POST"]),
        Route("/services/Soap/{flavor:str}/{version:str}/{org:str}", endpoint, methods=["POST"]),
        Route("/services/Soap/{flavor:str}/{version:str}/", endpoint, methods=["POST"]),
    ]


def _check_version(text: str) -> None:
    match = _VERSION.fullmatch(text)
    if match is None or not OLDEST <= int(match[1]) <= NEWEST:
        raise Fault(
            "UNSUPPORTED_API_VERSION",
            f"login() is not available in API version {text}. Use {OLDEST}.0 to {NEWEST}.0, or OAuth.",
            "UnexpectedErrorFault",
        )


def _login(org: Sandbox, body: bytes) -> Account:
    """The account with this password and token."""
    username, password = _credentials(body)
    account = org.accounts.get(username.strip())
    if account is None or org.sessions.is_locked_out(account.username) or not account.active:
        raise Fault("INVALID_LOGIN", INVALID_LOGIN)
    without_token = password == account.password
    if not without_token and password != account.password + account.security_token:
        org.sessions.count_failed_login(account.username)
        raise Fault("INVALID_LOGIN", INVALID_LOGIN)
    if not org.has_api:
        raise Fault("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
    if without_token and not org.trusted_ip:
        raise Fault("LOGIN_MUST_USE_SECURITY_TOKEN", NO_TOKEN)
    if not org.allows_api(account):
        raise Fault("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
    org.sessions.reset_failed_logins(account.username)
    return account


def _credentials(body: bytes) -> tuple[str, str]:
    """Username and password of a login request."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Fault("soapenv:Client", f"The envelope cannot be read: {error}", "") from None
    found = {element.tag.rpartition("}")[2]: element.text or "" for element in root.iter()}
    if "login" not in found:
        raise Fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader", "UnexpectedErrorFault")
    return found.get("username", ""), found.get("password", "")


def _result(org: Sandbox, account: Account, flavor: str, request: Request) -> str:
    session = org.sessions.open(account.username)
    server = f"{org.url}/services/Soap/{flavor}/{request.path_params['version']}/{org.org_id[:15]}"
    metadata = server.replace(f"/Soap/{flavor}/", "/Soap/m/")
    user = org.user_record(account)
    info = {
        "accessibilityMode": "false",
        "orgDefaultCurrencyLocale": "en_US",
        "orgHasPersonAccounts": "false",
        "organizationId": org.org_id,
        "organizationMultiCurrency": "false",
        "organizationName": org.name,
        "profileId": user["ProfileId"],
        "roleId": user["UserRoleId"],
        "sessionSecondsValid": str(SESSION_SECONDS),
        "userEmail": user["Email"],
        "userFullName": user["Name"],
        "userId": account.user_id,
        "userLanguage": "en_US",
        "userLocale": "en_US",
        "userName": account.username,
        "userTimeZone": user["TimeZoneSidKey"],
        "userType": user["UserType"],
        "userUiSkin": "Theme3",
    }
    user_info = "".join(_element(name, value) for name, value in info.items())
    return _envelope(
        f"<loginResponse><result><metadataServerUrl>{escape(metadata)}</metadataServerUrl>"
        f"<passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>{escape(server)}</serverUrl>"
        f"<sessionId>{escape(session)}</sessionId><userId>{account.user_id}</userId>"
        f"<userInfo>{user_info}</userInfo></result></loginResponse>",
        f' xmlns="{_NAMESPACES.get(flavor, _NAMESPACES["u"])}" xmlns:xsi="{_XSI}"',
    )


def _element(name: str, value: str | None) -> str:
    return f'<{name} xsi:nil="true"/>' if value is None else f"<{name}>{escape(value)}</{name}>"


def _fault_body(fault: Fault, flavor: str) -> str:
    code = fault.code if ":" in fault.code else f"sf:{fault.code}"
    detail = (
        f'<detail><sf:{fault.kind} xsi:type="sf:{fault.kind}"><sf:exceptionCode>{fault.code}</sf:exceptionCode>'
        f"<sf:exceptionMessage>{escape(fault.message)}</sf:exceptionMessage></sf:{fault.kind}></detail>"
        if fault.kind
        else ""
    )
    return _envelope(
        f"<soapenv:Fault><faultcode>{code}</faultcode>"
        f"<faultstring>{fault.code}: {escape(fault.message)}</faultstring>{detail}</soapenv:Fault>",
        f' xmlns:sf="{_FAULTS.get(flavor, _FAULTS["u"])}" xmlns:xsi="{_XSI}"',
    )


def _envelope(body: str, attributes: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{_ENVELOPE}"{attributes}>'
        f"<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )


def _xml(body: str, status: int) -> Response:
    return Response(body.encode(), status, media_type="text/xml;charset=UTF-8")
