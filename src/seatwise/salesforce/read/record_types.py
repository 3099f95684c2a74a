"""Reads the record types of each profile: from profile metadata, else from page layout assignments.

The data API does not have them. `Metadata` of the Tooling API's Profile does, one profile per call. ProfileLayout is
one cheap query and has a record type for each page layout that is assigned to a profile, which is nearly the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatwise.app.extract import REST, Pages, Watch
from seatwise.domain.errors import NotVisible, Unreachable
from seatwise.domain.gaps import ROWS, Gap
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import ColumnUnknown, QueryTooLarge
from seatwise.salesforce.read.csv_file import csv_writer, text
from seatwise.salesforce.read.rest import TOOLING_QUERY, pages_of, retry_from_start
from seatwise.salesforce.read.transport_choice import translate_read_errors
from seatwise.sources.rights import LAYOUT, METADATA, PROFILE_RECORD_TYPE

_MASTER = "012000000000000AAA"  # the master record type: "no record type"
_PERSON = "PersonAccount"  # in metadata, the object name of person accounts
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
        """Its name in metadata: `Opportunity.New`, `Opportunity.acme__New`."""
        return f"{self.sobject}.{f'{self.namespace}__' if self.namespace else ''}{self.name}"


def read_profile_record_types(
    client: Client, profiles: Mapping[str, str], folder: Path, *, limit: int, watch: Watch
) -> Pages:
    """The record types available to each profile (ID -> name); see the port.

    Metadata is read for at most `limit` profiles, one call each; else only layouts.
    """
    with translate_read_errors(PROFILE_RECORD_TYPE):
        known = _record_types(client)
        by_metadata, by_layout = folder / "metadata.csv", folder / "layouts.csv"
        by_call = profiles if len(profiles) <= limit else {}
        rows, read = _from_metadata(client, by_call, known, by_metadata, watch)
        rest = profiles.keys() - read
        if not rest:
            return Pages((by_metadata,), rows, (), REST)
        try:
            more = retry_from_start(
                "ProfileLayout",
                lambda: _from_layouts(client, rest, known, by_layout, lambda got: watch(rows + got, None)),
            )
        except (NotVisible, ColumnUnknown) as error:
            if not read:
                raise
            return Pages((by_metadata,), rows, (_some_missing(len(rest), len(profiles), error),), REST)
        return Pages((by_metadata, by_layout), rows + more, (), REST)


def _record_types(client: Client) -> list[_RecordType]:
    soql = "SELECT Id, SobjectType, DeveloperName, NamespacePrefix FROM RecordType"

    def read() -> list[_RecordType]:
        return [one for page in pages_of(client, soql, "RecordType", _record_type) for one in page.rows]

    return retry_from_start("RecordType", read)


def _record_type(record: Any) -> _RecordType:
    key, sobject, name = (text(record[field]) for field in ("Id", "SobjectType", "DeveloperName"))
    return _RecordType(key, sobject, name, text(record.get("NamespacePrefix")))


def _from_metadata(
    client: Client, profiles: Mapping[str, str], known: Sequence[_RecordType], file: Path, watch: Watch
) -> tuple[int, set[str]]:
    """Write record types from metadata; returns (rows, profiles read). If the first fails, so do the others."""
    by_name = {one.full_name: one for one in known}
    by_name |= {f"{_PERSON}.{one.full_name.partition('.')[2]}": one for one in known if one.sobject == "Account"}
    rows, read = 0, set[str]()
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv_writer(out, _COLUMNS)
        for profile in profiles:
            visible = _visible(client, profile)
            if visible is None and not read:
                break
            if visible is not None:
                read.add(profile)
                rows += len(visible)
                write(_named_row(profile, name, by_name.get(name)) for name in visible)
            watch(rows, None)
    return rows, read


def _visible(client: Client, profile: str) -> list[str] | None:
    """The full names of a profile's visible record types; None if they cannot be read."""
    soql = f"SELECT Metadata FROM Profile WHERE Id = '{profile}'"
    try:
        return client.get(f"{client.base}/{TOOLING_QUERY}", _visible_types, {"q": soql})
    except (NotVisible, ColumnUnknown, QueryTooLarge):
        return None
    except Unreachable as error:
        if error.code == "UNKNOWN_EXCEPTION":  # some profiles' metadata fails each time
            return None
        raise


def _visible_types(answer: Any) -> list[str] | None:
    metadata = [record["Metadata"] for record in answer["records"][:1]]
    if not metadata or metadata[0] is None:
        return None
    return [
        text(one["recordType"]) for one in metadata[0].get("recordTypeVisibilities") or [] if one["visible"] is True
    ]


def _named_row(profile: str, full_name: str, found: _RecordType | None) -> Sequence[str]:
    if found:
        return (profile, found.id, found.sobject, found.name, METADATA)
    sobject, _, name = full_name.partition(".")
    return (profile, "", sobject, name, METADATA)


def _from_layouts(
    client: Client, profiles: Iterable[str], known: Sequence[_RecordType], file: Path, watch: Callable[[int], None]
) -> int:
    """Write record types from page layout assignments; returns the number of rows."""
    wanted, by_id = set(profiles), {one.id: one for one in known}
    soql = "SELECT ProfileId, RecordTypeId, TableEnumOrId FROM ProfileLayout WHERE RecordTypeId != null"
    seen: set[tuple[str, str]] = set()
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv_writer(out, _COLUMNS)
        for page in pages_of(client, soql, "ProfileLayout", _layout, TOOLING_QUERY):
            write(_layout_rows(page.rows, wanted, by_id, seen))
            watch(len(seen))
    return len(seen)


def _layout(record: Any) -> tuple[str, str, str]:
    """Profile, record type, object."""
    return text(record["ProfileId"]), text(record["RecordTypeId"]), text(record["TableEnumOrId"])


def _layout_rows(
    layouts: Iterable[tuple[str, str, str]],
    wanted: set[str],
    by_id: Mapping[str, _RecordType],
    seen: set[tuple[str, str]],
) -> Iterator[Sequence[str]]:
    for profile, record_type, sobject in layouts:
        if profile not in wanted or record_type in {"", _MASTER} or (profile, record_type) in seen:
            continue
        seen.add((profile, record_type))
        found = by_id.get(record_type)
        names = (found.sobject, found.name) if found else (sobject, "")
        yield (profile, record_type, *names, LAYOUT)


def _some_missing(missing: int, profiles: int, error: NotVisible | ColumnUnknown) -> Gap:
    return Gap(
        PROFILE_RECORD_TYPE.name,
        ROWS,
        f"The record types of {missing} of {profiles} profiles cannot be read; Salesforce: {error.message}",
        "",
        error.code,
    )
