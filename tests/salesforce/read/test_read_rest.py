"""Tests of reading through the REST query API."""

from pathlib import Path

import pytest

from salesforce.scripted import SEAT, ScriptedOrg, error, page, seat
from seatwise.domain.errors import DiskFull, NotVisible, OrgError, UnreadableResponse
from seatwise.sources.licenses import USER_LICENSE
from seatwise.sources.source import Field, Source, Type
from seatwise.sources.users import USER

QUERY = r"GET .*/query\?q="


def test_rows_are_written_as_bulk_would_write_them(org: ScriptedOrg, tmp_path: Path) -> None:
    table = Source(
        "odd",
        "Odd",
        (Field("Id", Type.ID), Field("A", Type.BOOL), Field("B", Type.NUMBER), Field("C", Type.TIME)),
        "API Enabled",
        "",
    )
    body = (
        b'{"totalSize":2,"done":true,"records":['
        b'{"Id":"1","A":true,"B":1.5E7,"C":"2026-01-01T00:00:00.000+0000"},'
        b'{"Id":"a \\"b\\", c\\nd","A":false,"B":null,"C":null}]}'
    )
    org.on(QUERY, lambda request: type(page([]))(200, content=body))
    pages = org.read(tmp_path, table)
    assert pages.files[0].read_bytes() == (
        b'"Id","A","B","C"\n"1","true","15000000","2026-01-01T00:00:00.000Z"\n"a ""b"", c\nd","false","",""\n'
    )
    assert (pages.rows, pages.route, pages.gaps) == (2, "REST", ())


def test_every_page_is_read_in_turn(org: ScriptedOrg, tmp_path: Path) -> None:
    following = "/services/data/v66.0/query/01g-2"
    org.on(QUERY, page([seat(1), seat(2)], 3, following)).on("01g-2", page([seat(3)], 3))
    steps: list[tuple[int, int | None]] = []
    pages = org.open().read(SEAT, tmp_path, expected=None, watch=lambda *step: steps.append(step))
    assert pages.rows == 3
    assert len(pages.files[0].read_text().splitlines()) == 4
    assert steps == [(2, 3), (3, 3)]


def test_an_expired_locator_starts_the_table_again(org: ScriptedOrg, tmp_path: Path) -> None:
    following = "/services/data/v66.0/query/01g-2"
    org.on(QUERY, page([seat(1)], 2, following))
    org.on("01g-2", error(400, "INVALID_QUERY_LOCATOR"), page([seat(2)], 2))
    assert org.read(tmp_path).rows == 2
    assert (tmp_path / "rest.csv").read_text().count("\n") == 3


def test_a_locator_that_expires_each_time_is_an_error(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, page([seat(1)], 2, "/services/data/v66.0/query/01g-2"))
    org.on("01g-2", error(400, "INVALID_QUERY_LOCATOR"))
    with pytest.raises(UnreadableResponse, match="expired"):
        org.read(tmp_path)


def test_rows_that_do_not_add_up_are_read_again(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, page([seat(1)], 2), page([seat(1), seat(2)]))
    assert org.read(tmp_path).rows == 2


def test_rows_that_do_not_match_the_count_are_an_error(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, page([seat(1)], 2))
    with pytest.raises(UnreadableResponse, match="announced 2 rows and returned 1"):
        org.read(tmp_path)


def test_a_record_without_a_column_is_never_taken_for_empty(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, page([{"Id": "1", "Name": "one"}]))
    with pytest.raises(UnreadableResponse, match="lacks a column"):
        org.read(tmp_path)


def test_a_page_that_points_elsewhere_is_not_followed(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, page([seat(1)], 2, "https://elsewhere.example/services/data/v66.0/query/01g"))
    with pytest.raises(UnreadableResponse, match="not part of its API"):
        org.read(tmp_path)
    assert {request.url.host for request in org.seen} == {"acme.example"}


