"""How each license is bought: its bucket, and for login licenses the logins of a year and their run-out date."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from fakes import bucket_override, entitlement_override, price
from inventory import INVENTORY
from panel_workspace import LicensesWorkspace as Workspace
from rows_org import NOW, profile, sid, user_license, users
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.panels.declaration.result import Row, flags_of
from seatwise.render.cell import format_display

Rows = Mapping[str, Row]
TODAY = NOW.date()
KEY, NAME, LABEL, MONTHLY = (
    f"user_license.{field}" for field in ("LicenseDefinitionKey", "Name", "MasterLabel", "MonthlyLoginsEntitlement")
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake", reads=INVENTORY)


def test_yearly_logins_are_those_entered_then_the_tenant_entitlement_then_twelve_months(
    workspace: Workspace,
) -> None:
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    yearly = {
        "Id": sid("0aZ", 1),
        "MasterLabel": "Partner Community Logins",
        "Frequency": "Yearly",
        "CurrentAmountAllowed": 1000,
    }
    assert workspace.licenses(login)["PL"]["yearly_logins"] == 1200
    other = Workspace(workspace.folder / "2", workspace.book, reads=INVENTORY)
    assert other.licenses(login, tenant_usage_entitlement=[yearly])["PL"]["yearly_logins"] == 1000
    workspace.book.record("acme", [entitlement_override("PL", 777)])
    third = Workspace(workspace.folder / "3", workspace.book, reads=INVENTORY)
    assert third.licenses(login, tenant_usage_entitlement=[yearly])["PL"]["yearly_logins"] == 777


def test_an_ended_or_monthly_tenant_entitlement_is_no_yearly_figure(workspace: Workspace) -> None:
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    entitlement = {"MasterLabel": "Partner Community Login", "CurrentAmountAllowed": 5}
    rows = [
        {"Id": sid("0aZ", 1), **entitlement, "Frequency": "Monthly"},
        {"Id": sid("0aZ", 2), **entitlement, "Frequency": "Yearly", "EndDate": "2026-11-20"},
        {"Id": sid("0aZ", 3), **entitlement, "Frequency": "Yearly", "StartDate": "2026-11-22"},
    ]
    assert workspace.licenses(login, tenant_usage_entitlement=rows)["PL"]["yearly_logins"] == 1200


def test_a_hidden_entitlement_is_unknown_money_never_seats_times_a_price_per_login(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("PID_Customer_Community_Login", "3")])
    row = workspace.hiding(
        {"user_license": [user_license(1, "Customer Community Login", "PID_Customer_Community_Login", 10, 4)]},
        "user_license.MonthlyLoginsEntitlement",
        "user_license.MonthlyLoginsUsed",
    )["PID_Customer_Community_Login"]
    assert (row["bucket"], row["yearly_logins"], row["consumed"]) == ("Community Login", None, None)
    assert (row["provisioned_cost"], row["consumed_cost"]) == (None, None)
    assert row["bucket_reason"] == "Matched by its key."


def test_a_hidden_entitlement_does_not_hide_what_was_entered(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("PL", "3")])
    workspace.book.record("acme", [entitlement_override("PL", 100)])
    row = workspace.hiding(
        {"user_license": [user_license(1, "Partner Community Login", "PL", 10, 4)]},
        "user_license.MonthlyLoginsEntitlement",
    )["PL"]
    assert row["provisioned_cost"] == 300


def test_a_login_license_without_any_entitlement_costs_seats_times_price(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("PL", "3")])
    row = workspace.licenses(user_license(1, "Partner Community Login", "PL", 10, 4))["PL"]
    assert (row["yearly_logins"], row["provisioned_cost"]) == (None, 30)


@pytest.mark.parametrize(
    ("name", "key", "monthly", "bucket", "reason"),
    [
        ("Salesforce", "SFDC", None, "Named", "Matched by its key."),
        ("Umbenannt", "SFDC", None, "Named", "Matched by its key."),
        ("Customer Community", "PID_Customer_Community", None, "Named", "Matched by its key."),
        ("Customer Community", "PID_Customer_Community", 10, "Community Login", "Sold by logins: 10 a month."),
        ("Customer Community Login", "PID_Customer_Community_Login", None, "Community Login", "Matched by its key."),
        ("external apps login", "whatever", None, "Community Login", "Matched by its name."),
        ("Acme Portal Login", "ACME", None, "Community Login", "Its name or key ends in Login."),
        ("Chatter Free", "PID_UNKNOWN", None, "Other", "Matched by its name."),
        ("Dispatch Workspace", None, None, "Other", "No rule matches."),
    ],
)
def test_the_first_rule_that_fits_decides_the_bucket(
    workspace: Workspace, *, name: str, key: str | None, monthly: int | None, bucket: str, reason: str
) -> None:
    (row,) = workspace.licenses(user_license(1, name, key, 1, 1, MonthlyLoginsEntitlement=monthly)).values()
    assert (row["bucket"], row["bucket_reason"]) == (bucket, reason)


def test_your_override_beats_every_rule(workspace: Workspace) -> None:
    workspace.book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1, MonthlyLoginsEntitlement=5))["SFDC"]
    assert (row["bucket"], row["bucket_reason"], row["yearly_logins"]) == ("Other", "You chose it.", None)


def test_without_the_tenant_entitlements_twelve_months_are_used_and_marked_so(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("PL", "3")])
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    row = workspace.hiding({"user_license": [login]}, "tenant_usage_entitlement")["PL"]
    assert (row["yearly_logins"], row["provisioned_cost"]) == (1200, 3600)
    assert row["yearly_logins_source"] == "12 x the monthly allowance, as TenantUsageEntitlement could not be read"


def test_an_override_leaves_the_snapshots_of_earlier_days_as_they_were(workspace: Workspace) -> None:
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    tomorrow = TODAY + timedelta(days=1)
    workspace.book.record("acme", [bucket_override("SFDC", Bucket.OTHER, start=TODAY)])
    workspace.book.record("acme", [bucket_override("AUL", Bucket.OTHER, start=tomorrow)])
    workspace.book.record("acme", [bucket_override("PL", Bucket.NAMED)])
    workspace.book.record("acme", [bucket_override("PL", None, start=TODAY)])
    workspace.book.record("acme", [entitlement_override("PL", 900, start=TODAY)])
    workspace.book.record("acme", [entitlement_override("PL", 777, start=tomorrow)])
    org = (user_license(2, "Salesforce", "SFDC", 1, 1), user_license(3, "Salesforce Platform", "AUL", 1, 1), login)
    workspace.read({"user_license": org})
    first = workspace.rows("licenses", "key")
    assert {key: row["bucket"] for key, row in first.items()} == {
        "SFDC": "Other",
        "AUL": "Named",
        "PL": "Community Login",
    }
    assert (first["AUL"]["bucket_reason"], first["PL"]["yearly_logins"]) == ("Matched by its key.", 900)
    workspace.read({"user_license": org})
    next_day = workspace.rows("licenses", "key")
    assert (next_day["AUL"]["bucket_reason"], next_day["PL"]["yearly_logins"]) == ("You chose it.", 777)


def test_of_two_overrides_for_one_day_the_one_recorded_last_is_in_effect(workspace: Workspace) -> None:
    for bucket in (Bucket.OTHER, Bucket.COMMUNITY_LOGIN):
        workspace.book.record("acme", [bucket_override("SFDC", bucket)])
    for logins in (5, 7):
        workspace.book.record("acme", [entitlement_override("SFDC", logins)])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1))["SFDC"]
    assert (row["bucket"], row["yearly_logins"]) == ("Community Login", 7)


@pytest.mark.parametrize(
    ("name", "label", "hidden", "bucket", "likely"),
    [
        # the key decides before names do; with the key hidden, the names decide, likely
        ("Salesforce", "Salesforce", (), "Named", False),
        ("Salesforce", "Salesforce", (KEY,), "Named", True),
        ("Chatter Free", "Chatter Free", (KEY,), "Other", True),
        ("Acme Portal Login", "Acme Portal Login", (KEY,), "Community Login", True),
        # hidden names change nothing where the key is known
        ("Salesforce", "Salesforce", (NAME, LABEL), "Named", False),
        # a hidden allowance could have said that logins are bought
        ("Salesforce", "Salesforce", (MONTHLY,), "Named", True),
    ],
)
def test_a_bucket_that_a_hidden_field_could_have_changed_is_likely(
    workspace: Workspace, *, name: str, label: str, hidden: tuple[str, ...], bucket: str, likely: bool
) -> None:
    org = {"user_license": [user_license(1, name, "SFDC", 1, 1, MasterLabel=label)]}
    (row,) = workspace.hiding(org, *hidden).values()
    assert (row["bucket"], row["bucket_likely"]) == (bucket, likely)
    assert ("Likely" in str(row["bucket_reason"])) is likely


@pytest.mark.parametrize(
    ("name", "label", "hidden", "bucket", "likely"),
    [
        ("External Apps Login", "Renamed", (LABEL,), "Community Login", False),  # its name is known, before the label
        ("Renamed", "External Apps Login", (NAME,), "Community Login", True),
        ("Acme Login", "Acme", (MONTHLY,), "Community Login", False),  # the allowance could only have said the same
        ("Acme", "Acme", (LABEL,), "Other", True),
        ("Acme", "Acme", (), "Other", False),
    ],
)
def test_of_an_unknown_key_the_names_decide(
    workspace: Workspace, *, name: str, label: str, hidden: tuple[str, ...], bucket: str, likely: bool
) -> None:
    org = {"user_license": [user_license(1, name, "ACME_KEY", 1, 1, MasterLabel=label)]}
    (row,) = workspace.hiding(org, *hidden).values()
    assert (row["bucket"], row["bucket_likely"]) == (bucket, likely)


def test_with_the_key_hidden_an_override_cannot_be_looked_up_and_the_bucket_is_likely(workspace: Workspace) -> None:
    org = {"user_license": [user_license(1, "Salesforce", "SFDC", 1, 1, MonthlyLoginsEntitlement=5)]}
    (row,) = workspace.hiding(org, KEY).values()
    assert (row["bucket"], row["bucket_likely"]) == ("Community Login", False)
    workspace.book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    (row,) = workspace.hiding(org, KEY).values()
    assert (row["bucket"], row["bucket_likely"]) == ("Community Login", True)
    workspace.book.record("acme", [bucket_override("SFDC", None)])
    (row,) = workspace.hiding(org, KEY).values()
    assert row["bucket_likely"] is False


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize(
    ("used", "allowance", "status", "runs_out"),
    [
        (2_038, 3_000, "Active", None),  # 20 days, 9 hours and 12 minutes of 30 days have passed: 2,038.3 is the pace
        (2_039, 3_000, "Active", date(2026, 11, 30)),
        (2_999, 3_000, "Active", TODAY),
        (9_000, 10_000, "Active", date(2026, 11, 23)),
        (0, 10_000, "Active", None),
        (None, 10_000, "Active", None),
        (9_000, None, "Active", None),
        (10_000, 10_000, "Active", TODAY),
        (9_000, 10_000, "Disabled", None),
        (9_000, 0, "Active", None),
        (0, 0, "Active", None),
    ],
)
def test_logins_run_out_at_the_present_pace(
    workspace: Workspace, *, used: int | None, allowance: int | None, status: str, runs_out: date | None
) -> None:
    row = workspace.licenses(
        user_license(
            1,
            "Partner Community Login",
            "PL",
            10,
            5,
            MonthlyLoginsEntitlement=allowance,
            MonthlyLoginsUsed=used,
            Status=status,
        )
    )["PL"]
    assert row["runs_out"] == runs_out
    assert ("runs out this month" in row["flags"]) is (runs_out is not None)  # type: ignore[operator]


def test_logins_never_run_out_before_today_or_after_the_month(workspace: Workspace) -> None:
    pools = [(used, allowance) for used in (1, 7, 999, 10**9) for allowance in (1, 2, 8, 1_000, 1_400, 10**9 + 1)]
    rows = workspace.licenses(
        *(
            user_license(
                n, f"Pool {n} Login", f"P{n}", 1, 1, MonthlyLoginsEntitlement=allowance, MonthlyLoginsUsed=used
            )
            for n, (used, allowance) in enumerate(pools)
        )
    )
    dates = [row["runs_out"] for row in rows.values() if row["runs_out"] is not None]
    assert len(rows) == len(pools)
    assert len(dates) >= len(pools) / 2
    assert all(TODAY <= day <= date(2026, 11, 30) for day in dates)  # type: ignore[operator]


def _dated(start: date | None) -> Row:
    return {
        "Id": sid("0aZ", 1),
        "MasterLabel": "Partner Community Logins",
        "Frequency": "Yearly",
        "CurrentAmountAllowed": 120_000,
        "StartDate": start,
    }


@pytest.mark.parametrize(
    ("start", "month", "runs_out"),
    [
        (None, date(2026, 11, 1), None),  # 3,000 in 20.4 of 30 days
        (date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 22)),  # 3,000 in 0.38 days: 10,000 in 1.3
        (date(2026, 3, 15), date(2026, 11, 15), date(2026, 12, 6)),  # 3,000 in 6.4 days: 10,000 in 21.3
        (date(2025, 12, 22), date(2026, 10, 22), None),
        (date(2026, 1, 31), date(2026, 10, 31), None),  # until 30 Nov: a month without a 31st begins on its last day
    ],
)
def test_the_month_of_logins_is_the_contracts_where_it_is_dated(
    workspace: Workspace, start: date | None, month: date, runs_out: date | None
) -> None:
    pool = user_license(
        1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=10_000, MonthlyLoginsUsed=3_000
    )
    row = workspace.licenses(pool, tenant_usage_entitlement=[_dated(start)])["PL"]
    assert (row["month_start"], row["runs_out"]) == (month, runs_out)
    said = any("counted by calendar month" in note for note in workspace.run("licenses").notes)
    assert said is (start is None)


def test_a_seat_license_has_no_month(workspace: Workspace) -> None:
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 10, 5))["SFDC"]
    assert (row["month_start"], row["month_source"]) == (None, None)


def test_with_the_key_hidden_nothing_is_known_by_it_and_the_name_is_said_to_stand_for_it(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "100")])
    tables = {"user_license": [user_license(1, "SFDC", "X", 10, 4)], "profile": [profile(1, 1)], "user": users(1, 1)}
    row = workspace.hiding(tables, KEY)["SFDC"]
    assert str(row["bucket_reason"]).startswith("Matched by its name. Likely")
    assert row["priced"] is row["unit_price"] is None
    assert "key not known" in flags_of(row)
    for row in workspace.run("profiles", level="tree").rows:
        assert ("price not known" in flags_of(row)) is (row["level"] != "bucket")
    detail = workspace.run("license", key="user:SFDC")
    section = next(section for section in detail.sections if section.table.name == "prices")
    (entry,) = section.rows  # of what was entered for that text, which may be the key of another license
    assert entry["in_effect"] is None
    in_effect = next(column for column in section.table.columns if column.name == "in_effect")
    assert format_display(detail, entry, in_effect) == "not known"


def test_with_the_name_hidden_a_key_that_no_name_is_part_of_is_known_and_so_is_its_price(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "100")])
    rows = workspace.hiding(
        {"user_license": [user_license(1, "A", "SFDC", 1, 1), *(user_license(n, str(n), "K", 1, 1) for n in (2, 3))]},
        NAME,
    )
    known, *shared = rows.values()
    assert (known["key"], known["unit_price"], "key not known" in flags_of(known)) == ("SFDC", 100, False)
    assert [(row["unit_price"], "key not known" in flags_of(row)) for row in shared] == [(None, True)] * 2
