"""Reads the record types of profiles."""

import csv
import re
from pathlib import Path

import httpx2
import pytest

from salesforce.scripted import ScriptedOrg, error, page, reply
from seatwise.app.extract import Pages
from seatwise.domain.errors import NotVisible, UnreadableResponse
from seatwise.sources.rights import LAYOUT, METADATA

SALES, SERVICE, OTHER = (f"00e00000000000{number}AAA" for number in range(3))
BIG, SMALL, PACKAGED, PERSON = (f"01200000000001{number}AAA" for number in range(4))
RECORD_TYPES: list[dict[str, object]] = [
    {"Id": BIG, "SobjectType": "Opportunity", "DeveloperName": "Big", "NamespacePrefix": None},
    {"Id": SMALL, "SobjectType": "Case", "DeveloperName": "Small", "NamespacePrefix": None},
    {"Id": PACKAGED, "SobjectType": "Opportunity", "DeveloperName": "Big", "NamespacePrefix": "acme"},
    {"Id": PERSON, "SobjectType": "Account", "DeveloperName": "PersonAccount", "NamespacePrefix": None},
]
VISIBLE = {
    SALES: {"Opportunity.Big": True, "Opportunity.acme__Big": True, "Case.Small": False},
    SERVICE: {"Case.Small": True, "PersonAccount.PersonAccount": True, "Lead.Unknown": True},
    OTHER: {},
}
LAYOUTS = [
    (SALES, BIG, "Opportunity"),
    (SALES, BIG, "Opportunity"),
    (SALES, "012000000000000AAA", "Opportunity"),
    (SALES, None, "Task"),
    (SERVICE, SMALL, "Case"),
    (SERVICE, "012000000000019AAA", "Lead"),
    ("00e00000000000XAAA", SMALL, "Case"),
]


def metadata(request: httpx2.Request) -> httpx2.Response:
    match = re.search(r"Id = '(\w+)'", request.url.params["q"])
    assert match
    visibilities = [
        {"recordType": name, "visible": visible, "default": False, "personAccountDefault": None}
        for name, visible in VISIBLE[match[1]].items()
    ]
    return page(
        [{"attributes": {"type": "Profile"}, "Metadata": {"fullName": "x", "recordTypeVisibilities": visibilities}}]
    )


@pytest.fixture
def readable(org: ScriptedOrg) -> ScriptedOrg:
    org.on("FROM RecordType", page(RECORD_TYPES))
    rows: list[dict[str, object]] = [
        {"ProfileId": profile, "RecordTypeId": record_type, "TableEnumOrId": sobject}
        for profile, record_type, sobject in LAYOUTS
    ]
    following = "/services/data/v66.0/tooling/query/01g-4"
    org.on("/tooling/query.*FROM ProfileLayout", page(rows[:4], len(rows), following)).on("01g-4", page(rows[4:], 7))
    return org.on("/tooling/query.*FROM Profile ", metadata)


def read(org: ScriptedOrg, folder: Path) -> Pages:
    profiles = {SALES: "Sales", SERVICE: "Service", OTHER: "Other"}
    return org.open().profile_record_types(profiles, folder, watch=lambda rows, total: None)


def rows(pages: Pages) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [
        (row["ProfileId"], row["RecordTypeId"], row["SobjectType"], row["DeveloperName"], row["Source"])
        for file in pages.files
        for row in csv.DictReader(file.open(newline=""))
    ]
    assert len(found) == pages.rows
    return found


BY_METADATA = [
    (SALES, BIG, "Opportunity", "Big", METADATA),
    (SALES, PACKAGED, "Opportunity", "Big", METADATA),
    (SERVICE, SMALL, "Case", "Small", METADATA),
    (SERVICE, PERSON, "Account", "PersonAccount", METADATA),
    (SERVICE, "", "Lead", "Unknown", METADATA),
]
BY_LAYOUT = [
    (SALES, BIG, "Opportunity", "Big", LAYOUT),
    (SERVICE, SMALL, "Case", "Small", LAYOUT),
    (SERVICE, "012000000000019AAA", "Lead", "", LAYOUT),
]


def test_metadata_is_read_with_one_call_per_profile(readable: ScriptedOrg, tmp_path: Path) -> None:
    assert rows(read(readable, tmp_path)) == BY_METADATA
    assert len(readable.requests_with("tooling/query")) == 3


def test_layouts_are_read_above_the_limit_of_the_setting(
    readable: ScriptedOrg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in ("2", "0"):
        monkeypatch.setenv("SEATWISE_PROFILE_METADATA", most)
        assert rows(read(readable, tmp_path)) == BY_LAYOUT
    assert readable.requests_with("SELECT Metadata") == []


@pytest.mark.parametrize(
    "refused",
    [
        error(400, "INVALID_FIELD", "No such column 'Metadata' on entity 'Profile'."),
        error(403, "INSUFFICIENT_ACCESS"),
        page([]),
        page([{"Metadata": None}]),
    ],
)
def test_refused_metadata_is_requested_once(readable: ScriptedOrg, tmp_path: Path, refused: httpx2.Response) -> None:
    readable.on("SELECT Metadata", refused)
    assert rows(read(readable, tmp_path)) == BY_LAYOUT
    assert len(readable.requests_with("SELECT Metadata")) == 1


def test_layouts_replace_the_metadata_of_one_profile(readable: ScriptedOrg, tmp_path: Path) -> None:
    readable.on(SERVICE, error(500, "UNKNOWN_EXCEPTION"))
    assert rows(read(readable, tmp_path)) == BY_METADATA[:2] + BY_LAYOUT[1:]


def test_without_metadata_and_layouts_the_table_is_not_visible(readable: ScriptedOrg, tmp_path: Path) -> None:
    readable.on("FROM ProfileLayout", error(400, "INVALID_TYPE", "sObject type 'ProfileLayout' is not supported."))
    readable.on(SERVICE, page([]))
    pages = read(readable, tmp_path)
    assert rows(pages) == BY_METADATA[:2]
    assert [gap.what for gap in pages.gaps] == ["profile_record_type.rows"]
    assert "1 of 3 profiles" in pages.gaps[0].reason
    readable.on("SELECT Metadata", error(403, "INSUFFICIENT_ACCESS"))
    with pytest.raises(NotVisible, match="ProfileRecordType") as caught:
        read(readable, tmp_path)
    assert "View Setup and Configuration" in caught.value.next_step


def test_a_fault_between_costs_no_row(readable: ScriptedOrg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readable.on(SERVICE, error(503, "SERVER_UNAVAILABLE"), metadata)
    assert rows(read(readable, tmp_path)) == BY_METADATA
    monkeypatch.setenv("SEATWISE_PROFILE_METADATA", "0")
    layouts = [
        {"ProfileId": profile, "RecordTypeId": one, "TableEnumOrId": sobject} for profile, one, sobject in LAYOUTS
    ]
    readable.on("01g-4", error(400, "INVALID_QUERY_LOCATOR"), page([dict(one) for one in layouts[4:]], 7))
    assert rows(read(readable, tmp_path)) == BY_LAYOUT


def test_metadata_of_another_shape_are_never_taken_for_no_record_types(readable: ScriptedOrg, tmp_path: Path) -> None:
    readable.on("SELECT Metadata", reply({"records": [{"Metadata": {"recordTypeVisibilities": [{"visible": True}]}}]}))
    with pytest.raises(UnreadableResponse):
        read(readable, tmp_path)
