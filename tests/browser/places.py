"""Every page of the home that `served_app.fill` makes, in every state that an address can say."""

import pytest

from browser.served_app import EARLIER, LATEST
from seatwise.domain.connection import AuthMethod

LICENSES, PROFILES, USERS = "/orgs/demo/licenses", "/orgs/demo/profiles", "/orgs/demo/users"
CHANGES, USER_CHANGES, TRENDS = "/orgs/demo/changes", "/orgs/demo/user-changes", "/orgs/demo/trends"
SOMEBODY, NOBODY = "0055g0000Q000vOAQQ", "005000000000000AAA"
STANDARD_USER = "00e5g0000Q0000EAQQ"  # a profile of many

PATHS = {
    "overview": "/",
    # what licenses cost
    "licenses": LICENSES,
    "over-licensed": f"{LICENSES}?sort=-unassigned_cost",
    "everything": f"{LICENSES}?disabled=1&sort=label&search=user&snapshot={EARLIER}",
    "no-license": f"{LICENSES}?search=no+such+thing",
    "licenses-of-little": "/orgs/limited/licenses",
    "licenses-of-html": "/orgs/strange/licenses",
    "history": "/orgs/demo/prices?kind=user&key=SFDC",
    "no-history": "/orgs/demo/prices?kind=user&key=PID_CSN_External",
    "chart-costs": "/orgs/demo/licenses/charts/costs",
    "chart-seats": "/orgs/demo/licenses/charts/seats",
    "explain": "/explain/licenses",
    # who uses them
    "buckets": f"{PROFILES}?level=bucket",
    "tree": PROFILES,
    "profiles-sorted": f"{PROFILES}?level=profile&sort=-actors&period=60&snapshot={EARLIER}",
    "who-works": f"{PROFILES}?level=profile&sort=-actor_cost&shut=Community+Login&shut=Other",
    "communities": f"{PROFILES}?level=profile&sort=-logged_in_users&shut=Named&shut=Other",
    "users-of-a-profile": f"{PROFILES}?open=SFDC&open=SFDC/{STANDARD_USER}",
    "refused-period": f"{PROFILES}?period=0",
    "profiles-of-little": "/orgs/limited/profiles?level=profile",
    "profiles-of-html": "/orgs/strange/profiles?level=profile",
    "chart-split": f"{PROFILES}/charts/use",
    "chart-logins": f"{PROFILES}/charts/logins",
    "users": f"{USERS}?sort=last_login",
    "users-found": f"{USERS}?search=a",
    "no-users": f"{USERS}?search=no+such+user",
    "user": f"/orgs/demo/user/{SOMEBODY}",
    "no-user": f"/orgs/demo/user/{NOBODY}",
    # over time
    "changes": CHANGES,
    "changes-all": f"{CHANGES}?unchanged=1",
    "changes-none": f"{CHANGES}?earlier={LATEST}&later={LATEST}",
    "user-changes": USER_CHANGES,
    "user-changes-found": f"{USER_CHANGES}?change=joined&search=a",
    "user-changes-none": f"{USER_CHANGES}?search=no+such+user",
    "changes-later": "/orgs/limited/changes",
    "trends": TRENDS,
    "trends-of-little": "/orgs/limited/trends",
    "trends-of-html": "/orgs/strange/trends?of=user:SCRIPT",
    "trend-seats": f"{TRENDS}/charts/seats",
    "trend-users": f"{TRENDS}/charts/users",
    "trend-daily": f"{TRENDS}/charts/daily",
    "past": "/orgs/demo/history?search=dispatch",  # of 7,600 rows those of one license
    # orgs
    "connect": "/orgs",
    **{f"connect-{method.value}": f"/orgs?method={method.value}" for method in AuthMethod},
    "no-login-waits": "/browser-login",
    "connection": "/orgs/demo/connection",
    "connection-of-little": "/orgs/limited/connection",
    "edit": "/orgs/demo/connection/edit",
    "remove": "/orgs/demo/connection/remove",
    "no-refresh": "/orgs/demo/refresh",
    # the rest
    "api": "/api/docs",
    "no-page": "/no/such/page",
    "no-org": "/orgs/gone/licenses",
    "refused-address": f"{LICENSES}?sort=nonsense",
}

# One page of each template, in its richest state; what is tested on all pages is tested on these in `make test`.
TEMPLATES = (
    "overview", "licenses", "history", "explain", "users-of-a-profile", "users", "user", "changes", "user-changes",
    "trends", "past", "connect", "connection", "no-page", "refused-address",
)  # fmt: skip
SAMPLE = {name: PATHS[name] for name in TEMPLATES}
OTHERS = {name: path for name, path in PATHS.items() if name not in SAMPLE}
EACH_PAGE = [
    *(pytest.param(path, id=name) for name, path in SAMPLE.items()),
    *(pytest.param(path, id=name, marks=pytest.mark.exhaustive) for name, path in OTHERS.items()),
]
ALL_PAGES = [pytest.param(SAMPLE, id="sample"), pytest.param(OTHERS, id="others", marks=pytest.mark.exhaustive)]
