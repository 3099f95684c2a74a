"""Every page of the home that `served_app.fill` makes, in every state that an address can say."""

from served_app import EARLIER, LATEST

from seatwise.domain.connection import AuthMethod

LICENSES, PROFILES, PEOPLE = "/orgs/demo/licenses", "/orgs/demo/profiles", "/orgs/demo/people"
CHANGES, USER_CHANGES, TRENDS = "/orgs/demo/changes", "/orgs/demo/user-changes", "/orgs/demo/trends"
SOMEBODY, NOBODY = "0055g0000Q000vOAQQ", "005000000000000AAA"
STANDARD_USER = "00e5g0000Q0000EAQQ"  # a profile of many

PATHS = {
    "overview": "/",
    # what licenses cost
    "licenses": LICENSES,
    "over-licensed": f"{LICENSES}?sort=unassigned_cost&desc=1",
    "everything": f"{LICENSES}?all=1&sort=label&q=user&snapshot={EARLIER}",
    "no-license": f"{LICENSES}?q=no+such+thing",
    "licenses-of-little": "/orgs/limited/licenses",
    "licenses-of-html": "/orgs/strange/licenses",
    "history": "/orgs/demo/prices?kind=user&key=SFDC",
    "no-history": "/orgs/demo/prices?kind=user&key=PID_CSN_External",
    "picture-costs": "/orgs/demo/pictures/costs",
    "picture-seats": "/orgs/demo/pictures/seats",
    "explain": "/explain/licenses",
    # who uses them
    "buckets": f"{PROFILES}?level=bucket",
    "tree": PROFILES,
    "profiles-sorted": f"{PROFILES}?level=profile&sort=actors&desc=1&window=60&snapshot={EARLIER}",
    "who-works": f"{PROFILES}?level=profile&sort=actor_cost&desc=1&shut=Community+Login&shut=Other",
    "communities": f"{PROFILES}?level=profile&sort=logged_in_users&desc=1&shut=Named&shut=Other",
    "users-of-a-profile": f"{PROFILES}?open=SFDC&open=SFDC/{STANDARD_USER}",
    "refused-window": f"{PROFILES}?window=0",
    "profiles-of-little": "/orgs/limited/profiles?level=profile",
    "profiles-of-html": "/orgs/strange/profiles?level=profile",
    "picture-split": f"{PROFILES}/pictures/split",
    "picture-logins": f"{PROFILES}/pictures/logins",
    "people": f"{PEOPLE}?sort=last_login",
    "people-found": f"{PEOPLE}?q=a",
    "no-people": f"{PEOPLE}?q=no+such+person",
    "person": f"{PEOPLE}/{SOMEBODY}",
    "no-person": f"{PEOPLE}/{NOBODY}",
    # over time
    "changes": CHANGES,
    "changes-all": f"{CHANGES}?unchanged=1",
    "changes-none": f"{CHANGES}?earlier={LATEST}&later={LATEST}",
    "user-changes": USER_CHANGES,
    "user-changes-found": f"{USER_CHANGES}?change=joined&search=a",
    "user-changes-none": f"{USER_CHANGES}?search=no+such+person",
    "changes-later": "/orgs/limited/changes",
    "trends": TRENDS,
    "trends-of-little": "/orgs/limited/trends",
    "trends-of-html": "/orgs/strange/trends?of=user:SCRIPT",
    "trend-seats": f"{TRENDS}/charts/seats",
    "trend-users": f"{TRENDS}/charts/users",
    "trend-daily": f"{TRENDS}/charts/daily",
    "past": "/orgs/demo/history",
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
