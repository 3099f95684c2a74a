"""An org as Seatwise knows it: how it is reached, its status, and what a test of it found."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class AuthMethod(StrEnum):
    """The login methods, and the names of their secrets."""

    PASSWORD = "password"  # noqa: S105 - the method's name, not a secret. SOAP login: username + password + security token
    CLIENT_CREDENTIALS = "client-credentials"
    JWT = "jwt"
    WEB = "web"
    SF_CLI = "sf-cli"
    ACCESS_TOKEN = "access-token"  # noqa: S105 - the method's name


Secrets: TypeAlias = Mapping[str, str]
"""Secrets by name, decrypted: `password`, `refresh_token`."""


class Status(StrEnum):
    """Whether the org can be reached, as of the last check."""

    UP = "Up"
    DOWN = "Down"
    DISABLED = "Disabled"
    VERIFYING = "Verifying"


@dataclass(frozen=True)
class Connection:
    """How to reach one org. Holds no secret: those are stored separately, encrypted, by name."""

    name: str  # what people call it; unique on this machine
    auth_method: AuthMethod
    login_url: str  # of `AuthMethod.ACCESS_TOKEN` the instance itself
    username: str = ""  # of password and JWT
    client_id: str = ""  # the consumer key: of client credentials, JWT and web
    alias: str = ""  # of a login of the `sf` CLI
    currency: str = "USD"  # ISO 4217 code of this org's prices
    org_id: str = ""  # Salesforce's 18-character id; empty until the first login
    status: Status = Status.VERIFYING
    cause: str = ""  # why the last check had that status
    checked_at: datetime | None = None  # UTC

    def shares_login(self, other: "Connection") -> bool:
        """Whether the secrets of the other are for this one, too: the same login method at the same address."""
        return (self.auth_method, self.login_url) == (other.auth_method, other.login_url)


@dataclass(frozen=True)
class Session:
    """What every login method returns. The token is never printed: it is left out of `repr`."""

    instance_url: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    org_id: str = ""
    user_id: str = ""


@dataclass(frozen=True)
class Permission:
    """One permission that Seatwise looks for, and whether the connected user has it; None: not known."""

    name: str
    present: bool | None


@dataclass(frozen=True)
class ConnectionReport:
    """What `org test` found: the org's identity, its API and what the connected user may see."""

    org_id: str
    org_name: str
    edition: str
    edition_has_api: bool
    is_sandbox: bool
    instance: str
    api_version: str
    username: str
    permissions: tuple[Permission, ...]
    calls_used: int | None  # API calls of the last 24 h; None: not known
    calls_limit: int | None  # of a day; None: not known
    clock: datetime  # the org's own time (UTC)


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is the machine we run on."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
