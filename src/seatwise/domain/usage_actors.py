"""`usage-actors.json`: who created and who modified records, by object and record type, as Stood Flows writes it.

    {"actors": [{"objectType": "Opportunity", "recordTypeId": "012...", "modifierIds": ["005..."], "creatorIds": []}]}

A record without a record type has `recordTypeId` null, as in Salesforce. When such a file is read, the master record
type's id and a missing `recordTypeId` mean the same.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seatwise.domain.errors import UsageError
from seatwise.domain.ids import checked18

MASTER = "012000000000000AAA"
SHOWN = 5
_FORM = 'It must be {"actors": [{"objectType", "recordTypeId", "modifierIds", "creatorIds"}]}.'
_OBJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_USER, _RECORD_TYPE = "005", "012"
_KEYS = ("modifierIds", "creatorIds")


@dataclass(frozen=True)
class Entry:
    """Who touched the records of one object that have one record type (None: they have none). Ids have 18 letters."""

    sobject: str
    record_type: str | None
    modifiers: frozenset[str]
    creators: frozenset[str]


def actors_text(entries: Iterable[Entry]) -> str:
    """The file: entries by object and record type, those without one first; ids in order."""
    ordered = sorted(entries, key=lambda entry: (entry.sobject, entry.record_type or ""))
    lines = [
        {
            "objectType": entry.sobject,
            "recordTypeId": entry.record_type,
            "modifierIds": sorted(entry.modifiers),
            "creatorIds": sorted(entry.creators),
        }
        for entry in ordered
    ]
    return json.dumps({"actors": lines}, indent=2) + "\n"


def parse_actors(content: bytes) -> tuple[Entry, ...]:
    """The entries of a file, one per object and record type. Raises UsageError, which says where it is wrong."""
    entries = _entries(content)
    bad: list[str] = []
    merged: dict[tuple[str, str | None], Entry] = {}
    for number, raw in enumerate(entries, start=1):
        entry = _entry(raw, f"Entry {number}", bad)
        key = (entry.sobject, entry.record_type)
        so_far = merged.get(key, Entry(*key, frozenset(), frozenset()))
        merged[key] = Entry(*key, so_far.modifiers | entry.modifiers, so_far.creators | entry.creators)
    if bad:
        ids = "id is not a Salesforce id" if len(bad) == 1 else "ids are not Salesforce ids"
        raise UsageError(
            f"{len(bad):,} {ids}: {'; '.join(bad[:SHOWN])}{'; ...' if len(bad) > SHOWN else ''}.",
            "An id has 15 letters and digits, or 18 of which the last three follow from the others.",
        )
    if not any(entry.modifiers or entry.creators for entry in merged.values()):
        raise UsageError("The file names no user who created or modified a record.", "Nothing was imported.")
    return tuple(merged.values())


def _entries(content: bytes) -> list[object]:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"The file is not UTF-8 text (byte {error.start:,}).", _FORM) from error
    except json.JSONDecodeError as error:
        raise UsageError(f"The file is not JSON: {error.msg} in line {error.lineno:,}.", _FORM) from error
    except RecursionError as error:
        raise UsageError("The file is nested too deeply to be read.", _FORM) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("actors"), list):
        raise UsageError('The file has no list "actors".', _FORM)
    return list(whole["actors"])


def _entry(raw: object, where: str, bad: list[str]) -> Entry:
    """One entry; what is not an id is added to `bad`."""
    if not isinstance(raw, dict):
        raise UsageError(f"{where} of the file is not an object.", _FORM)
    sobject, record_type = raw.get("objectType"), raw.get("recordTypeId")
    if not isinstance(sobject, str) or not _OBJECT.fullmatch(sobject):
        raise UsageError(f"{where} has no usable objectType: {str(sobject)[:40]!r}.", _FORM)
    if record_type is not None and not isinstance(record_type, str):
        raise UsageError(f"{where} ({sobject}) has a recordTypeId that is not text.", _FORM)
    where = f"{where} ({sobject})"
    kind = _ids([record_type] if record_type else [], _RECORD_TYPE, f"{where} recordTypeId", bad)
    modifiers, creators = (_ids(_texts(raw, key, where), _USER, f"{where} {key}", bad) for key in _KEYS)
    return Entry(sobject, next(iter(kind - {MASTER}), None), modifiers, creators)


def _texts(raw: Mapping[str, object], key: str, where: str) -> list[str]:
    ids = raw.get(key)
    if not isinstance(ids, list):
        raise UsageError(f"{where} has no list of ids called {key}.", _FORM)
    if odd := [one for one in ids if not isinstance(one, str)]:
        raise UsageError(f"{where} {key} has something that is not an id: {str(odd[0])[:40]}.", _FORM)
    return ids


def _ids(texts: Iterable[str], prefix: str, where: str, bad: list[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        try:
            whole = checked18(text)
        except UsageError:
            whole = ""
        if whole.startswith(prefix):
            found.add(whole)
        else:
            bad.append(f"{where}: {text[:40]!r}")
    return frozenset(found)
