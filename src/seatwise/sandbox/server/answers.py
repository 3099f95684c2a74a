"""How Salesforce answers: JSON, and errors as a JSON array of one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from seatwise.sandbox.logins import Login

JSON = "application/json;charset=UTF-8"
_CALLER = "seatwise.caller"


class Refusal(Exception):
    """A request that is answered with an error: the HTTP status, Salesforce's code, and the message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class Caller:
    """Who asks, with which session and in which API version (`67.0`)."""

    login: Login
    session: str
    version: str

    def sign(self, scope: dict[str, Any]) -> None:
        """Note the caller on a request."""
        scope[_CALLER] = self

    @staticmethod
    def of(request: Request) -> "Caller":
        """The caller of a request that came through the gate."""
        caller = request.scope[_CALLER]
        assert isinstance(caller, Caller)
        return caller


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The data as JSON."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return Response(body, status, headers, media_type=JSON)


def refused(refusal: Refusal) -> Response:
    """The error as Salesforce's REST API tells it."""
    return answer([{"message": refusal.message, "errorCode": refusal.code}], refusal.status)


NOT_FOUND = Refusal(404, "NOT_FOUND", "The requested resource does not exist")
