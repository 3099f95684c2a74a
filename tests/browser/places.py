"""Every page of the home that `homes.fill` makes, in every state that an address can say."""

from homes import EARLIER

from seatwise.domain.orgs import Way

LICENSES = "/orgs/demo/licenses"
PATHS = {
    "home": "/",
    "licenses": LICENSES,
    "over-licensed": f"{LICENSES}?sort=unassigned_cost&desc=1",
    "everything": f"{LICENSES}?all=1&sort=label&q=user&snapshot={EARLIER}",
    "nothing": f"{LICENSES}?q=no+such+thing",
    "gaps": "/orgs/limited/licenses",
    "strange": "/orgs/strange/licenses",
    "history": "/orgs/demo/prices?kind=user&key=SFDC",
    "no-history": "/orgs/demo/prices?kind=user&key=PID_CSN_External",
    "costs": "/orgs/demo/pictures/costs",
    "seats": "/orgs/demo/pictures/seats",
    "explain": "/explain/licenses",
    "missing": "/no/such/page",
    "no-org": "/orgs/gone/licenses",
    "refused-address": f"{LICENSES}?sort=nonsense",
    "connect": "/orgs",
    **{f"connect-{way.value}": f"/orgs?way={way.value}" for way in Way},
    "no-login-waits": "/browser-login",
    "connection": "/orgs/demo/connection",
    "edit": "/orgs/demo/connection/edit",
    "remove": "/orgs/demo/connection/remove",
    "no-refresh": "/orgs/demo/refresh",
    "connection-of-little": "/orgs/limited/connection",
    "api": "/api/docs",
}
