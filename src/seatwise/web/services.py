"""What pages work with: the Services object that `create_app` was given."""

from typing import cast

from starlette.requests import Request

from seatwise.bootstrap import Services


def services_of(request: Request) -> Services:
    """The services of the application that answers."""
    return cast("Services", request.app.state.services)
