"""The tracked objects of an org: who creates or modifies records of one of them is an actor."""

import re

from seatwise.app.ports import TrackedObjects
from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.sources.activity import TRACKED_OBJECTS

# How Salesforce builds API names. Of other endings than __c (__mdt, __e, __x, ...) none has records with a modifier.
_WORD = "[A-Za-z](?:_?[A-Za-z0-9])*"
_NAME = re.compile(f"{_WORD}|(?:{_WORD}__)?{_WORD}__c")
_LONGEST = 80


def tracked_objects_of(org: str, store: TrackedObjects) -> tuple[str, ...]:
    """The tracked objects of an org: the standard ones that were not removed, then the added ones by name."""
    changes = store.objects(org)
    added = (name for name, tracked in changes.items() if tracked and name not in TRACKED_OBJECTS)
    return (*(name for name in TRACKED_OBJECTS if changes.get(name, True)), *sorted(added, key=str.casefold))


def add_object(org: str, typed: str, store: TrackedObjects) -> str:
    """Track an object from the next refresh on. Raises UsageError: none can have that name, or it is tracked."""
    name = _find(typed.strip(), TRACKED_OBJECTS) or typed.strip()
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        hint = did_you_mean(suggestions(name, TRACKED_OBJECTS)) or "Give its API name, as in Contract or Invoice__c."
        raise UsageError(f"No object can be named {typed[:_LONGEST]!r}.", hint)
    if known := _find(name, tracked_objects_of(org, store)):
        raise UsageError(f"{known} is already a tracked object of {org}.", f"See: seatwise objects list --org {org}")
    store.set_object(org, name, tracked=None if name in TRACKED_OBJECTS else True)
    return name


def remove_object(org: str, typed: str, store: TrackedObjects) -> str:
    """Stop tracking an object, also a standard one, from the next refresh on. Returns its name.

    Raises UsageError: it is not tracked, and which look like it; or it is the last one.
    """
    tracked = tracked_objects_of(org, store)
    name = _find(typed.strip(), tracked)
    if name is None:
        hint = did_you_mean(suggestions(typed, tracked)) or f"Choose one of: {', '.join(tracked)}."
        raise UsageError(f"{typed} is not a tracked object of {org}.", hint)
    if len(tracked) == 1:
        raise UsageError(
            f"{name} is the only tracked object: without any, nobody could be an actor.",
            f"Add another first: seatwise objects add --org {org} OBJECT",
        )
    store.set_object(org, name, tracked=False if name in TRACKED_OBJECTS else None)
    return name


def similar_standard_objects(name: str) -> list[str]:
    """The standard objects that an added name looks like: it may be a typing error."""
    return [] if name in TRACKED_OBJECTS else suggestions(name, TRACKED_OBJECTS)


def _find(name: str, names: tuple[str, ...]) -> str | None:
    """The name as it is written there; Salesforce ignores upper and lower case."""
    return next((known for known in names if known.casefold() == name.casefold()), None)
