"""The backbone of an org: the objects whose records somebody must create or modify to be an actor."""

import re

from seatwise.app.ports import Backbones
from seatwise.domain.errors import UsageError
from seatwise.domain.nearest import nearest
from seatwise.sources.activity import TRACKED_OBJECTS

# How Salesforce builds API names. Of other endings than __c (__mdt, __e, __x, ...) none has records with a modifier.
_WORD = "[A-Za-z](?:_?[A-Za-z0-9])*"
_NAME = re.compile(f"{_WORD}|(?:{_WORD}__)?{_WORD}__c")
_LONGEST = 80


def backbone_of(org: str, kept: Backbones) -> tuple[str, ...]:
    """The objects of an org's backbone: the standard ones less those taken away, then the added ones by name."""
    told = kept.objects(org)
    added = (name for name, counts in told.items() if counts and name not in TRACKED_OBJECTS)
    return (*(name for name in TRACKED_OBJECTS if told.get(name, True)), *sorted(added, key=str.casefold))


def add_object(org: str, typed: str, kept: Backbones) -> str:
    """Have an object count from the next refresh on. Returns its name.

    Raises:
        UsageError: no object can be called so, or it counts already.
    """
    name = _standard(typed) or typed.strip()
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        close = nearest(name, TRACKED_OBJECTS)
        hint = f"Did you mean {' or '.join(close)}?" if close else "Give its API name, as in Contract or Invoice__c."
        raise UsageError(f"No object is called {typed[:_LONGEST]!r}.", hint)
    if known := _found(name, backbone_of(org, kept)):
        raise UsageError(f"{known} is in the backbone of {org} already.", f"See: seatwise backbone list --org {org}")
    kept.set_object(org, name, counts=None if name in TRACKED_OBJECTS else True)
    return name


def remove_object(org: str, typed: str, kept: Backbones) -> str:
    """Have an object count no longer, from the next refresh on; a standard one, too. Returns its name.

    Raises:
        UsageError: it is not in the backbone; names the nearest that are. Or it is the last one.
    """
    backbone = backbone_of(org, kept)
    name = _found(typed.strip(), backbone)
    if name is None:
        close = nearest(typed, backbone)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(backbone)}."
        raise UsageError(f"{typed} is not in the backbone of {org}.", hint)
    if len(backbone) == 1:
        raise UsageError(
            f"{name} is the only object of the backbone: without any, nobody could be an actor.",
            f"Add another first: seatwise backbone add --org {org} OBJECT",
        )
    kept.set_object(org, name, counts=False if name in TRACKED_OBJECTS else None)
    return name


def near_standard(name: str) -> list[str]:
    """The standard objects that an added name looks like: it may be a slip."""
    return [] if name in TRACKED_OBJECTS else nearest(name, TRACKED_OBJECTS)


def _standard(typed: str) -> str | None:
    return _found(typed.strip(), TRACKED_OBJECTS)


def _found(name: str, names: tuple[str, ...]) -> str | None:
    """The name as it is written there; Salesforce reads upper and lower case alike."""
    return next((known for known in names if known.casefold() == name.casefold()), None)
