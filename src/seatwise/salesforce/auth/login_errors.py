"""Errors of the OAuth endpoint in plain words, each with its next step."""

import re

from seatwise.domain.errors import LoginRefused
from seatwise.salesforce.http.errors import ParsedError, problem

_APP = "Setup > External Client Apps (or App Manager)"

# (pattern of `error: description` in lower case, what it means, next step): the first match wins.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        "^invalid_grant: .*expired access/refresh token",
        "The saved login has expired or was revoked.",
        "Log in again in the browser: seatwise org edit NAME --web",
    ),
    (
        "approved",
        "The user is not approved for this app.",
        f"In {_APP} choose “Admin approved users are pre-authorized” and add the user's profile or permission set.",
    ),
    (
        "not supported on this domain",
        "This login method works at the org's My Domain only.",
        "Give the org's My Domain as login URL, as in https://example.my.salesforce.com.",
    ),
    (
        "no client credentials user",
        "The app has no user to run as.",
        f"In {_APP} choose a Run As user for the client credentials flow.",
    ),
    (
        "audience",
        "The JWT was issued for another host.",
        "Check the login URL: login.salesforce.com, test.salesforce.com for sandboxes, or the org's My Domain.",
    ),
    (
        "^invalid_grant: .*assertion",
        "The org rejected the JWT: wrong key, wrong username, or this machine's clock is wrong.",
        f"Check the username, this machine's clock and, in {_APP}, that the certificate matches the key.",
    ),
    (
        "^invalid_assertion:",
        "The org rejected the JWT: the private key does not match the app's certificate.",
        f"In {_APP} upload the certificate of this key.",
    ),
    ("inactive.user", "The user is inactive.", "Activate the user, or log in as another user."),
    ("user is locked", "The user is locked out.", "Ask an administrator to unlock the user in Setup > Users."),
    (
        "ip restricted",
        "Logins of this user or app are not allowed from this network.",
        f"In {_APP} relax the IP restriction, or add this network to the trusted ranges.",
    ),
    (
        "^invalid_grant: .*authorization code",
        "The login code has expired, or the JWT was signed with a wrong clock.",
        "Log in again; with a private key, check this machine's clock.",
    ),
    (
        "^invalid_client_id:",
        "The org does not know this client ID.",
        f"Copy the consumer key from {_APP}; a new app takes a few minutes to become active.",
    ),
    ("^invalid_client:", "The client ID or client secret is wrong.", f"Copy both again from {_APP}."),
    (
        "^redirect_uri_mismatch:",
        "The callback URL is not in the app's list.",
        f"In {_APP} add the callback URL http://localhost:1717/OauthRedirect.",
    ),
    (
        "^unsupported_grant_type:",
        "The app does not allow this login method.",
        f"In {_APP} enable the flow, or use another login method.",
    ),
    ("^inactive_org:", "The org is inactive.", "Ask Salesforce Support."),
    ("^access_denied:", "The login was declined in the browser.", "Log in again and choose Allow."),
    (
        "^invalid_grant:",
        "The org refused the login.",
        "Check the username and that the user is active and not locked; Setup > Login History shows the reason.",
    ),
)

_TEMPORARY = ("unknown_error", "server_error", "rate_limit_exceeded", "temporarily_unavailable")


def oauth_error_for(found: ParsedError, host: str) -> Exception:
    """The error for an OAuth `error` and `error_description`."""
    if found.code in _TEMPORARY:
        return problem(host, found.code, found.code)
    for pattern, meaning, step in _MEANINGS:
        if re.search(pattern, f"{found.code}: {found.message.lower()}", re.DOTALL):
            return LoginRefused(meaning, step, code=found.code)
    return LoginRefused(
        f"{host} refused the login: {found.code or 'no reason given'}.",
        "Ask an administrator to check Setup > Login History.",
        code=found.code,
    )
