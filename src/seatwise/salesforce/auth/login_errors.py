"""What the OAuth endpoint's refusals mean, each with its next step."""

from seatwise.domain.errors import LoginRefused, Unreachable
from seatwise.salesforce.http.errors import Passing, Said

_APP = "Setup > External Client Apps (or App Manager)"

# (error, part of its description, what it means, next step): the first that fits is told.
_REFUSALS: tuple[tuple[str, str, str, str], ...] = (
    (
        "invalid_grant",
        "expired access/refresh token",
        "The saved login has expired or was revoked.",
        "Log in again with `seatwise org edit --web`.",
    ),
    (
        "",
        "approved",
        "The user has not been allowed to use this app.",
        f"In {_APP} choose “Admin approved users are pre-authorized” and add the user's profile or permission set.",
    ),
    (
        "",
        "not supported on this domain",
        "This way in works at the org's own host only.",
        "Give the org's My Domain with --login-url, as in https://example.my.salesforce.com.",
    ),
    (
        "",
        "no client credentials user",
        "The app has no user to run as.",
        f"In {_APP} choose a Run As user for the client credentials flow.",
    ),
    (
        "",
        "audience",
        "The assertion was made for another host.",
        "Check --login-url: login.salesforce.com, test.salesforce.com for sandboxes, or the org's My Domain.",
    ),
    (
        "invalid_grant",
        "assertion",
        "The org does not accept the signed assertion: wrong key, wrong username, or a wrong clock here.",
        f"In {_APP} check that the certificate belongs to the private key, and check the username and this clock.",
    ),
    (
        "invalid_assertion",
        "",
        "The org does not accept the signed assertion: the private key does not belong to the app's certificate.",
        f"In {_APP} upload the certificate of this key.",
    ),
    (
        "inactive_user",
        "",
        "The user is not active any more.",
        "Activate the user, or log in as another.",
    ),
    (
        "",
        "inactive user",
        "The user is not active any more.",
        "Activate the user, or log in as another.",
    ),
    ("", "user is locked", "The user is locked.", "Let an administrator unlock the user in Setup > Users."),
    (
        "",
        "ip restricted",
        "The user or the app may not log in from this network.",
        f"In {_APP} relax the IP restriction, or add this network to the trusted ranges.",
    ),
    (
        "invalid_grant",
        "authorization code",
        "What was shown has expired: the code from the browser, or an assertion signed by a wrong clock.",
        "Log in again; with a private key, check this machine's clock.",
    ),
    (
        "invalid_client_id",
        "",
        "The org does not know the client id.",
        f"Copy the consumer key from {_APP}; a new app takes some minutes to be known.",
    ),
    (
        "invalid_client",
        "",
        "The client id or client secret is wrong.",
        f"Copy both again from {_APP}.",
    ),
    (
        "redirect_uri_mismatch",
        "",
        "The app does not list the address that the browser returns to.",
        f"In {_APP} add the callback URL that Seatwise shows.",
    ),
    (
        "unsupported_grant_type",
        "",
        "The app does not allow this way in.",
        f"In {_APP} enable the flow, or use another way in.",
    ),
    (
        "inactive_org",
        "",
        "The org is not active.",
        "Ask Salesforce why.",
    ),
    (
        "access_denied",
        "",
        "The login was declined in the browser.",
        "Log in again and choose Allow.",
    ),
    (
        "invalid_grant",
        "",
        "The org refused the login.",
        "Check the username, that the user is active and not locked, and Setup > Login History, which tells why.",
    ),
)

_MAY_PASS = ("unknown_error", "server_error", "rate_limit_exceeded", "temporarily_unavailable")


def oauth_refusal(words: Said, host: str) -> Exception:
    """The error for an OAuth `error` and `error_description`."""
    description = words.message.lower()
    if words.code in _MAY_PASS:
        return Passing(Unreachable(f"{host} is in trouble.", "Try again in some minutes.", code=words.code))
    for error, part, meaning, step in _REFUSALS:
        if error in {"", words.code} and part in description:
            return LoginRefused(meaning, step, code=words.code)
    return LoginRefused(
        f"{host} refused the login: {words.code or 'it does not say why'}.",
        "Ask an administrator to look at Setup > Login History.",
        code=words.code,
    )
