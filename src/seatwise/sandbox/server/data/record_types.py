"""The record types in describe: those available to the user's profile, and the master record type."""

import json

from seatwise.sandbox.objects.schema import SObject
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.responses import Caller

MASTER = "012000000000000AAA"
_TYPES = """
SELECT "Id", "Name", "DeveloperName", "NamespacePrefix", "IsActive" FROM "RecordType" WHERE "SobjectType" = $1
ORDER BY "Id"
"""
_METADATA = 'SELECT p."Metadata" FROM "Profile" p JOIN "User" u ON u."ProfileId" = p."Id" WHERE u."Id" = $1'


def record_type_infos(org: Sandbox, caller: Caller, sobject: SObject) -> list[dict[str, object]]:
    """One entry per record type of the object and one for the master.

    As in Salesforce, `available` is about the current user only.
    """
    with org.cursor(caller.account) as cursor:
        types = cursor.execute(_TYPES, [sobject.name]).fetchall()
        found = cursor.execute(_METADATA, [caller.account.user_id]).fetchone()
    offered = json.loads(found[0])["recordTypeVisibilities"] if found else []
    visible = {item["recordType"] for item in offered if item["visible"]}
    defaults = {item["recordType"] for item in offered if item["default"]}
    url = f"{ROOT}/v{caller.version}/sobjects/{sobject.name}/describe/layouts"
    infos = []
    for record_type, name, developer_name, namespace, active in types:
        full = f"{sobject.name}.{namespace + '__' if namespace else ''}{developer_name}"
        infos.append(
            _info(url, record_type, name, developer_name, active=active, has=(full in visible, full in defaults))
        )
    chosen = any(info["defaultRecordTypeMapping"] for info in infos)
    return [*infos, _info(url, MASTER, "Master", "Master", active=True, has=(True, not chosen))]


def _info(
    url: str, record_type: str, name: str, developer_name: str, *, active: bool, has: tuple[bool, bool]
) -> dict[str, object]:
    available, default = has
    return {
        "active": active,
        "available": available,
        "defaultRecordTypeMapping": default,
        "developerName": developer_name,
        "master": record_type == MASTER,
        "name": name,
        "recordTypeId": record_type,
        "urls": {"layout": f"{url}/{record_type}"},
    }
