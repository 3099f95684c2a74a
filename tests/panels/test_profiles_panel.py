"""The Profiles panel: its levels, filters, sentences, questions and charts, whatever could not be read."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from activity_rows import ago, login, person, touch
from fakes import MemoryPrices, price
from panel_org import PanelOrg, Rows, by
from rows_org import profile, sid, user_license
from seatwise.app.reports.run_charts import draw_charts
from seatwise.app.reports.run_panel import panel_queries
from seatwise.charts.chart import Drawing
from seatwise.charts.cost_by_use import COST_BY_USE
from seatwise.charts.vega import THEMES, specification
from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import ACTORS_FILE
from seatwise.panels.processes import PROCESSES
from seatwise.panels.profiles import PROFILES
from seatwise.panels.registry import panel_of

COMMUNITY = "PID_Customer_Community"


def tables() -> Mapping[str, Rows]:
    """Sales: 4 users, 3 logged in, 2 of them actors. Partners: 2 members. Guests: 3 users of a login license."""
    users = [person(number, 1, LastLoginDate=ago(2 if number < 4 else 50)) for number in range(1, 5)]
    users += [person(number, 2, LastLoginDate=ago(2)) for number in (5, 6)]
    users += [person(number, 3, LastLoginDate=ago(50)) for number in (7, 8, 9)]
    return {
        "user_license": [
            user_license(1, "Salesforce", "SFDC", 10, 4),
            user_license(2, "Customer Community", COMMUNITY, 10, 2),
            {**user_license(3, "Customer Community Login", f"{COMMUNITY}_Login", 10, 3), "MonthlyLoginsEntitlement": 9},
        ],
        "profile": [
            {**profile(1, 1), "Name": "Sales", "UserType": "Standard"},
            {**profile(2, 2), "Name": "Members", "UserType": "CspLitePortal"},
            {**profile(3, 3), "Name": "Members", "UserType": "CspLitePortal"},
        ],
        "user": users,
        "record_touch": [touch(1), touch(2)],
        "login_day": [login(1), login(2, days=5), login(3, "Remote Access 2.0", days=9)],
        "record_type": [{"Id": sid("012", 1), "Name": "Lead", "SobjectType": "Lead", "IsActive": True}],
        "profile_record_type": [
            {"ProfileId": sid("00e", of), "RecordTypeId": sid("012", 1), "Source": "profile metadata"} for of in (1, 2)
        ],
    }


def org(**prices: str) -> PanelOrg:
    book = MemoryPrices()
    book.record("acme", [price(key, amount) for key, amount in prices.items()])
    return PanelOrg(tables(), book=book)


def drawing(of: PanelOrg, name: str) -> Drawing:
    queries = panel_queries(PROFILES, {}, of.sources, org="acme")
    return {chart.name: drawn for chart, drawn in draw_charts(queries, of.sources)}[name]


def test_a_level_has_its_rows_and_the_tree_has_them_all() -> None:
    labels = {
        level: [row["label"] for row in org().run(PROFILES, level=level).rows] for level in PROFILES.params[0].choices
    }
    assert labels["bucket"] == ["Named", "Community Login"]
    assert labels["license"] == ["Customer Community", "Salesforce", "Customer Community Login"]
    assert labels["profile"] == ["Members (Customer Community)", "Sales", "Members (Customer Community Login)"]
    assert len(labels["tree"]) == 8
    assert "user" not in labels  # users have a panel of their own


def test_the_answer_adds_up_and_a_filter_says_that_it_is_one() -> None:
    whole = org(SFDC="100", **{COMMUNITY: "10"}).run(PROFILES)
    assert whole.headline == (
        "5 of 9 users logged in within 30 days. Assigned cost 420.00 EUR a year = "
        "actor 200.00 + login only 120.00 + no login 100.00."
    )
    sales = org(SFDC="100").run(PROFILES, license="salesforce")
    assert sales.headline.startswith("Of the profiles chosen by the filter: 3 of 4 users")
    assert [total["group"] for total in sales.totals] == ["Named", "all"]
    assert org().run(PROFILES, search="nobody").headline == "No profile matches the filter."


def test_without_prices_the_answer_says_so() -> None:
    assert org().run(PROFILES).headline.endswith("The cost is not known: none of their licenses has a price.")
    some = org(SFDC="100").run(PROFILES)
    assert "Assigned cost at least 400.00" in some.headline
    assert "No price is set for 2 of 3 profiles: their cost is blank and left out of the sums." in some.notes


@pytest.mark.parametrize(
    ("hidden", "sentence"),
    [
        ("user", "Who holds the seats is not known: the users could not be read."),
        ("user.LastLoginDate", "At least 3 of 9 users logged in within 30 days."),
        ("record_touch.Case", "5 of 9 users logged in within 30 days. Assigned cost at least 400.00 EUR a year, "),
    ],
)
def test_the_answer_claims_nothing_that_rests_on_what_is_hidden(hidden: str, sentence: str) -> None:
    result = org(SFDC="100").without(hidden).run(PROFILES)
    assert result.headline.startswith(sentence)
    assert [gap.what for gap in result.gaps] == [hidden]
    assert "actor 0" not in result.headline


def test_a_gap_that_no_figure_needs_is_not_counted_against_the_panel() -> None:
    assert org().without("permission_set_license", "package_license", "user.Department").run(PROFILES).gaps == ()


def test_logins_that_are_not_known_are_said_and_counted() -> None:
    rows = [{**row, "LastLoginDate": ago(-0.1)} if row["Id"] == sid("005", 4) else row for row in tables()["user"]]
    result = PanelOrg({**tables(), "user": rows}).without("login_day").run(PROFILES)
    assert any(note.startswith("1 user without a known last login") for note in result.notes)
    assert result.overall["logged_in_users_missing"] == 1


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"license": "customer community"}, ["Members"]),
        ({"license": COMMUNITY.lower()}, ["Members"]),
        ({"license": sid("100", 1)[:15]}, ["Sales"]),
        ({"profile": "MEMBERS"}, ["Members (Customer Community)", "Members (Customer Community Login)"]),
        ({"profile": sid("00e", 1)}, ["Sales"]),
        ({"profile": "Members", "license": COMMUNITY}, ["Members"]),
        ({"bucket": "Community Login"}, ["Members"]),
        ({"search": "sal"}, ["Sales"]),
        ({"api_only": "1"}, []),
    ],
)
def test_a_filter_takes_names_keys_and_ids_in_any_case(given: Mapping[str, str], found: list[str]) -> None:
    assert [row["label"] for row in org().run(PROFILES, **given).rows] == found


@pytest.mark.parametrize(
    ("given", "says"), [({"license": "Salesfroce"}, "Nearest: Salesforce"), ({"profile": "Sale"}, "Nearest: Sales")]
)
def test_a_name_that_is_not_there_is_refused_with_the_nearest(given: Mapping[str, str], says: str) -> None:
    with pytest.raises(UsageError) as refused:
        org().run(PROFILES, **given)
    assert says in refused.value.next_step


def test_each_question_is_answered_by_its_panel() -> None:
    answers = {
        preset.name: [
            row["profile"]
            for row in org(SFDC="100", **{COMMUNITY: "10"}).run(panel_of(preset.panel), **preset.values).rows
        ]
        for preset in PROFILES.presets
    }
    assert answers["renegotiate"] == ["Sales", "Members"]
    assert answers["who-works"] == ["Sales", "Members"]
    assert answers["communities"] == ["Members", "Members"]  # by member and by login


def test_the_chart_of_use_shows_every_license_with_a_price_to_the_cent() -> None:
    drawn = drawing(org(SFDC="100", **{COMMUNITY: "10"}), "use")
    assert drawn.body == (
        ("Salesforce", "200.00", "100.00", "100.00", "400.00"),
        ("Customer Community", "0.00", "20.00", "0.00", "20.00"),
    )
    assert drawn.caption == "1 license paid by login: not drawn."
    for theme in THEMES.values():
        assert theme.actor in str(specification(drawn, theme))
    assert drawing(org(), "use").alt.startswith("Nothing to draw: no license")
    unread = org(SFDC="100").without("user_license.LicenseDefinitionKey", remedy="Show the key.")
    reason = "UserLicense.LicenseDefinitionKey could not be read. Show the key."
    assert drawing(unread, "use").alt == f"Nothing to draw: {reason}"


@pytest.mark.parametrize(
    ("hidden", "without_price", "by_login"),
    [
        ((), (2, 0), (1, 0)),
        (("user_license.LicenseDefinitionKey",), (None, 3), (1, 0)),
        (("user_license",), (None, 3), (None, 3)),
    ],
)
def test_a_count_of_profiles_says_of_how_many_it_is_not_known(
    hidden: tuple[str, ...], without_price: tuple[int | None, int], by_login: tuple[int | None, int]
) -> None:
    overall = org(SFDC="100").without(*hidden).run(PROFILES).overall
    counts = ("profiles_without_price", "login_profiles")
    assert [(overall[name], overall[f"{name}_missing"]) for name in counts] == [without_price, by_login]


def test_the_chart_of_use_shows_what_is_not_known_as_that() -> None:
    drawn = drawing(org(SFDC="100").without("record_touch.Case"), "use")
    assert drawn.head[-2] == "Not known, EUR a year"
    assert drawn.body[0] == ("Salesforce", "", "", "100.00", "300.00", "400.00")
    assert sum(Decimal(str(mark["money"])) for mark in drawn.marks) == 400


def test_many_licenses_share_a_bar_and_nothing_is_lost() -> None:
    licenses = [user_license(n, f"License {n:02}", f"K{n}", 9, 1) for n in range(1, 21)]
    many = {
        "user_license": licenses,
        "profile": [profile(n, n) for n in range(1, 21)],
        "user": [person(n, n, LastLoginDate=ago(2)) for n in range(1, 21)],
    }
    book = MemoryPrices()
    book.record("acme", [price(f"K{n}", str(n)) for n in range(1, 21)])
    drawn = drawing(PanelOrg(many, book=book), "use")
    assert len(drawn.body) == drawn.bars == 13
    assert drawn.body[-1][0] == "8 others"
    assert sum(Decimal(str(mark["money"])) for mark in drawn.marks) == 210
    for narrow, plot in ((False, 640 - 205), (True, 360 - 125)):
        bars, texts = specification(drawn, THEMES["light"], narrow=narrow)["layer"]
        end = bars["encoding"]["x"]["scale"]["domain"][1]
        for mark in (mark for mark in drawn.marks if "whole" in mark):
            text = 7 * len(str(mark[texts["encoding"]["text"]["field"]]))
            assert float(str(mark["whole"])) / end * plot < plot - text - 6


def test_the_chart_of_logins_sums_days_and_kinds_and_days_without_any_are_days() -> None:
    rows = [
        *(login(1, days=3, Logins=5), login(2, "SAML Sfdc Initiated SSO", days=3, Logins=2)),
        *(login(1, "Remote Access 2.0", days=3, Logins=40), login(1, "Teleport", days=1)),
        login(1, days=1, Logins=3, Success=False),
    ]
    drawn = drawing(PanelOrg({"login_day": rows}), "logins")
    assert drawn.head == ("Day (UTC)", "People", "Programs (API)", "Unknown kind", "Failed")
    assert drawn.body == (
        ("18 Nov 2026", "7", "40", "0", "0"),
        ("19 Nov 2026", "0", "0", "0", "0"),
        ("20 Nov 2026", "0", "0", "1", "3"),
        ("21 Nov 2026", "0", "0", "0", "0"),
    )
    assert "The busiest day was 18 Nov 2026 with 47." in drawn.alt
    assert drawn.caption.startswith("3 failed logins")


@pytest.mark.parametrize("hidden", ["login_day", "login_day.rows"])
def test_a_login_history_that_could_not_be_read_is_no_chart_of_days_without_logins(hidden: str) -> None:
    drawn = drawing(org().without(hidden, reason="Nobody may see it.", remedy="Give Manage Users."), "logins")
    assert (drawn.marks, drawn.body) == ((), ())
    assert drawn.alt == "Nothing to draw: the login history is not known. Nobody may see it. Give Manage Users."


def test_the_processes_of_a_profile_a_license_or_a_bucket_are_listed_each_once() -> None:
    counted = {
        typed: [(row["process"], row["profiles"]) for row in org().run(PROCESSES, profile=typed).rows]
        for typed in ("Sales", sid("00e", 1), "Members", "Salesforce", "Named", "Community Login")
    }
    assert counted["Sales"] == counted[sid("00e", 1)] == counted["Salesforce"] == [("Lead", 1)]
    assert (counted["Members"], counted["Named"], counted["Community Login"]) == ([("Lead", 1)], [("Lead", 2)], [])
    assert org().run(PROCESSES, profile="Named").headline == "1 business process of the bucket Named."
    hidden = org().without("profile_record_type").run(PROCESSES, profile="Named")
    assert hidden.headline.startswith("Which business processes these profiles work in is not known")
    with pytest.raises(UsageError, match="No active user has the profile"):
        org().run(PROCESSES, profile="Nobody")


@pytest.mark.parametrize("hidden", ["business_process", "business_process.Name"])
def test_the_name_of_a_record_type_is_no_name_of_a_business_process(hidden: str) -> None:
    types = [
        {
            "Id": sid("012", 1),
            "Name": "Lead",
            "SobjectType": "Lead",
            "IsActive": True,
            "BusinessProcessId": sid("019", 1),
        }
    ]
    found = PanelOrg({**tables(), "record_type": types, "business_process": [{"Id": sid("019", 1), "Name": "Inbound"}]})
    assert [row["process"] for row in found.run(PROCESSES, profile="Sales").rows] == ["Inbound"]
    result = found.without(hidden).run(PROCESSES, profile="Sales")
    assert [(row["process"], row["kind"]) for row in result.rows] == [
        ("(unknown business process)", "business process")
    ]
    assert [gap.what for gap in result.gaps] == [hidden]
    with pytest.raises(UsageError, match="Whether a profile works in the business process 'Inbound' is not known"):
        found.without(hidden).run(PROFILES, process="Inbound")


@pytest.mark.parametrize("hidden", ["user_license", "profile.UserLicenseId", "user.ProfileId", "profile"])
def test_what_no_active_user_has_is_not_said_where_licenses_are_not_known(hidden: str) -> None:
    unread = org().without(hidden)
    for typed, named in (
        ("Named", "a license of the bucket 'Named'"),
        ("Salesforce", "the profile or license 'Salesforce'"),
    ):
        with pytest.raises(UsageError, match=f"Whether an active user has {named} is not known"):
            unread.run(PROCESSES, profile=typed)
    with pytest.raises(UsageError, match="Whether an active user has the license 'Salesforce' is not known"):
        unread.run(PROFILES, license="Salesforce")
    said = "No profile is known to match the filter: not everything that it needs could be read."
    assert unread.run(PROFILES, bucket="Named").headline == said
    unknown = unread.run(PROCESSES, profile="license not known")
    assert unknown.title == "Business processes of the license (unknown license)"
    with pytest.raises(UsageError, match="No active user has a license of the bucket 'Other'"):
        org().run(PROCESSES, profile="Other")


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("sales", "the profile Sales"),
        ("SFDC", "the license Salesforce"),
        ("Named", "the bucket Named"),
    ],
)
def test_the_title_says_whose_processes_they_are(typed: str, subject: str) -> None:
    found = org().run(PROCESSES, profile=typed)
    assert found.title == f"Business processes of {subject}"


def test_profiles_are_found_by_a_business_process_they_work_in() -> None:
    (process,) = org().run(PROCESSES, profile="Named").rows
    for typed in (process["process_id"], "lead"):
        found = [row["profile"] for row in org().run(PROFILES, process=typed).rows]
        assert len(found) == process["profiles"] == 2
    with pytest.raises(UsageError, match="No profile works in the business process 'Leda'") as refused:
        org().run(PROFILES, process="Leda")
    assert refused.value.next_step == "Did you mean Lead?"


def test_a_chart_is_explained_by_a_column_of_the_panel() -> None:
    panel, _, column = COST_BY_USE.explained.partition(".")
    assert panel_of(panel).metric.column(column)


@pytest.mark.slow
def test_a_row_leads_to_the_count_of_its_processes() -> None:
    for row in org().run(PROFILES, level="tree").rows:
        key = row[PROFILES.links["business_processes"].columns["profile"]]
        assert len(list(org().run(PROCESSES, profile=key).rows)) == row["business_processes"]


def test_users_whose_profile_has_no_name_are_found_by_none() -> None:
    rows = by(PanelOrg({"user": [person(1, None)]}).run(PROFILES, profile="none").rows, "profile")
    assert [*rows] == ["(no profile)"]


def test_actors_from_a_file_are_of_no_tracked_objects_that_were_read() -> None:
    notes = replace(org(), actors_route=ACTORS_FILE).run(PROFILES).notes
    assert any(note.endswith(f"before the snapshot come from {ACTORS_FILE}, not from the org.") for note in notes)
    assert not any("Tracked objects" in note for note in notes)
    assert any("Tracked objects: Case." in note for note in org().run(PROFILES).notes)


HIDDEN_COUNTS = {
    "record_touch.Case": ("actors", "api_only_actors", "api_only_cost", "actor_cost", "login_only_cost"),
    "user_login": ("frozen",),
    "user.LastLoginDate": ("never_logged_in", "not_yet_onboarded"),
}


@pytest.mark.parametrize("hidden", HIDDEN_COUNTS)
def test_a_count_that_is_not_known_leaves_out_every_user_of_the_row(hidden: str) -> None:
    whole, unread = (of.run(PROFILES) for of in (org(SFDC="100"), org(SFDC="100").without(hidden)))
    names = HIDDEN_COUNTS[hidden]
    sales = [by(result.rows, "profile")["Sales"] for result in (whole, unread)]
    assert [[row[f"{name}_missing"] for name in names] for row in sales] == [[0] * len(names), [4] * len(names)]
    assert {unread.overall[name] for name in names} == {None}
    assert [unread.overall[f"{name}_missing"] for name in names if not name.endswith("_cost")] == [
        9 for name in names if not name.endswith("_cost")
    ]


def test_how_many_business_processes_are_left_out_nobody_knows() -> None:
    for panel, given in ((PROFILES, {}), (PROCESSES, {"profile": "Sales"})):
        found = [of.run(panel, **given).overall for of in (org(), org().without("profile_record_type"))]
        assert [(each["business_processes"], each["business_processes_missing"]) for each in found] == [
            (1, 0),
            (None, None),
        ]


def test_business_processes_that_may_match_the_filter_are_left_out() -> None:
    given = {"profile": "Sales", "search": "no such object"}
    found = [of.run(PROCESSES, **given) for of in (org(), org().without("record_type.SobjectType"))]
    assert [result.headline.partition(":")[0] for result in found] == [
        "No business process matches the filter.", "No business process is known to match the filter"
    ]  # fmt: skip
    assert [result.overall["business_processes_missing"] for result in found] == [0, None]


def test_profiles_may_match_where_two_counts_are_not_known() -> None:
    result = org().without("user_login", "record_touch.Case").run(PROFILES, frozen="1", api_only="1")
    assert result.headline.startswith("No profile is known to match the filter: ")


def test_profiles_that_may_match_the_filter_are_said_to_be_in_no_sum() -> None:
    nobody = person(10, 1, ProfileId=None, LastLoginDate=ago(2))
    found = PanelOrg({**tables(), "user": [*tables()["user"], nobody]})
    whole, unread = (of.run(PROFILES, bucket="Other") for of in (found, found.without("user_license")))
    assert whole.headline.startswith("Of the profiles chosen by the filter: 1 of 1 users logged in")
    assert unread.headline.startswith("Of the profiles known to match the filter: at least 1 user logged in")
    for result, users in ((whole, 0), (unread, None)):
        sums = (*result.totals, *(row for row in result.rows if row["level"] != "profile"))
        assert {row["users_missing"] for row in sums} == {users}
        assert {row["users_missing"] for row in result.rows if row["level"] == "profile"} == {0}
    assert {each for name, each in unread.overall.items() if name.endswith("_missing")} == {None}
    assert [any("may match the filter" in note for note in each.notes) for each in (whole, unread)] == [False, True]
