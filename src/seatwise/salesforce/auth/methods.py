"""Logs in by the method of the connection: the port `Login`."""

from collections.abc import Callable, Mapping

from seatwise.domain.connection import AuthMethod, Connection, Secrets, Session
from seatwise.salesforce.auth import oauth
from seatwise.salesforce.auth.sf_cli import log_in_by_sf_cli
from seatwise.salesforce.auth.soap import log_in_by_password

LOGINS: Mapping[AuthMethod, Callable[[Connection, Secrets], Session]] = {
    AuthMethod.PASSWORD: log_in_by_password,
    AuthMethod.CLIENT_CREDENTIALS: oauth.log_in_by_client_credentials,
    AuthMethod.JWT: oauth.log_in_by_jwt,
    AuthMethod.WEB: oauth.log_in_by_refresh_token,
    AuthMethod.SF_CLI: lambda connection, _: log_in_by_sf_cli(connection),
    AuthMethod.ACCESS_TOKEN: oauth.log_in_by_access_token,
}


def login(connection: Connection, secrets: Secrets) -> Session:
    """The session of a connection and its secrets (the port `Login`). Raises LoginRefused or Unreachable."""
    return LOGINS[connection.auth_method](connection, secrets)
