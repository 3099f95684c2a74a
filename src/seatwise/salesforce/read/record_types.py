"""Which record types each profile can choose: from the profiles' metadata, or else from the page layout assignments.

No object of the data API tells it. `Metadata` of the Tooling API's Profile does, for one profile per call;
ProfileLayout is one cheap query, and names a record type for each layout that a profile was given: about as many.
Source: facts section 1, RecordType & BusinessProcess.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatwise.app.extract import REST, Pages
from seatwise.domain.errors import NotVisible, Unreachable, UnreadableAnswer
from seatwise.domain.gaps import ROWS, Gap
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import ColumnUnknown, TooMuch
from seatwise.salesforce.read.csv_file import begin_csv, text
from seatwise.salesforce.read.queries import remedy
from seatwise.salesforce.read.rest import TOOLING_QUERY, from_the_start, pages_of
from seatwise.salesforce.read.transport_choice import Watch, named
from seatwise.sources.rights import LAYOUT, METADATA, PROFILE_RECORD_TYPE

_MASTER = "012000000000000AAA"  # stands for "no record type" (facts section 1)
_PERSON = "PersonAccount"  # what metadata calls the object Account where it is about persons
_COLUMNS = [column.name for column in PROFILE_RECORD_TYPE.fields]


@dataclass(frozen=True)
class _RecordType:
    """One record type of the org."""

    id: str
    sobject: str
    name: str
    namespace: str

    @property
    def full_name(self) -> str:
        """As metadata writes it: `Opportunity.New`, `Opportunity.acme__New`."""
        return f"{self.sobject}.{f'{self.namespace}__' if self.namespace else ''}{self.name}"


def read_profile_record_types(
    client: Client, profiles: Mapping[str, str], folder: Path, *, most: int, watch: Watch
) -> Pages:
    """The record types that each profile can choose; see the port.

    Args:
        client: the org.
        profiles: id -> name.
        folder: an existing folder.
        most: the most profiles whose metadata is asked for, one call each.
        watch: called with (rows so far, None).
    """
    with named(PROFILE_RECORD_TYPE):
        known = _record_types(client)
        by_metadata, by_layout = folder / "metadata.csv", folder / "layouts.csv"
        asked = profiles if len(profiles) <= most else {}
        rows, told = _from_metadata(client, asked, known, by_metadata, watch)
        rest = profiles.keys() - told
        if not rest:
            return Pages((by_metadata,), rows, (), REST)
        try:
            more = from_the_start(
                "ProfileLayout",
                lambda: _from_layouts(client, rest, known, by_layout, lambda got: watch(rows + got, None)),
            )
        except (NotVisible, ColumnUnknown) as error:
            if not told:
                raise
            return Pages((by_metadata,), rows, (_some_missing(len(rest), len(profiles), error),), REST)
        return Pages((by_metadata, by_layout), rows + more, (), REST)


def _record_types(client: Client) -> list[_RecordType]:
    soql = "SELECT Id, SobjectType, DeveloperName, NamespacePrefix FROM RecordType"

    def read() -> list[_RecordType]:
        return [
            _RecordType(
                record["Id"], record["SobjectType"], record["DeveloperName"], record.get("NamespacePrefix") or ""
            )
            for page in pages_of(client, soql, "RecordType")
            for record in page["records"]
        ]

    return from_the_start("RecordType", read)


def _from_metadata(
    client: Client, profiles: Mapping[str, str], known: Sequence[_RecordType], file: Path, watch: Watch
) -> tuple[int, set[str]]:
    """Write what the profiles' metadata say; the rows, and the profiles that told. If the first does not, none does."""
    by_name = {one.full_name: one for one in known}
    by_name |= {f"{_PERSON}.{one.full_name.partition('.')[2]}": one for one in known if one.sobject == "Account"}
    rows, told = 0, set[str]()
    with file.open("w", encoding="utf-8", newline="") as out:
        write = begin_csv(out, _COLUMNS)
        for profile in profiles:
            visible = _visible(client, profile)
            if visible is None and not told:
                break
            if visible is not None:
                told.add(profile)
                rows += len(visible)
                write(_named_row(profile, name, by_name.get(name)) for name in visible)
            watch(rows, None)
    return rows, told


def _visible(client: Client, profile: str) -> list[str] | None:
    """The full names of a profile's visible record types; None if the org does not tell."""
    soql = f"SELECT Metadata FROM Profile WHERE Id = '{profile}'"
    try:
        answer = client.get(f"{client.base}/{TOOLING_QUERY}", {"q": soql})
    except (NotVisible, ColumnUnknown, TooMuch):
        return None
    except Unreachable as error:
        if error.code == "UNKNOWN_EXCEPTION":  # an org may stumble over one profile's metadata, time and again
            return None
        raise
    try:
        records = answer["records"]
        metadata = records[0]["Metadata"] if records else None
        if metadata is None:
            return None
        visibilities = metadata.get("recordTypeVisibilities") or []
        return [str(one["recordType"]) for one in visibilities if one["visible"] is True]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer("The org's answer about the metadata of a profile is none.", "Try again.") from error


def _named_row(profile: str, full_name: str, found: _RecordType | None) -> Sequence[str]:
    if found:
        return (profile, found.id, found.sobject, found.name, METADATA)
    sobject, _, name = full_name.partition(".")
    return (profile, "", sobject, name, METADATA)


def _from_layouts(
    client: Client, profiles: Iterable[str], known: Sequence[_RecordType], file: Path, watch: Callable[[int], None]
) -> int:
    """Write what the page layout assignments of the profiles say; the rows."""
    wanted, by_id = set(profiles), {one.id: one for one in known}
    soql = "SELECT ProfileId, RecordTypeId, TableEnumOrId FROM ProfileLayout WHERE RecordTypeId != null"
    seen: set[tuple[str, str]] = set()
    with file.open("w", encoding="utf-8", newline="") as out:
        write = begin_csv(out, _COLUMNS)
        for page in pages_of(client, soql, "ProfileLayout", TOOLING_QUERY):
            write(_layout_rows(page["records"], wanted, by_id, seen))
            watch(len(seen))
    return len(seen)


def _layout_rows(
    records: Iterable[Mapping[str, Any]],
    wanted: set[str],
    by_id: Mapping[str, _RecordType],
    seen: set[tuple[str, str]],
) -> Iterator[Sequence[str]]:
    for record in records:
        profile, record_type = record["ProfileId"], record["RecordTypeId"]
        if profile not in wanted or record_type in {None, _MASTER} or (profile, record_type) in seen:
            continue
        seen.add((profile, record_type))
        found = by_id.get(record_type)
        sobject, name = (found.sobject, found.name) if found else (text(record["TableEnumOrId"]), "")
        yield (profile, record_type, sobject, name, LAYOUT)


def _some_missing(missing: int, profiles: int, error: NotVisible | ColumnUnknown) -> Gap:
    return Gap(
        PROFILE_RECORD_TYPE.name,
        ROWS,
        f"The record types of {missing} of {profiles} profiles cannot be read; the org says: {error.message}",
        remedy(PROFILE_RECORD_TYPE),
        error.code,
    )
