"""The sums, sentences and charts of the Licenses panel, whatever could not be read (definitions section 2)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fakes import NOON, price
from inventory import INVENTORY
from panel_workspace import LicensesWorkspace as Workspace
from resilience.hidden_org import whole_org
from rows_org import profile, sid, user_license, users
from seatwise.app.inputs import query_of
from seatwise.app.report_context import report_context
from seatwise.domain.licensing.entries import EntitlementOverride
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.metrics.licenses.license_totals import NAMED_SEATS
from seatwise.metrics.licenses.licenses import LICENSE_DETAIL
from seatwise.panels.declaration.result import Row
from seatwise.render.cell import format_display

Rows = Mapping[str, Row]
TRIAL = {"Id": sid("050", 1), "NamespacePrefix": "T", "Status": "Trial", "AllowedLicenses": 3, "UsedLicenses": 1}


ENDS: list[Row] = [
    {"Id": sid("0PL", n), "DeveloperName": key, "MasterLabel": key, "PermissionSetLicenseKey": key, "Status": "Active",
     "TotalLicenses": 10, "UsedLicenses": 4, "ExpirationDate": end}
    for n, (key, end) in enumerate({"forever": None, "ended": date(2026, 11, 20), "ends": date(2026, 11, 21)}.items())
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake", reads=INVENTORY)


@pytest.mark.parametrize(
    ("hidden", "seats"),
    [
        ([], "80 of 100 seats assigned"),
        (["UsedLicenses"], "100 seats provisioned, assigned not known"),
        (["TotalLicenses"], "80 seats assigned, provisioned not known"),
        (["TotalLicenses", "UsedLicenses"], "seats not known"),
    ],
)
def test_the_headline_of_a_license_says_what_is_not_known(workspace: Workspace, hidden: list[str], seats: str) -> None:
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}
    workspace.read(tables, hidden_columns=[f"user_license.{field}" for field in hidden])
    assert workspace.run("license", key="SFDC").headline == f"Salesforce, {seats}, no provisioned cost known."


def test_where_not_every_license_could_be_read_their_number_is_the_least_there_can_be(workspace: Workspace) -> None:
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}
    workspace.read(tables)
    assert workspace.run("licenses").headline.startswith("1 license, no price set")
    workspace.read(tables, hidden=["package_license"])
    assert workspace.run("licenses").headline.startswith("At least 1 license, no price set")


@pytest.mark.parametrize(
    "hidden",
    [
        {},
        {"hidden": ["user_license"]},
        *({"hidden_columns": [f"user_license.{field}"]} for field in ("Status", "TotalLicenses", "UsedLicenses")),
        {"hidden_columns": ["user_license.LicenseDefinitionKey"]},
    ],
    ids=str,
)
def test_the_seats_chart_draws_the_sums_of_named_licenses(workspace: Workspace, hidden: dict[str, list[str]]) -> None:
    workspace.read(whole_org(), **hidden)
    drawn = workspace.sources.engine.query(query_of(NAMED_SEATS, report_context("acme", workspace.sources))).rows
    named = [total for total in workspace.run("licenses", disabled=True).totals if total["group"] == "Named"]
    figures = [column.name for column in NAMED_SEATS.columns]
    assert [{name: total[name] for name in figures} for total in named] == list(drawn)


def test_the_seats_chart_leaves_disabled_licenses_out(workspace: Workspace) -> None:
    disabled = user_license(2, "Salesforce Platform", "AUL", 50, 0, Status="Disabled")
    workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80), disabled)
    (drawn,) = workspace.sources.engine.query(query_of(NAMED_SEATS, report_context("acme", workspace.sources))).rows
    assert (drawn["provisioned"], drawn["provisioned_missing"]) == (100, 0)


def test_an_object_that_the_org_does_not_offer_leaves_the_number_of_licenses_known(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "10")])
    workspace.permissions = {"View Setup and Configuration": True}
    seats = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}
    workspace.read(seats, hidden=["active_feature_license_metric"])
    overall = workspace.run("licenses").overall
    names = ("licenses", "licenses_missing", "provisioned", "provisioned_missing", "provisioned_cost_missing")
    assert [overall[name] for name in names] == [1, 0, 100, 0, 0]


def test_a_count_says_of_how_many_licenses_it_is_not_known_whether_they_belong(workspace: Workspace) -> None:
    add_ons = [
        {
            "Id": sid("0PL", n),
            "MasterLabel": key,
            "PermissionSetLicenseKey": key,
            "TotalLicenses": 5,
            "UsedLicenses": 1,
            "Status": "Active",
        }
        for n, key in ((1, "A"), (2, "B"))
    ]
    workspace.book.record("acme", [price("A", "10", kind=Kind.PERMISSION_SET), price("SFDC", "10")])
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, None)], "permission_set_license": add_ons}
    workspace.read(tables, hidden_columns=["user_license.LicenseDefinitionKey", "user_license.UsedLicenses"])
    result = workspace.run("licenses")
    counts = ("licenses_without_price", "unlimited_licenses", "licenses_with_unassigned", "over_assigned_licenses")
    assert [(result.overall[name], result.overall[f"{name}_missing"]) for name in counts] == [
        (1, 1),  # B has none; the key of the user license could not be read
        (0, 0),
        (2, 1),
        (None, 1),
    ]
    sums = ("unassigned_seats", "over_assigned", "unlimited_assigned_cost", "login_pool_cost")
    assert [result.overall[f"{name}_missing"] for name in sums] == [1, 1, 0, 0]
    assert result.headline.endswith("No price set: at least 1 of 3 licenses.")
    assert any(note.startswith("At least 1 license without a price: ") for note in result.notes)


def test_a_trial_is_summed_apart_and_not_drawn_among_what_is_paid_for(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "10"), price("T", "7", kind=Kind.PACKAGE)])
    workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 4), package_license=[TRIAL])
    sums = {row["group"]: row["provisioned_cost"] for row in workspace.run("licenses").totals}
    assert (sums["all"], sums["trial or expired"]) == (50, 21)
    chart = workspace.draw("licenses")["costs"]
    assert [row[:2] for row in chart.body] == [("Salesforce", "50.00")]
    assert chart.caption == "1 license trial or expired: not drawn."


def test_a_sum_of_licenses_without_a_price_says_so_on_every_panel_and_one_that_is_not_known_says_that(
    workspace: Workspace,
) -> None:
    people = {"profile": [profile(1, 1)], "user": users(1, 1)}
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)], **people}
    workspace.read(tables)
    panels = {"licenses": "group", "profiles": "group", "overview": "org", "trends": "snapshot"}

    def costs() -> dict[str, str]:
        found = {}
        for name, key in panels.items():
            result = workspace.run(name)
            row = result.totals[-1] if key == "group" else list(result.rows)[-1]
            columns = result.panel.total_columns if key == "group" else result.columns
            found[name] = format_display(result, row, next(each for each in columns if each.name == "assigned_cost"))
        return found

    assert costs() == dict.fromkeys(panels, "No price set")
    workspace.read(tables, hidden_columns=["user_license.LicenseDefinitionKey"])  # what its price is, is not known
    assert costs() == dict.fromkeys(panels, "not known")


def test_a_share_of_totals_says_how_many_licenses_it_leaves_out(workspace: Workspace) -> None:
    workspace.licenses(
        user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Chatter Free", "PID_CHATTER", -1, 5)
    )

    def share() -> str:
        result = workspace.run("licenses")
        column = next(each for each in result.panel.total_columns if each.name == "assigned_share")
        return format_display(result, result.overall, column)

    assert share() == "80.0% (1 left out)"
    workspace.read({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}, hidden=["package_license"])
    assert share() == "80.0% (some left out)"
    workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80))
    assert share() == "80.0%"


def test_a_sum_of_seats_that_may_be_too_many_says_how_many_licenses_it_leaves_out(workspace: Workspace) -> None:
    """Not that it is at least so much: the license left out may be over-assigned."""
    workspace.book.record("acme", [price("forever", "10", kind=Kind.PERMISSION_SET), price("SFDC", "10")])
    tables: dict[str, list[Row]] = {
        "user_license": [user_license(1, "Salesforce", "SFDC", 5, 80)],
        "permission_set_license": ENDS[:1],
    }
    workspace.read(tables, hidden_columns=["user_license.UsedLicenses"])
    result = workspace.run("licenses")
    names = ("unassigned", "unreconciled", "unreconciled_cost", "unassigned_cost")
    columns = [next(each for each in result.panel.total_columns if each.name == name) for name in names]
    shown = [format_display(result, result.overall, column) for column in columns]
    assert shown == ["6 (1 left out)", "4 (1 left out)", "40.00 (1 left out)", "at least 60.00"]


def test_the_notes_count_what_the_totals_count(workspace: Workspace) -> None:
    """Login licenses by what their yearly logins and their month are, and trials: columns of the totals."""
    pools = [
        user_license(n, f"{key} Login", key, 0, 0, MonthlyLoginsEntitlement=1000) for n, key in ((1, "M"), (2, "P"))
    ]
    workspace.book.record("acme", [EntitlementOverride("P", 5000, NOON.date(), NOON)])
    workspace.licenses(*pools, package_license=[TRIAL])
    result = workspace.run("licenses")
    trials = result.total("trial or expired")
    assert trials is not None
    assert (result.overall["estimated_pools"], result.overall["calendar_months"], trials["licenses"]) == (1, 2, 1)
    said = [note.partition(":")[0].partition(",")[0] for note in result.notes]
    assert "1 license with yearly logins of 12 x the monthly allowance at most" in said
    assert "2 licenses paid by login and counted by calendar month" in said
    assert "1 license trial or expired" in said


def test_where_a_kind_is_hidden_too_nobody_says_how_many_licenses_are_in_no_sum(workspace: Workspace) -> None:
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 5, 4)]}
    workspace.read(tables, hidden=["package_license"], hidden_columns=["user_license.Status"])
    notes = workspace.run("licenses").notes
    assert "Licenses that could not be listed, or that may be trials or expired, are excluded from all sums." in notes
    assert not any("of which it is not known" in note for note in notes)


def test_a_package_whose_status_is_hidden_may_be_a_trial_and_is_in_no_sum(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "10")])
    tables: dict[str, list[Row]] = {
        "user_license": [user_license(1, "Salesforce", "SFDC", 5, 4)],
        "package_license": [TRIAL],
    }
    for _ in range(2):
        workspace.read(tables, hidden_columns=["package_license.Status"])
    rows = workspace.rows("licenses", "key")
    assert [rows[key]["trial_or_expired"] for key in ("SFDC", "T")] == [False, None]
    sums = {row["group"]: (row["provisioned"], row["provisioned_missing"]) for row in workspace.run("licenses").totals}
    assert (sums["user"], sums["package"], sums["all"]) == ((5, 0), (None, 1), (5, 1))
    changes = workspace.run("changes", unchanged="1").totals[-1]
    assert (changes["provisioned_after"], changes["provisioned_after_missing"]) == (5, 1)
    points = workspace.run("trends", of="all").rows
    assert [row["provisioned"] for row in points] == [5, 5]
    (org,) = workspace.run("overview").rows
    assert (org["provisioned"], org["provisioned_cost"], org["provisioned_cost_missing"]) == (5, 50, 1)


def test_an_add_on_whose_end_is_hidden_may_have_ended_and_is_in_no_sum(workspace: Workspace) -> None:
    tables: dict[str, list[Row]] = {
        "user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)],
        "permission_set_license": ENDS,
    }
    rows = workspace.hiding(tables)
    assert {key: rows[key]["trial_or_expired"] for key in ("forever", "ended", "ends")} == {
        "forever": False, "ended": True, "ends": False
    }  # fmt: skip
    assert workspace.run("licenses").overall["provisioned"] == 120
    hidden = workspace.hiding(tables, "permission_set_license.ExpirationDate")
    assert {hidden[key]["trial_or_expired"] for key in ("forever", "ended", "ends")} == {None}
    result = workspace.run("licenses")
    for total in (result.overall, result.total("trial or expired")):
        assert total is not None
        assert (total["provisioned_missing"], total["licenses_missing"]) == (3, 3)
    assert (result.overall["provisioned"], result.overall["licenses"]) == (100, 1)
    assert any("3 licenses that may be trials" in note for note in result.notes)


def test_licenses_whose_status_is_hidden_are_in_no_sum_and_nobody_says_that_there_are_none(
    workspace: Workspace,
) -> None:
    rows = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}
    workspace.book.record("acme", [price("SFDC", "10")])
    workspace.read(rows, hidden_columns=["user_license.Status"])
    row = workspace.rows("licenses", "key")["SFDC"]
    assert (row["trial_or_expired"], row["provisioned_cost"]) == (None, 1000)
    for panel in ("licenses", "overview", "trends"):
        result = workspace.run(panel)
        total = result.overall if panel == "licenses" else next(iter(result.rows))
        assert (total["provisioned"], total["provisioned_missing"], total["licenses"]) == (
            (None, 1, None) if panel != "trends" else (100, 0, 1)  # one license alone is shown as it is
        )
    assert workspace.run("licenses").headline == "Which licenses are paid for is not known."


def test_the_provisioned_cost_is_the_sum_of_its_parts_over_assigned_seats_and_login_pools_included(
    workspace: Workspace,
) -> None:
    workspace.book.record("acme", [price("SFDC", "10"), price("X", "20"), price("Member", "0.5")])
    pool = user_license(3, "Member Login", "Member", 0, 0, MonthlyLoginsEntitlement=1000)
    workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "X", "X", 5, 7), pool)
    assert workspace.run("licenses").headline == (
        "Provisioned cost 7,100 EUR a year = assigned 940.00 + unassigned 200.00 - over-assigned 40.00 "
        "+ login pools 6,000."
    )


def test_what_unlimited_licenses_cost_is_taken_from_the_assigned_cost(workspace: Workspace) -> None:
    """So each part is a column of the totals; a part that there is not is none of 0.00."""
    workspace.book.record("acme", [price("SFDC", "10"), price("Free", "2")])
    workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 4), user_license(2, "Free", "Free", -1, 30))
    assert workspace.run("licenses").headline == (
        "Provisioned cost 50.00 EUR a year = assigned 100.00 - unlimited 60.00 + unassigned 10.00."
    )
    pool = user_license(3, "Member Login", "SFDC", 0, 0, MonthlyLoginsEntitlement=1000)
    workspace.licenses(pool)
    assert workspace.run("licenses").headline.endswith(" EUR a year = login pools 120,000.")


def test_the_provisioned_cost_is_no_sum_of_parts_that_are_known_of_other_licenses(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "10"), price("X", "1")])
    both = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "X", "X", 5, None)]
    workspace.licenses(*both[:1])
    assert workspace.run("licenses").headline.endswith(
        "Provisioned cost 1,000 EUR a year = assigned 800.00 + unassigned 200.00."
    )
    workspace.licenses(*both)
    assert workspace.run("licenses").headline == "Provisioned cost 1,005 EUR a year."


def test_the_seats_chart_says_what_it_lacks(workspace: Workspace) -> None:
    def said() -> str:
        return workspace.draw("licenses")["seats"].alt

    workspace.read({"user_license": [user_license(1, "Free", "PID_CSN_User", 100, 80)]})
    assert said() == "Nothing to draw: the org has no Named licenses."
    workspace.read({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]})
    assert said() == "Nothing to draw: a line needs two days on which this is known."
    workspace.read({"user_license": [user_license(1, "Salesforce", "SFDC", 90, 70)]})
    assert said().startswith("Lines over time. Provisioned 100 on 22 Nov 2026, 90 on 23 Nov 2026;")


@pytest.mark.parametrize(
    ("hidden", "given", "headline"),
    [
        ("UsedLicenses", {"has_unassigned": "1"}, "Of the licenses chosen by the filter: at least 1 license, no price"),
        ("UsedLicenses", {"has_unassigned": "1", "kind": "user"}, "No license is known to match the filter: not every"),
        ("LicenseDefinitionKey", {"no_price": "1"}, "Of the licenses chosen by the filter: at least 1 license, no pri"),
        ("LicenseDefinitionKey", {"no_price": "1", "search": "no such"}, "No license is known to match the filter: no"),
        ("LicenseDefinitionKey", {"no_price": "1", "kind": "package"}, "No license matches the filter."),
    ],
)
def test_a_license_that_may_match_the_filter_is_missing_from_every_sum(
    workspace: Workspace, hidden: str, given: Mapping[str, str], headline: str
) -> None:
    seats: list[Row] = [user_license(1, "Salesforce", "SFDC", 100, 80)]
    tables: Mapping[str, list[Row]] = {"user_license": seats, "permission_set_license": ENDS[:1]}
    workspace.read(tables, hidden_columns=[f"user_license.{hidden}"])
    result = workspace.run("licenses", **given)
    assert result.headline.startswith(headline)
    is_known = headline == "No license matches the filter."
    names = ("licenses_missing", "licenses_without_price_missing", "provisioned_missing", "provisioned_cost_missing")
    assert {result.overall[name] for name in names} == {0 if is_known else None}
    if "search" not in given and (row := result.total("permission_set")):
        assert row["licenses_missing"] == 0
    assert any("that may match the filter" in note for note in result.notes) is not is_known


def test_licenses_may_match_where_two_conditions_are_not_known(workspace: Workspace) -> None:
    tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]}
    workspace.read(tables, hidden_columns=["user_license.LicenseDefinitionKey", "user_license.UsedLicenses"])
    result = workspace.run("licenses", no_price="1", has_unassigned="1")
    assert (result.unsure, result.overall["licenses"], result.overall["licenses_missing"]) == (True, None, None)


def test_an_add_on_is_in_no_bucket_whatever_could_not_be_read(workspace: Workspace) -> None:
    tables: dict[str, list[Row]] = {
        "user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)],
        "permission_set_license": ENDS[:1],
    }
    workspace.read(tables, hidden_columns=["user_license.LicenseDefinitionKey"])
    found = [workspace.run("licenses", bucket=bucket) for bucket in ("Named", "Community Login")]
    assert [result.unsure for result in found] == [False, False]
    assert [(result.overall["licenses"], result.overall["licenses_missing"]) for result in found] == [
        (1, 0), (0, 0)
    ]  # fmt: skip


def test_whether_a_license_without_seats_is_unlimited_is_not_known_without_the_assigned_ones(
    workspace: Workspace,
) -> None:
    tables = {"user_license": [user_license(1, "Identity", "IDENTITY", 0, 80)]}
    workspace.read(tables, hidden_columns=["user_license.UsedLicenses"])
    for result in (workspace.run("licenses"), workspace.run("license", key="IDENTITY")):
        (row,) = (row for row in result.rows if row["key"] == "IDENTITY")
        columns = LICENSE_DETAIL.choose("provisioned", "unlimited", "has_unassigned", "assigned_share", "unassigned")
        assert [format_display(result, row, column) for column in columns] == ["not known"] * len(columns)
