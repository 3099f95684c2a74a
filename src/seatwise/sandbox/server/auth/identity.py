"""Who the caller is: /services/oauth2/userinfo and the identity URL."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from seatwise.sandbox.accounts import Login
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth.forms import identity_url
from seatwise.sandbox.server.responses import answer


def routes(org: Sandbox) -> list[Route]:
    """The identity endpoints; both want a session."""

    def userinfo(request: Request) -> Response:
        login = _login(org, request)
        return _bad_token() if login is None else answer(_userinfo(org, login))

    def identity(request: Request) -> Response:
        login = _login(org, request)
        if login is None:
            return _bad_token()
        if request.path_params["org"][:15] != org.org_id[:15] or request.path_params["user"][:15] != login.user_id[:15]:
            return PlainTextResponse("Wrong_Org", 403)
        return answer(_identity(org, login))

    return [
        Route("/services/oauth2/userinfo", userinfo, methods=["GET", "POST"]),
        Route("/id/{org}/{user}", identity, methods=["GET", "POST"]),
    ]


def _login(org: Sandbox, request: Request) -> Login | None:
    _, _, session = request.headers.get("authorization", "").partition(" ")
    session = session.strip() or request.query_params.get("oauth_token", "")
    return org.logins.get(org.sessions.user(session) or "")


def _bad_token() -> Response:
    return PlainTextResponse("Bad_OAuth_Token", 403)


def _urls(org: Sandbox) -> dict[str, str]:
    data, soap = f"{org.url}/services/data/v{{version}}", f"{org.url}/services/Soap"
    return {
        "enterprise": f"{soap}/c/{{version}}/{org.org_id}",
        "metadata": f"{soap}/m/{{version}}/{org.org_id}",
        "partner": f"{soap}/u/{{version}}/{org.org_id}",
        "rest": f"{data}/",
        "sobjects": f"{data}/sobjects/",
        "search": f"{data}/search/",
        "query": f"{data}/query/",
        "recent": f"{data}/recent/",
        "tooling_rest": f"{data}/tooling/",
        "custom_domain": org.url,
    }


def _userinfo(org: Sandbox, login: Login) -> dict[str, object]:
    person = org.person(login)
    return {
        "sub": identity_url(org, login),
        "user_id": login.user_id,
        "organization_id": org.org_id,
        "preferred_username": login.username,
        "nickname": login.username.partition("@")[0],
        "name": person["Name"],
        "email": person["Email"],
        "email_verified": True,
        "given_name": person["FirstName"],
        "family_name": person["LastName"],
        "zoneinfo": person["TimeZoneSidKey"],
        "urls": _urls(org),
        "active": True,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
    }


def _identity(org: Sandbox, login: Login) -> dict[str, object]:
    person = org.person(login)
    return {
        "id": identity_url(org, login),
        "asserted_user": True,
        "user_id": login.user_id,
        "organization_id": org.org_id,
        "username": login.username,
        "nick_name": login.username.partition("@")[0],
        "display_name": person["Name"],
        "email": person["Email"],
        "email_verified": True,
        "first_name": person["FirstName"],
        "last_name": person["LastName"],
        "timezone": person["TimeZoneSidKey"],
        "urls": _urls(org),
        "active": True,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
    }
