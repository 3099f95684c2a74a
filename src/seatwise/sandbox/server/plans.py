"""From the text of a query to its plan, as one caller may see the org at this moment."""

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import Caller
from seatwise.sandbox.soql import Plan, parse, translate


def planned(org: Sandbox, caller: Caller, soql: str, *, tooling: bool = False) -> Plan:
    """The plan of a query.

    Args:
        org: where it will run.
        caller: whose permissions hold.
        soql: the query's text.
        tooling: whether it was asked of the Tooling API, which has objects and fields of its own.

    Raises:
        SoqlError: the query is refused.
    """
    objects = org.objects(float(caller.version), tooling=tooling)
    return translate(parse(soql), objects, now=org.clock(), permissions=caller.login.permissions)
