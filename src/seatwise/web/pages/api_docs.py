"""What the JSON API offers: the OpenAPI document, and a page made from it that needs nothing from anywhere else."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from seatwise import __version__
from seatwise.panels.registry import PANELS
from seatwise.web.api_models import panel_schemas
from seatwise.web.pages.api import api_router
from seatwise.web.services import services_of
from seatwise.web.templating import page

router = APIRouter(prefix="/api")
Node = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of an answer, or one parameter of a call."""

    name: str
    kind: str
    sentence: str
    required: bool = False


@dataclass(frozen=True)
class Call:
    """One call: its address, what it takes and answers, and a line that makes it."""

    path: str
    sentence: str
    parameters: tuple[Field, ...]
    answer: str
    curl: str


@router.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return JSONResponse(document())


@router.get("/docs")
def docs(request: Request) -> Response:
    """The same for people."""
    whole = document()
    names = [each.name for each in services_of(request).connections.all()]
    base = str(request.base_url).rstrip("/")
    calls = [
        _call(path, methods["get"], base, names[0] if names else "demo") for path, methods in whole["paths"].items()
    ]
    shapes = {
        name: (str(shape.get("description", "")).partition("\n\n")[0], tuple(_fields(shape)))
        for name, shape in whole["components"]["schemas"].items()
    }
    return page(request, "api.html", calls=calls, shapes=shapes, base=base, nav="api")


def document() -> Node:
    """The OpenAPI document of the API alone: pages are for people."""
    whole = get_openapi(
        title="Seatwise",
        version=__version__,
        summary="What Salesforce licenses cost, who uses them, and what to change.",
        description="Reads only. Money is text with two decimals, times are UTC, unknown is null and never 0.",
        routes=api_router().routes,
    )
    for methods in whole["paths"].values():  # 422 is never answered: what is missing or misspelt is a 400, as above
        methods["get"]["responses"].pop("422", None)
    whole["security"] = [{"token": []}]
    whole["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for unused in ("HTTPValidationError", "ValidationError"):
        whole["components"]["schemas"].pop(unused, None)
    for panel in PANELS:
        whole["components"]["schemas"] |= panel_schemas(panel)
    return whole


def _call(path: str, operation: Node, base: str, org: str) -> Call:
    parameters = tuple(
        Field(each["name"], _kind(each["schema"]), each.get("description", ""), bool(each.get("required")))
        for each in operation.get("parameters", ())
    )
    query = urlencode({each.name: org for each in parameters if each.required and f"{{{each.name}}}" not in path})
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    url = f"{base}{path.replace('{org}', quote(org, safe=''))}{'?' if query else ''}{query}"
    return Call(
        path, operation["description"], parameters, answer, f'curl -H "Authorization: Bearer $TOKEN" {shlex.quote(url)}'
    )


def _fields(shape: Node) -> Iterator[Field]:
    required = shape.get("required", ())
    for name, schema in shape.get("properties", {}).items():
        yield Field(name, _kind(schema), schema.get("description", ""), name in required)
    if "enum" in shape:
        yield Field("one of", " | ".join(map(str, shape["enum"])), "")


def _kind(schema: Node) -> str:
    """A schema's type in words: `list of LicenseRow`, `text or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if "const" in schema:
        return str(schema["const"])
    types = schema.get("type", "anything")
    return " or ".join(_word(each, schema) for each in (types if isinstance(types, list) else [types]))


def _word(kind: str, schema: Node) -> str:
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    words |= {"date": "day", "date-time": "moment"}
    return words.get(schema.get("format", "") if kind == "string" else "", words.get(kind, kind))
