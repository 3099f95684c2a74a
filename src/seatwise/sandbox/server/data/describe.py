"""sobjects: the list of objects, describe, and single records."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.domain.errors import UsageError
from seatwise.domain.ids import to18
from seatwise.sandbox.objects.schema import Field, SObject
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.data.record_types import record_type_infos
from seatwise.sandbox.server.query_plan import plan_query
from seatwise.sandbox.server.responses import NOT_FOUND, ApiError, Caller, json_response
from seatwise.sandbox.soql import records

_SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
}
_DIGITS = 9  # of an int


def routes(org: Sandbox) -> list[Route]:
    """Paths after the version."""

    def describe_global(request: Request) -> Response:
        caller = Caller.of(request)
        listed = [_summary(sobject, caller.version) for sobject in _visible(org, caller).values()]
        return json_response({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})

    def basic(request: Request) -> Response:
        caller = Caller.of(request)
        sobject = _requested(org, caller, request)
        return json_response({"objectDescribe": _summary(sobject, caller.version), "recentItems": []})

    def describe(request: Request) -> Response:
        caller = Caller.of(request)
        sobject = _requested(org, caller, request)
        described = _describe(sobject, _visible(org, caller), caller)
        if sobject.field("OwnerId"):
            described["recordTypeInfos"] = record_type_infos(org, caller, sobject)
        return json_response(described)

    def record(request: Request) -> Response:
        caller = Caller.of(request)
        sobject = _requested(org, caller, request)
        return json_response(_record(org, caller, sobject, request))

    return [
        Route("/sobjects", describe_global, methods=["GET"]),
        Route("/sobjects/{sobject}", basic, methods=["GET"]),
        Route("/sobjects/{sobject}/describe", describe, methods=["GET"]),
        Route("/sobjects/{sobject}/{id}", record, methods=["GET"]),
    ]


def _sees(caller: Caller, thing: SObject | Field) -> bool:
    return not thing.permission or caller.account.has_permission(thing.permission)


def _visible(org: Sandbox, caller: Caller) -> dict[str, SObject]:
    """The objects that the caller can see, by name."""
    objects = org.objects(float(caller.version))
    return {name: sobject for name, sobject in sorted(objects.items()) if _sees(caller, sobject)}


def _requested(org: Sandbox, caller: Caller, request: Request) -> SObject:
    wanted = request.path_params["sobject"].lower()
    found = next((item for name, item in _visible(org, caller).items() if name.lower() == wanted), None)
    if found is None:
        raise NOT_FOUND
    return found


def _record(org: Sandbox, caller: Caller, sobject: SObject, request: Request) -> dict[str, object]:
    """One record with the requested fields, or all that the caller can see."""
    visible = [field.name for field in sobject.fields if _sees(caller, field)]
    wanted = [name.strip() for name in request.query_params.get("fields", "").split(",") if name.strip()]
    try:
        record_id = to18(request.path_params["id"])
    except UsageError:
        raise ApiError(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible") from None
    soql = f"SELECT {', '.join(wanted or visible)} FROM {sobject.name} WHERE Id = '{record_id}'"
    plan = plan_query(org, caller, soql)
    cursor = org.cursor(caller.account)
    try:
        found = records(plan, cursor.execute(plan.sql, list(plan.parameters)).fetchall(), caller.version)
    finally:
        cursor.close()
    if not found:
        raise NOT_FOUND
    return dict(found[0])


def _summary(sobject: SObject, version: str) -> dict[str, object]:
    """An object in the list of describeGlobal."""
    url = f"{ROOT}/v{version}/sobjects/{sobject.name}"
    never = ("activateable", "createable", "customSetting", "deletable", "deprecatedAndHidden", "feedEnabled")
    more = ("hasSubtypes", "isInterface", "isSubtype", "mergeable", "mruEnabled", "replicateable", "searchable")
    return {
        **dict.fromkeys((*never, *more, "triggerable", "undeletable", "updateable"), False),
        "custom": sobject.name.endswith("__c"),
        "keyPrefix": sobject.key_prefix,
        "label": sobject.label,
        "labelPlural": f"{sobject.label}s",
        "layoutable": False,
        "name": sobject.name,
        "queryable": True,
        "retrieveable": True,
        "urls": {"rowTemplate": f"{url}/{{ID}}", "describe": f"{url}/describe", "sobject": url},
    }


def _describe(sobject: SObject, visible: dict[str, SObject], caller: Caller) -> dict[str, object]:
    """The describe of an object."""
    children = [
        {
            "cascadeDelete": False,
            "childSObject": child.sobject,
            "deprecatedAndHidden": False,
            "field": child.field,
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": child.name,
            "restrictedDelete": False,
        }
        for child in sobject.children
        if child.sobject in visible
    ]
    return {
        **_summary(sobject, caller.version),
        "actionOverrides": [],
        "childRelationships": children,
        "compactLayoutable": False,
        "fields": [_field(field) for field in sobject.fields if _sees(caller, field)],
        "namedLayoutInfos": [],
        "recordTypeInfos": [],
        "searchLayoutable": False,
        "supportedScopes": [{"label": f"All {sobject.label}s", "name": "everything"}],
    }


def _field(field: Field) -> dict[str, object]:
    """A field in describe."""
    numeric = field.type in ("double", "currency", "percent")
    return {
        "aggregatable": field.filterable,
        "autoNumber": False,
        "byteLength": field.length * 3,
        "calculated": False,
        "caseSensitive": False,
        "createable": False,
        "custom": field.name.endswith("__c"),
        "defaultValue": False if field.type == "boolean" else None,
        "defaultedOnCreate": field.type in ("boolean", "id"),
        "deprecatedAndHidden": False,
        "digits": _DIGITS if field.type == "int" else 0,
        "externalId": False,
        "filterable": field.filterable,
        "groupable": field.groupable,
        "idLookup": field.type == "id",
        "label": field.label or field.name,
        "length": field.length,
        "name": field.name,
        "nameField": field.name == "Name",
        "nillable": field.nillable,
        "permissionable": False,
        "picklistValues": [],
        "precision": 18 if numeric else 0,
        "queryByDistance": False,
        "referenceTo": [field.reference_to] if field.reference_to else [],
        "relationshipName": field.relationship or None,
        "scale": 2 if numeric else 0,
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "sortable": field.sortable,
        "type": field.type,
        "unique": False,
        "updateable": False,
    }
