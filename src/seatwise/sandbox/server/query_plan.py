"""Plans a SOQL query with the permissions of the caller."""

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import Caller
from seatwise.sandbox.soql import Plan, parse, translate


def plan_query(org: Sandbox, caller: Caller, soql: str, *, tooling: bool = False) -> Plan:
    """The plan of a query.

    Args:
        org: the org to query.
        caller: the user, for permissions, and the API version.
        soql: the query.
        tooling: whether it is a query of the Tooling API, which has its own objects and fields.

    Raises:
        SoqlError: the query is invalid.
    """
    objects = org.objects(float(caller.version), tooling=tooling)
    return translate(parse(soql), objects, now=org.clock(), permissions=caller.account.permissions)
