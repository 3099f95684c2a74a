"""Resolves names: the objects and fields that a caller can see, and the joins for their paths."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seatwise.sandbox.objects.schema import Child, Field, SObject
from seatwise.sandbox.soql.errors import INVALID_FIELD, INVALID_TYPE, SoqlError, soql_error
from seatwise.sandbox.soql.parser.syntax import Path

DEEPEST_PATH = 5  # relationships from child to parent
_REFERENCE = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass
class QueryContext:
    """The context of one translation: the query text, what the caller can see, parameters and tables so far."""

    text: str
    objects: Mapping[str, SObject]
    permissions: frozenset[str] | None
    now: datetime
    parameters: list[object] = field(default_factory=list)
    tables: int = 0

    def parameter(self, value: object) -> str:
        """Add a value; returns its placeholder. Values of the caller get into the SQL in this form only."""
        self.parameters.append(value)
        return f"${len(self.parameters)}"

    def table(self) -> str:
        """A new table alias."""
        self.tables += 1
        return f"t{self.tables - 1}"

    def error(self, code: str, at: int, reason: str) -> SoqlError:
        """An error at a position in the query."""
        return soql_error(code, self.text, at, reason)

    def sees(self, thing: SObject | Field) -> bool:
        """Whether the caller can see it."""
        return not thing.permission or self.permissions is None or thing.permission in self.permissions

    def find(self, name: str) -> SObject | None:
        """The visible object of that name, ignoring case."""
        found = self.objects.get(name)
        if found is None:
            found = next((item for key, item in self.objects.items() if key.lower() == name.lower()), None)
        return found if found is not None and self.sees(found) else None

    def sobject(self, name: str, at: int) -> SObject:
        """The object of that name, or INVALID_TYPE."""
        found = self.find(name)
        if found is None:
            hint = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name."
            raise self.error(INVALID_TYPE, at, f"sObject type '{name}' is not supported. {hint} {_REFERENCE}")
        return found

    def child(self, parent: SObject, name: str, at: int) -> tuple[Child, SObject]:
        """The parent-to-child relationship of that name, or INVALID_TYPE."""
        for child in parent.children:
            sobject = self.find(child.sobject) if child.name.lower() == name.lower() else None
            if sobject is not None:
                return child, sobject
        hint = "If you are attempting to use a custom relationship, be sure to append the '__r'"
        reason = f"Didn't understand relationship '{name}' in FROM part of query call. {hint}"
        raise self.error(INVALID_TYPE, at, f"{reason} after the custom relationship name. {_REFERENCE}")

    def fields(self, sobject: SObject) -> list[Field]:
        """The visible fields, in the order of describe."""
        return [item for item in sobject.fields if self.sees(item)]


@dataclass(frozen=True)
class Reference:
    """A resolved field: its SQL and its path in the record."""

    field: Field
    sql: str
    json_path: tuple[str, ...]


@dataclass(frozen=True)
class _Joined:
    sobject: SObject
    table: str
    json_path: tuple[str, ...]


class Scope:
    """One FROM clause: its object, and the parents joined so far."""

    def __init__(self, context: QueryContext, sobject: SObject, alias: str | None) -> None:
        self.context = context
        self.sobject = sobject
        self.root = context.table()
        self._names = {sobject.name.lower(), (alias or sobject.name).lower()}
        self._joined: dict[tuple[str, ...], _Joined] = {(): _Joined(sobject, self.root, ())}
        self._joins: list[str] = []

    def resolve(self, path: Path) -> Reference:
        """Resolve a field and join its parents.

        Raises:
            SoqlError: INVALID_FIELD, for an unknown or invisible relationship or field.
        """
        *parents, name = path.names
        if parents and parents[0].lower() in self._names and self._relationship(self.sobject, parents[0]) is None:
            parents = parents[1:]
        if len(parents) > DEEPEST_PATH:
            reason = f"Relationship path '{path.written}' has more than {DEEPEST_PATH} levels"
            raise self.context.error(INVALID_FIELD, path.at, reason)
        here = self._joined[()]
        for parent in parents:
            here = self._join(here, parent, path.at)
        found = here.sobject.field(name)
        if found is None or not self.context.sees(found):
            hint = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field"
            reason = f"No such column '{name}' on entity '{here.sobject.name}'. {hint} name. {_REFERENCE}"
            raise self.context.error(INVALID_FIELD, path.at, reason)
        return self.reference(found, here)

    def reference(self, found: Field, here: _Joined | None = None) -> Reference:
        """A field of the object, or of a joined parent."""
        here = here or self._joined[()]
        return Reference(found, f'{here.table}."{found.name}"', (*here.json_path, found.name))

    def id_of(self, json_path: tuple[str, ...]) -> tuple[str, str]:
        """The object at a path, and the SQL of its ID."""
        here = self._joined[json_path]
        return here.sobject.name, f'{here.table}."Id"'

    def from_clause(self) -> str:
        """FROM and the joins. Call it after all paths are resolved."""
        return " ".join([f'FROM "{self.sobject.name}" AS {self.root}', *self._joins])

    def _relationship(self, sobject: SObject, name: str) -> Field | None:
        wanted = name.lower()
        return next((item for item in self.context.fields(sobject) if item.relationship.lower() == wanted), None)

    def _join(self, here: _Joined, name: str, at: int) -> _Joined:
        reference = self._relationship(here.sobject, name)
        parent = self.context.find(reference.reference_to) if reference is not None else None
        if reference is None or parent is None:
            hint = "If you are attempting to use a custom relationship, be sure to append the '__r'"
            reason = f"Didn't understand relationship '{name}' in field path. {hint}"
            raise self.context.error(INVALID_FIELD, at, f"{reason} after the custom relationship name. {_REFERENCE}")
        json_path = (*here.json_path, reference.relationship)
        if json_path not in self._joined:
            table = self.context.table()
            self._joined[json_path] = _Joined(parent, table, json_path)
            on = f'{table}."Id" = {here.table}."{reference.name}"'
            self._joins.append(f'LEFT JOIN "{parent.name}" AS {table} ON {on}')
        return self._joined[json_path]
