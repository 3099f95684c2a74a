"""What OAuth endpoints have in common: form bodies, their own shape of error, the identity URL."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from seatwise.sandbox.accounts import Login
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import answer


class OAuthError(Exception):
    """An OAuth refusal: `error` and `error_description`, HTTP 400."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description = error, description

    def response(self) -> Response:
        """As the token endpoint answers it: an object, not an array."""
        return answer({"error": self.error, "error_description": self.description}, 400)


async def form(request: Request) -> dict[str, str]:
    """The fields of a form body; of the query too, as Salesforce takes both."""
    body = (await request.body()).decode("utf-8", "replace")
    return {**request.query_params, **dict(parse_qsl(body, keep_blank_values=True))}


def identity_url(org: Sandbox, login: Login) -> str:
    """Where the identity of the user is told."""
    return f"{org.url}/id/{org.org_id}/{login.user_id}"
