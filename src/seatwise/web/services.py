"""What pages work with: the Services object that `create_app` was given."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from starlette.requests import Request

from seatwise.bootstrap import Services


def services_of(request: Request) -> Services:
    """The services of the application that answers."""
    return cast("Services", request.app.state.services)


def opens_state_once(route: Callable[..., Any]) -> Callable[..., Any]:
    """A route that opens state.db once: what was entered is read for each snapshot, and to open it takes 2 ms."""

    @wraps(route)
    def answer(request: Request, **given: Any) -> Any:
        with services_of(request).shared_connection():
            return route(request, **given)

    return answer
