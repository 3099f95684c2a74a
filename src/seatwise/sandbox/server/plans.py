"""From the text of a query to its plan, as one caller may see the org at this moment."""

from collections.abc import Callable

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.schema import SObject
from seatwise.sandbox.server.answers import Caller
from seatwise.sandbox.soql import Plan, parse, translate


def planned(org: Sandbox, caller: Caller, soql: str, only: Callable[[SObject], bool] | None = None) -> Plan:
    """The plan of a query.

    Args:
        org: where it will run.
        caller: whose permissions hold.
        soql: the query's text.
        only: which objects there are, for APIs that do not have all.

    Raises:
        SoqlError: the query is refused.
    """
    objects = org.objects(float(caller.version))
    if only is not None:
        objects = {name: sobject for name, sobject in objects.items() if only(sobject)}
    return translate(parse(soql), objects, now=org.clock(), permissions=caller.login.permissions)
