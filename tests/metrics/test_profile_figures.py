"""The figures of profiles against definitions section 3, on orgs a person can check in the head, and on any org."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_rows import ago, login, person, touch
from examples import examples
from fakes import MemoryPrices, price
from panel_org import PanelOrg, Rows, by
from rows_org import profile, sid, user_license
from seatwise.app.inputs import query_of
from seatwise.metrics.profiles.profile_tree import PROFILE_TOTALS, PROFILE_TREE
from seatwise.metrics.profiles.profiles import FIGURES, PROFILES
from seatwise.metrics.query import Row
from seatwise.panels.registry import panel_of

PARTS = ("no_login_cost", "actor_cost", "login_only_cost")
SEATS, LOGINS = (
    user_license(1, "Salesforce", "SFDC", 100, 50),
    {
        **user_license(2, "Customer Community Login", "PID_Customer_Community_Login", 2000, 1000),
        "MonthlyLoginsEntitlement": 10_000,
    },
)


def priced(**amounts: str) -> MemoryPrices:
    book = MemoryPrices()
    book.record("acme", [price(key, amount) for key, amount in amounts.items()])
    return book


def tree(org: PanelOrg) -> Sequence[Row]:
    """Every row of the tree."""
    shown = query_of(PROFILES, org.context)
    return org.sources.engine.query(query_of(PROFILE_TREE, org.context, shown=shown)).rows


def totals(org: PanelOrg) -> dict[str, Row]:
    shown = query_of(PROFILES, org.context)
    return by(org.sources.engine.query(query_of(PROFILE_TOTALS, org.context, shown=shown)).rows, "group")


def profile_rows(org: PanelOrg) -> dict[str, Row]:
    return by((row for row in tree(org) if row["level"] == "profile"), "profile")


def sales(*, api_only: int = 1) -> Mapping[str, Rows]:
    """50 users of whom 40 logged in; 31 actors, of whom all but `api_only` logged in."""
    users = [person(number, LastLoginDate=ago(2 if number <= 40 else 50)) for number in range(1, 51)]
    actors = [*range(1, 32 - api_only), *range(41, 41 + api_only)]
    return {
        "user_license": [SEATS],
        "profile": [profile(1, 1)],
        "user": users,
        "record_touch": [touch(number) for number in actors],
    }


def test_the_worked_check_of_the_definitions_to_the_cent() -> None:
    rows = tree(PanelOrg(sales(), book=priced(SFDC="1980")))
    for row in [*rows, *totals(PanelOrg(sales(), book=priced(SFDC="1980"))).values()]:
        assert (row["users"], row["logged_in_users"], row["actors"], row["api_only_actors"]) == (50, 40, 31, 1)
        assert row["assigned_cost"] == Decimal("99000.00")
        assert [row[name] for name in PARTS] == [Decimal("19800.00"), Decimal("59400.00"), Decimal("19800.00")]
        assert row["api_only_cost"] == Decimal("1980.00")
        assert row["assigned_logins"] is None
        assert not any(value for name, value in row.items() if name.endswith("_missing"))


def test_a_pool_of_logins_is_shared_by_users_to_the_hundredth() -> None:
    users = [person(number, 1, LastLoginDate=ago(40 if number <= 450 else 2)) for number in range(1, 601)]
    users += [person(number, 2, LastLoginDate=ago(2)) for number in range(601, 1001)]
    tables = {"user_license": [LOGINS], "profile": [profile(1, 2), profile(2, 2)], "user": users}
    org = PanelOrg(tables, book=priced(PID_Customer_Community_Login="2.5"))
    large, license_row = profile_rows(org)["Profile 1"], by(tree(org), "id")["PID_Customer_Community_Login"]
    assert license_row["assigned_logins"] == Decimal("9863.01")
    assert (large["assigned_logins"], large["no_login_logins"]) == (Decimal("5917.81"), Decimal("4438.36"))
    assert (large["pool_cost"], large["pool_no_login_cost"]) == (Decimal("14794.53"), Decimal("11095.90"))
    assert [large[name] for name in ("assigned_cost", *PARTS)] == [None] * 4
    assert large["assigned_cost_missing"] == 0  # it has no meaning, so nothing is left out


def test_without_login_history_who_logged_in_after_the_snapshot_is_not_known() -> None:
    users = [person(1, LastLoginDate=ago(-0.01)), person(2, LastLoginDate=ago(2)), person(3, LastLoginDate=ago(90))]
    tables = {"user_license": [SEATS], "profile": [profile(1, 1)], "user": users, "login_day": [login(1)]}
    org = PanelOrg(tables, book=priced(SFDC="100"))
    whole, cut = profile_rows(org)["Profile 1"], profile_rows(org.without("login_day"))["Profile 1"]
    assert (whole["logged_in_users"], whole["logged_in_users_missing"]) == (2, 0)
    assert (cut["logged_in_users"], cut["logged_in_users_missing"]) == (1, 1)
    assert (whole["no_login_cost"], cut["no_login_cost"]) == (Decimal(100), Decimal(100))
    assert cut["no_login_cost_missing"] == cut["login_only_cost_missing"] == 1
    assert (cut["actor_cost"], cut["actor_cost_missing"]) == (Decimal(0), 0)  # nobody worked, whoever logged in


def test_a_history_that_holds_some_rows_only_says_nothing_of_a_last_login() -> None:
    tables = {
        **sales(),
        "user": [person(1, LastLoginDate=ago(-0.01))],
        "login_day": [login(1, days=60)],  # a later one may be missing
    }
    row = profile_rows(PanelOrg(tables).without("login_day.rows"))["Profile 1"]
    assert (row["logged_in_users"], row["logged_in_users_missing"]) == (None, 1)
    assert row["no_login_cost"] is None


def test_a_login_after_the_snapshot_counts_by_the_history_before_it() -> None:
    users = [person(number, LastLoginDate=ago(-0.01)) for number in (1, 2, 3)]
    history = [login(1), login(2, days=60), login(3, days=1, Success=False)]
    row = profile_rows(PanelOrg({**sales(), "user": users, "login_day": history}))["Profile 1"]
    assert (row["users"], row["logged_in_users"], row["logged_in_users_missing"]) == (3, 1, 1)
    assert row["never_logged_in"] == 0


def test_without_the_date_of_the_last_login_only_the_history_says_who_logged_in() -> None:
    tables = {**sales(), "login_day": [login(1), login(2, days=60)]}
    row = profile_rows(PanelOrg(tables, book=priced(SFDC="10")).without("user.LastLoginDate"))["Profile 1"]
    assert (row["logged_in_users"], row["logged_in_users_missing"]) == (1, 48)
    assert (row["no_login_cost"], row["no_login_cost_missing"]) == (Decimal(10), 48)
    assert row["never_logged_in"] is row["not_yet_onboarded"] is None


def test_a_tracked_object_that_could_not_be_read_leaves_actors_unknown_and_logins_known() -> None:
    org = PanelOrg(sales(), book=priced(SFDC="1980")).without("record_touch.Lead")
    for row in [*tree(org), *totals(org).values()]:
        assert (row["logged_in_users"], row["no_login_cost"]) == (40, Decimal("19800.00"))
        for name in ("actors", "api_only_actors", "api_only_cost", "actor_cost", "login_only_cost"):
            assert (row[name], row[f"{name}_missing"]) == (None, 50), name


def test_without_the_users_every_profile_is_there_and_nothing_is_counted() -> None:
    for hidden in ("user", "user.IsActive", "user.rows"):
        org = PanelOrg(sales(), book=priced(SFDC="1980")).without(hidden)
        for row in [*tree(org), *totals(org).values()]:
            counted = {name: value for name, value in row.items() if name in {each.name for each in FIGURES}}
            assert counted.pop("business_processes") == counted.pop("business_processes_missing")  # 0, or not known
            assert set(counted.values()) == {None}, hidden


@pytest.mark.parametrize("hidden", ["user.ProfileId", "profile", "profile.UserLicenseId", "user_license"])
def test_of_an_unknown_license_the_users_count_and_the_money_is_not_known(hidden: str) -> None:
    org = PanelOrg(sales(), book=priced(SFDC="1980")).without(hidden)
    overall = totals(org)["all"]
    assert (overall["users"], overall["logged_in_users"]) == (50, 40)
    assert (overall["assigned_cost"], overall["assigned_cost_missing"]) == (None, 50)
    assert {row["license_key"] for row in tree(org)} == {None, "(unknown license)"}
    assert {row["label"] for row in tree(org) if row["level"] == "bucket"} == {"License not known"}
    assert {row["id"] for row in tree(org) if row["level"] == "bucket"} == set(totals(org)) - {"all"}
    for row in [*tree(org), overall]:
        assert row.get("bucket") is row["by_login"] is row["priced"] is row.get("bucket_likely") is None
        for name in ("assigned_cost", "assigned_logins", "pool_cost"):
            assert (row[name], row[f"{name}_missing"]) == (None, 50)


def test_users_of_an_unknown_license_stand_beside_the_buckets_and_all_are_together_what_they_sum_to() -> None:
    tables = {**sales(), "user": [*sales()["user"], person(98, 99), person(99, None)]}
    org = PanelOrg(tables, book=priced(SFDC="1980"))  # profile 99 was not listed
    sums = totals(org)
    assert {name: total["users"] for name, total in sums.items()} == {
        "Named": 50, "Other": 1, "license not known": 1, "all": 52
    }  # fmt: skip
    assert {row["id"] for row in tree(org) if row["level"] == "bucket"} == set(sums) - {"all"}
    assert (sums["all"]["assigned_cost"], sums["all"]["assigned_cost_missing"]) == (Decimal(99_000), 1)
    assert [sums[name]["by_login"] for name in sums] == [False, False, None, False]


def test_users_without_a_profile_hold_no_license_and_cost_nothing() -> None:
    (row,) = (row for row in tree(PanelOrg({"user": [person(1, None)]})) if row["level"] == "profile")
    assert (row["profile"], row["license_key"], row["assigned_cost"]) == ("(no profile)", "(no license)", 0)
    assert (row["unit_price"], row["priced"], row["by_login"]) == (0, True, False)  # known, and nobody need enter it
    assert row["flags"] == ["never logged in", "no license"]


def test_without_a_price_money_is_blank_and_says_whom_it_leaves_out() -> None:
    org = PanelOrg(sales())
    for row in [*tree(org), totals(org)["all"]]:
        assert [row[name] for name in ("assigned_cost", *PARTS)] == [None] * 4
        assert [row[f"{name}_missing"] for name in ("assigned_cost", *PARTS)] == [50] * 4
        assert row["priced"] is False


def test_a_process_of_several_profiles_counts_once() -> None:
    kinds = [{"Id": sid("012", n), "Name": f"Type {n}", "SobjectType": "Lead", "IsActive": True} for n in (1, 2, 3)]
    pairs = ((1, 1), (1, 2), (2, 2), (2, 3))
    tables: Mapping[str, Sequence[Mapping[str, object]]] = {
        "user_license": [SEATS],
        "profile": [profile(1, 1), profile(2, 1)],
        "user": [person(1, 1), person(2, 2)],
        "record_type": kinds,
        "profile_record_type": [{"ProfileId": sid("00e", p), "RecordTypeId": sid("012", t)} for p, t in pairs],
    }
    rows = by(tree(PanelOrg(tables)), "label")
    counted = [rows[name]["business_processes"] for name in ("Profile 1", "Profile 2", "Salesforce", "Named")]
    assert counted == [2, 2, 3, 3]
    hidden = by(tree(PanelOrg(tables).without("record_type.BusinessProcessId")), "label")
    assert hidden["Salesforce"]["business_processes"] is None


def test_users_who_write_without_logging_in_are_flagged_and_their_money_is_itemized() -> None:
    row = profile_rows(PanelOrg(sales(api_only=9), book=priced(SFDC="1980")))["Profile 1"]
    assert (row["api_only_actors"], row["api_only_cost"]) == (9, Decimal("17820.00"))
    assert row["flags"] == []  # 31 actors, 40 logged in
    users = [person(1, LastLoginDate=ago(50)), person(2, LastLoginDate=ago(2))]
    tables = {**sales(), "user": users, "record_touch": [touch(1), touch(2)]}
    assert profile_rows(PanelOrg(tables, book=priced(SFDC="1")))["Profile 1"]["flags"] == ["writes without logging in"]


def test_a_user_created_thirty_days_ago_who_never_logged_in_is_not_yet_onboarded() -> None:
    users = [person(1, CreatedDate=ago(30)), person(2, CreatedDate=ago(30.01))]
    row = profile_rows(PanelOrg({**sales(), "user": users}))["Profile 1"]
    assert (row["never_logged_in"], row["not_yet_onboarded"]) == (2, 1)


@dataclass(frozen=True)
class World:
    """An org and its prices, as Hypothesis made them up."""

    tables: Mapping[str, Rows]
    prices: Mapping[str, Decimal]
    hidden: tuple[str, ...]

    @property
    def org(self) -> PanelOrg:
        return PanelOrg(self.tables, book=priced(**{key: str(amount) for key, amount in self.prices.items()})).without(
            *self.hidden
        )


DAYS = st.none() | st.floats(-1, 60)
OF_PROFILE = {1: 1, 2: 1, 3: 2, 4: 2, 5: 9}  # 9: a license that is not listed
FEW = examples(10)


@st.composite
def worlds(draw: st.DrawFn, hidden: st.SearchStrategy[tuple[str, ...]] = st.just(())) -> World:  # noqa: B008
    """Up to 30 users, some without a profile or of one that is not listed; a license by seat and one by login.

    Prices have four decimals, more than a seat's may have.
    """
    held = draw(st.lists(st.sampled_from([None, *OF_PROFILE, 99]), max_size=30))
    users = [
        person(number, of, LastLoginDate=_moment(draw(DAYS)), IsActive=draw(st.integers(0, 9)) > 0)
        for number, of in enumerate(held, start=1)
    ]
    pool = draw(st.none() | st.integers(0, 10_000))
    numbers = st.integers(1, len(users) + 3)
    return World(
        {
            "user_license": [SEATS, {**LOGINS, "MonthlyLoginsEntitlement": pool}],
            "profile": [profile(number, of) for number, of in OF_PROFILE.items()],
            "user": users,
            "record_touch": [touch(n, days=draw(st.floats(0, 30))) for n in draw(st.sets(numbers, max_size=15))],
            "login_day": [login(n, days=draw(st.floats(0, 60))) for n in draw(st.sets(numbers, max_size=9))],
        },
        draw(
            st.dictionaries(st.sampled_from(["SFDC", "PID_Customer_Community_Login"]), st.decimals(0, 5000, places=4))
        ),
        draw(hidden),
    )


def _moment(days: float | None) -> datetime | None:
    return None if days is None else ago(days)


HIDDEN = (
    (),
    (),
    ("login_day",),
    ("user.LastLoginDate",),
    ("login_day.rows",),
    ("record_touch",),
    ("user",),
    ("profile",),
)


@pytest.mark.slow
@FEW
@given(worlds(hidden=st.sampled_from(HIDDEN)))
def test_the_laws_of_the_tree_hold_for_any_org_whatever_is_hidden(world: World) -> None:
    rows, sums = tree(world.org), totals(world.org)
    for row in rows:
        the_parts_sum_to_the_whole_where_every_login_is_known(row)
        at_least_nothing_is_never_said(row)
        if row["level"] == "profile":
            a_profile_costs_its_known_parts_and_the_seats_of_unknown_logins(row)
        if row["level"] == "license":
            the_shares_of_a_pool_sum_to_the_pool(row)
    each_row_is_the_sum_of_those_below_it(rows)
    for row in rows:
        if row["level"] == "bucket":
            total = sums[str(row["id"])]
            assert {each.name: row[each.name] for each in FIGURES} == {each.name: total[each.name] for each in FIGURES}


def the_parts_sum_to_the_whole_where_every_login_is_known(row: Row) -> None:
    complete = not any(row[f"{name}_missing"] for name in ("assigned_cost", *PARTS))
    parts = [row[name] for name in PARTS]
    if row["assigned_cost"] is not None and complete and None not in parts:
        assert row["assigned_cost"] == sum(parts)  # type: ignore[arg-type]


def at_least_nothing_is_never_said(row: Row) -> None:
    nothing = [each.name for each in FIGURES if each.missing and row[each.name] == 0]
    assert not any(row[f"{name}_missing"] for name in nothing)


def a_profile_costs_its_known_parts_and_the_seats_of_unknown_logins(row: Row) -> None:
    if row["assigned_cost"] is not None and row["actors"] is not None:
        unknown = row["logged_in_users_missing"] * row["unit_price"]  # type: ignore[operator]
        assert row["assigned_cost"] == unknown + sum(Decimal(str(row[name] or 0)) for name in PARTS)


def the_shares_of_a_pool_sum_to_the_pool(row: Row) -> None:
    yearly = row["yearly_logins"]
    if row["by_login"] and isinstance(yearly, int) and row["users"] is not None:
        pool = (Decimal(yearly) * 30 / 365).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
        assert row["assigned_logins"] == pool


def each_row_is_the_sum_of_those_below_it(rows: Sequence[Row]) -> None:
    below: dict[str, list[Row]] = {}
    for row in rows:
        below.setdefault(str(row["parent"]), []).append(row)
    summed = [each.name for each in FIGURES if each.name != "business_processes"]
    for row in rows:
        for name in summed if row["level"] != "profile" else ():
            known = [each[name] for each in below[str(row["id"])] if each[name] is not None]
            says_something = known and (sum(known) or not row.get(f"{name}_missing"))  # type: ignore[arg-type]
            assert row[name] == (sum(known) if says_something else None)  # type: ignore[arg-type]


@FEW
@given(worlds())
def test_seats_cost_in_profiles_what_licenses_say_less_the_unreconciled_to_the_cent(world: World) -> None:
    by_license = by((row for row in tree(world.org) if row["level"] == "license"), "license_key")
    row = by(world.org.run(panel_of("licenses")).rows, "key")["SFDC"]
    if row["priced"] and "SFDC" in by_license:
        reconciled = row["assigned_cost"] - row["unreconciled_cost"]  # type: ignore[operator]
        assert by_license["SFDC"]["assigned_cost"] == reconciled


@pytest.mark.slow
@FEW
@given(worlds(), st.sampled_from([None, 1, 3, 99]))
def test_a_user_without_activity_never_raises_actors_or_logins(world: World, joins: int | None) -> None:
    users = [*world.tables["user"], person(900, joins)]
    one = totals(world.org)["all"]
    two = totals(World({**world.tables, "user": users}, world.prices, ()).org)["all"]
    for name in ("actors", "logged_in_users", "api_only_actors"):
        assert (one[name] or 0) == (two[name] or 0)
    assert one["users"] + 1 == two["users"]  # type: ignore[operator]
