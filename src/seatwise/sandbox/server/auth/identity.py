"""Identifies the caller: /services/oauth2/userinfo and the identity URL."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from seatwise.sandbox.accounts import Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth.forms import identity_url
from seatwise.sandbox.server.responses import json_response


def routes(org: Sandbox) -> list[Route]:
    """The identity endpoints; both need a session."""

    def userinfo(request: Request) -> Response:
        account = _account(org, request)
        return _bad_token() if account is None else json_response(_userinfo(org, account))

    def identity(request: Request) -> Response:
        account = _account(org, request)
        if account is None:
            return _bad_token()
        if (
            request.path_params["org"][:15] != org.org_id[:15]
            or request.path_params["user"][:15] != account.user_id[:15]
        ):
            return PlainTextResponse("Wrong_Org", 403)
        return json_response(_identity(org, account))

    return [
        Route("/services/oauth2/userinfo", userinfo, methods=["GET", "POST"]),
        Route("/id/{org}/{user}", identity, methods=["GET", "POST"]),
    ]


def _account(org: Sandbox, request: Request) -> Account | None:
    _, _, session = request.headers.get("authorization", "").partition(" ")
    session = session.strip() or request.query_params.get("oauth_token", "")
    return org.accounts.get(org.sessions.user(session) or "")


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


def _userinfo(org: Sandbox, account: Account) -> dict[str, object]:
    user = org.user_record(account)
    return {
        "sub": identity_url(org, account),
        "user_id": account.user_id,
        "organization_id": org.org_id,
        "preferred_username": account.username,
        "nickname": account.username.partition("@")[0],
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user["FirstName"],
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "urls": _urls(org),
        "active": True,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
    }


def _identity(org: Sandbox, account: Account) -> dict[str, object]:
    user = org.user_record(account)
    return {
        "id": identity_url(org, account),
        "asserted_user": True,
        "user_id": account.user_id,
        "organization_id": org.org_id,
        "username": account.username,
        "nick_name": account.username.partition("@")[0],
        "display_name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "first_name": user["FirstName"],
        "last_name": user["LastName"],
        "timezone": user["TimeZoneSidKey"],
        "urls": _urls(org),
        "active": True,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
    }
