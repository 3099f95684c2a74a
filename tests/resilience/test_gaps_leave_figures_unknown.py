"""What cannot be seen is a gap with a remedy, and every figure that needs it is unknown: none is ever different."""

from decimal import Decimal
from pathlib import Path

import pytest

from examples import sampled
from inventory import INVENTORY, RIGHTS
from resilience.cli_runner import CliRunner
from resilience.expected_snapshot import BULK_ALWAYS, REST_ONLY, ExpectedSnapshot, licenses_in, take
from seatwise.domain.gaps import Gap
from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.panels.licenses import LICENSES
from seatwise.sandbox.accounts import ADMIN, INTEGRATION_USERNAME, without
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sources.gap_names import gap_name
from seatwise.sources.source import Source
from seatwise.sources.users import USER

FEATURE_FIELDS = {feature.field for feature in FEATURES}
ALL = (*INVENTORY, *RIGHTS)
MEASURED = [table for table in INVENTORY if table.name in LICENSES.tables]
COUNTED_BY = {"IsActive", "ProfileId"}  # of a user; the rest of a user is no license's business
PLAIN = [column.name for column in USER.fields if column.name not in FEATURE_FIELDS | COUNTED_BY | {"Id"}]
COLUMNS = [
    (table, column.name)
    for table in MEASURED
    for column in table.fields
    if column.name != "Id" and (table is not USER or column.name in COUNTED_BY)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("number", range(len(ALL)), ids=[table.name for table in ALL])
def test_an_object_out_of_sight(sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, number: int) -> None:
    table, kind = ALL[number], (Kind.HIDDEN, Kind.DROPPED)[number % 2]
    together = INVENTORY if table in INVENTORY else RIGHTS
    sandbox.faults.add(Fault(kind, sobject=table.sobject, version=60.0))
    taken = take(sandbox, folder, tables=together)
    (gap,) = taken.gaps
    assert gap.what == table.name
    assert gap.reason
    assert gap.is_offered == table.in_every_org  # this user has every permission
    expected.assert_same_but_for_gaps(taken, folder, together)


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("field", sampled([(f"{each.name}.{name}", (each, name)) for each, name in COLUMNS], every=3))
def test_a_field_out_of_sight(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, field: tuple[Source, str]
) -> None:
    table, column = field
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject=table.sobject, field=column))
    taken = take(sandbox, folder, tables=MEASURED)
    assert [gap.what for gap in taken.gaps] == [f"{table.name}.{column}"]
    expected.assert_same_but_for_gaps(taken, folder, MEASURED)


def test_the_words_about_users_out_of_sight(sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path) -> None:
    for column in PLAIN:
        sandbox.faults.add(Fault(Kind.HIDDEN, sobject="User", field=column))
    taken = take(sandbox, folder, tables=MEASURED)
    assert {gap.what for gap in taken.gaps} == {f"user.{column}" for column in PLAIN}
    found = expected.assert_same_but_for_gaps(taken, folder, MEASURED)
    assert found.licenses == expected.found.licenses


@pytest.mark.parametrize("bulk_from", [REST_ONLY, BULK_ALWAYS], ids=["REST", "Bulk"])
def test_one_field_of_every_object_dropped_by_a_newer_api(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, bulk_from: int
) -> None:
    dropped = {table.name: table.fields[1].name for table in INVENTORY}
    for table in INVENTORY:
        sandbox.faults.add(Fault(Kind.DROPPED, sobject=table.sobject, field=dropped[table.name], version=64.0))
    taken = take(sandbox, folder, bulk_from=bulk_from)
    assert {gap.what for gap in taken.gaps} == {f"{table}.{column}" for table, column in dropped.items()}
    expected.assert_same_but_for_gaps(taken, folder)


def test_a_field_dropped_by_an_api_newer_than_ours_is_still_read(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    sandbox.faults.add(Fault(Kind.DROPPED, sobject="UserLicense", field="UsedLicenses", version=68.0))
    expected.assert_complete(take(sandbox, folder), folder)


def test_without_ids_a_table_is_not_read_at_all(sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="Profile", field="Id"))
    taken = take(sandbox, folder)
    assert [gap.what for gap in taken.gaps] == ["profile"]
    expected.assert_same_but_for_gaps(taken, folder)


def test_a_feature_that_shows_no_checkbox_is_held_by_nobody_knows_how_many_and_no_gap(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="User", field="UserPermissionsMarketingUser"))
    taken = take(sandbox, folder, tables=MEASURED)
    assert taken.gaps == ()
    marketing = ("feature", "MarketingUser")
    others = {which: row for which, row in expected.found.licenses.items() if which != marketing}
    assert len(others) == len(expected.found.licenses) - 1
    found = licenses_in(taken, folder, expected.book)
    hidden = found.pop(marketing)
    assert hidden["assigned"] is hidden["assigned_cost"] is hidden["unassigned"] is None
    assert found == others


def test_hidden_users_leave_who_holds_a_seat_unknown_but_not_the_counter(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="User", field="IsActive"))
    found = expected.assert_same_but_for_gaps(take(sandbox, folder, tables=MEASURED), folder, MEASURED)
    salesforce = next(row for row in found.licenses.values() if row["key"] == "SFDC")
    assert salesforce["assigned"] == expected.found.licenses["user", str(salesforce["id"])]["assigned"]
    assert salesforce["held_by_active_users"] is salesforce["unreconciled"] is salesforce["unreconciled_cost"] is None


def test_a_hidden_key_leaves_the_price_unknown_not_zero(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="UserLicense", field="LicenseDefinitionKey"))
    found = expected.assert_same_but_for_gaps(take(sandbox, folder, tables=MEASURED), folder, MEASURED)
    seats = [row for row in found.licenses.values() if row["kind"] == "user"]
    assert {row["assigned_cost"] for row in seats} == {row["unit_price"] for row in seats} == {None}
    add_ons = [row for row in found.licenses.values() if row["kind"] == "permission_set"]
    assert all(isinstance(row["unit_price"], Decimal) and row["unit_price"] for row in add_ons)


def test_without_view_setup_the_report_says_what_is_missing(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot
) -> None:
    sandbox.set_account(without(ADMIN, "View Setup and Configuration"))
    said = box("refresh", "box")
    report = box.report()
    assert report["gaps"]
    assert all(gap["remedy"].endswith("View Setup and Configuration.") for gap in report["gaps"])
    names = {gap_name(Gap(gap["table"], gap["column"], "", "")) for gap in report["gaps"]}
    assert all(f"Could not be read: {name}" in said.words for name in names)
    for form in ("table", "csv", "html"):
        shown = box("licenses", "--org", "box", "--format", form).out.decode()
        assert all(name in shown for name in names), form
    for row in report["rows"]:
        true = expected.found.licenses[row["kind"], row["id"]]
        assert row["assigned"] in (true["assigned"], None)
        assert row["provisioned"] in (true["provisioned"], None)


@pytest.mark.slow
def test_a_login_with_nothing_but_the_api_gets_a_report_of_what_it_sees(
    cli: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot
) -> None:
    cli.add(sandbox.url, username=INTEGRATION_USERNAME)
    said = cli("refresh", "box")
    assert "Could not be read: UserLicense" in said.words
    report = cli.report()
    assert {gap["table"] for gap in report["gaps"]} >= {"user_license", "permission_set_license", "package_license"}
    for row in report["rows"]:
        assert row["provisioned"] in (expected.found.licenses[row["kind"], row["id"]]["provisioned"], None)
