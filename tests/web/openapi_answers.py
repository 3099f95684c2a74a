"""Whether an answer is what an OpenAPI document says: the few words of JSON Schema that ours uses, and no others."""

import re
from typing import Any

KNOWN = frozenset(
    {"type", "properties", "required", "items", "anyOf", "enum", "pattern", "additionalProperties", "$ref"}
    | {"title", "description", "format", "examples", "default"}
)
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def problems(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> list[str]:
    """What is wrong with a value, and where; nothing when it is as the schema says."""
    assert set(schema) <= KNOWN, f"{at}: the schema says {set(schema) - KNOWN}, which is not checked here"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return problems(value, document["components"]["schemas"][name], document, at)
    if "anyOf" in schema:
        tried = [problems(value, part, document, at) for part in schema["anyOf"]]
        return [] if [] in tried else [f"{at}: {value!r} is none of {schema['anyOf']}"]
    found = []
    if "type" in schema and not _is(value, schema["type"]):
        return [f"{at}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not in {schema['enum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} is not like {schema['pattern']}")
    if isinstance(value, list):
        for place, part in enumerate(value):
            found += problems(part, schema.get("items", {}), document, f"{at}[{place}]")
    if isinstance(value, dict):
        found += _members(value, schema, document, at)
    return found


def _members(value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    described, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, part in value.items():
        if name in described:
            found += problems(part, described[name], document, f"{at}.{name}")
        elif others is False:
            found.append(f"{at}.{name} is not described")
        elif isinstance(others, dict):
            found += problems(part, others, document, f"{at}.{name}")
    return found


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])