def test_an_unknown_column_becomes_a_gap_and_the_rest_is_read(org: ScriptedOrg, tmp_path: Path) -> None:
    message = "\nSELECT Id, Name\n ^\nERROR at Row:1:Column:12\nNo such column 'Name' on entity 'Seat'. If you are"
    org.on(QUERY, error(400, "INVALID_FIELD", message), page([seat(1)]))
    pages = org.read(tmp_path)
    assert pages.files[0].read_text().splitlines()[0] == '"Id","Since"'
    (gap,) = pages.gaps
    assert (gap.what, gap.code) == ("seat.Name", "INVALID_FIELD")


def test_without_ids_the_table_is_not_visible(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(400, "INVALID_FIELD", "No such column 'Id' on entity 'Seat'."))
    with pytest.raises(NotVisible) as caught:
        org.read(tmp_path)
    assert caught.value.message.count("Seat cannot be read") == 1


@pytest.mark.parametrize(("status", "code"), [(400, "INVALID_TYPE"), (403, "INSUFFICIENT_ACCESS"), (404, "NOT_FOUND")])
def test_an_object_that_is_not_shown_names_the_permission(
    org: ScriptedOrg, tmp_path: Path, status: int, code: str
) -> None:
    org.on(QUERY, error(status, code, "sObject type 'Seat' is not supported."))
    with pytest.raises(NotVisible) as caught:
        org.read(tmp_path)
    assert caught.value.code == code
    assert "View Setup and Configuration" in caught.value.next_step
    assert len(org.requests_with("/query")) == 1


def test_login_counters_that_are_hidden_become_gaps(org: ScriptedOrg, tmp_path: Path) -> None:
    names = [column.name for column in USER_LICENSE.fields if not column.when_visible]
    org.on("/describe", lambda request: page([]).__class__(200, json={"fields": [{"name": name} for name in names]}))
    org.on(QUERY, page([dict.fromkeys(names)]))
    pages = org.read(tmp_path, USER_LICENSE)
    assert [gap.column for gap in pages.gaps] == ["MonthlyLoginsEntitlement", "MonthlyLoginsUsed"]
    assert "MonthlyLogins" not in org.requests_with("/query")[0]


def test_a_feature_that_the_org_lacks_is_no_gap(org: ScriptedOrg, tmp_path: Path) -> None:
    names = [column.name for column in USER.fields if not column.when_visible] + ["UserPermissionsMarketingUser"]
    org.on("/describe", lambda request: page([]).__class__(200, json={"fields": [{"name": name} for name in names]}))
    org.on(QUERY, page([dict.fromkeys(names)]))
    pages = org.read(tmp_path, USER)
    assert pages.gaps == ()
    assert pages.files[0].read_text().splitlines()[0].endswith('"UserPermissionsMarketingUser"')


def test_any_other_refusal_is_an_error_with_the_orgs_words(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(400, "MALFORMED_QUERY", "unexpected token"))
    with pytest.raises(OrgError, match="unexpected token") as caught:
        org.read(tmp_path)
    assert caught.value.code == "MALFORMED_QUERY"


def test_an_error_message_does_not_repeat_the_query(org: ScriptedOrg, tmp_path: Path) -> None:
    said = (
        "\nSELECT Id FROM Seat\n               ^\nERROR at Row:1:Column:16\nsObject type 'Seat' is not supported. "
        "If you are attempting to use a custom object, be sure to append the '__c' after the entity name."
    )
    org.on(QUERY, error(400, "INVALID_TYPE", said))
    with pytest.raises(NotVisible) as caught:
        org.read(tmp_path)
    assert caught.value.message == "Seat cannot be read; Salesforce: sObject type 'Seat' is not supported."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error(org: ScriptedOrg, tmp_path: Path) -> None:
    (tmp_path / "rest.csv").symlink_to("/dev/full")
    org.on(QUERY, page([seat(1)]))
    with pytest.raises(DiskFull, match="disk is full; Seat"):
        org.read(tmp_path)
