"""Logs in by the method of the connection: the port `Login`."""

from typing import assert_never

from seatwise.domain.connection import AuthMethod, Connection, Secrets, Session
from seatwise.salesforce.auth.oauth import (
    log_in_by_access_token,
    log_in_by_client_credentials,
    log_in_by_jwt,
    log_in_by_refresh_token,
)
from seatwise.salesforce.auth.sf_cli import log_in_by_sf_cli
from seatwise.salesforce.auth.soap import log_in_by_password


def login(connection: Connection, secrets: Secrets) -> Session:
    """The session of a connection and its secrets (the port `Login`). Raises LoginRefused or Unreachable."""
    match connection.auth_method:
        case AuthMethod.PASSWORD:
            return log_in_by_password(connection, secrets)
        case AuthMethod.CLIENT_CREDENTIALS:
            return log_in_by_client_credentials(connection, secrets)
        case AuthMethod.JWT:
            return log_in_by_jwt(connection, secrets)
        case AuthMethod.WEB:
            return log_in_by_refresh_token(connection, secrets)
        case AuthMethod.SF_CLI:
            return log_in_by_sf_cli(connection)
        case AuthMethod.ACCESS_TOKEN:
            return log_in_by_access_token(connection, secrets)
        case never:
            assert_never(never)
