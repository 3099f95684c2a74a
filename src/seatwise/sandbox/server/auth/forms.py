"""Shared by the OAuth endpoints: form bodies, the OAuth error, the identity URL."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from seatwise.sandbox.accounts import Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import json_response


class OAuthError(Exception):
    """An OAuth error: `error` and `error_description`, HTTP 400."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description = error, description

    def response(self) -> Response:
        """The response of the token endpoint: an object, not an array."""
        return json_response({"error": self.error, "error_description": self.description}, 400)


async def form(request: Request) -> dict[str, str]:
    """The fields of the form body and of the query; Salesforce accepts both."""
    body = (await request.body()).decode("utf-8", "replace")
    return {**request.query_params, **dict(parse_qsl(body, keep_blank_values=True))}


def identity_url(org: Sandbox, account: Account) -> str:
    """The identity URL of the user."""
    return f"{org.url}/id/{org.org_id}/{account.user_id}"
