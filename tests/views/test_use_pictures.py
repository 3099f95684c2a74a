"""The pictures of the Profiles page: costs split by use, logins by day and kind; what is not drawn is said."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from seatwise.domain.window import Window
from seatwise.metrics.flat_profiles import PROFILES
from seatwise.views.figures import for_people
from seatwise.views.panel import Row
from seatwise.views.picture_spec import THEMES
from seatwise.views.tree import Branch, Level, ProfilesPanel
from seatwise.views.use_cells import cells, share, split
from seatwise.views.use_pictures import logins_picture, split_picture
from seatwise.views.use_spec import use_specification

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PRICE = Decimal(1980)


def license_row(label: str, unlogged: int, actors: int, others: int, *, price: Decimal | None = PRICE) -> Row:
    """A license by how many of its users did not log in, logged in and worked, logged in and did not."""
    costs = [None if price is None else price * users for users in (unlogged, actors, others)]
    return {
        "id": label,
        "label": label,
        "assigned_unit": "money",
        "priced": price is not None,
        "users": unlogged + actors + others,
        "assigned": None if price is None else price * (unlogged + actors + others),
        **dict(zip(("unlogged", "actor_cost", "non_actor_cost"), costs, strict=True)),
    }


LOGIN_LICENSE = {
    **license_row("Community", 1, 1, 1),
    "assigned_unit": "logins",
    "actor_cost": None,
    "unlogged_api_only": None,
}


def panel(*rows: Row) -> ProfilesPanel:
    tree = (Branch({"id": "bucket"}, tuple(Branch(row) for row in rows)),)
    return ProfilesPanel(
        *("profiles", "Profiles", "acme", "20261121T120000Z", NOON, "EUR"),
        *((), (), (), "", (), ()),
        *(Level.PROFILE, tree, Window(NOON), 30, 30, ()),
    )


def logins(day: int, login_type: str, count: int, *, success: bool = True) -> Row:
    return {"day": date(2026, 11, day), "login_type": login_type, "success": success, "logins": count}


def test_the_parts_of_each_license_are_drawn_and_told_to_the_cent() -> None:
    picture = split_picture(panel(license_row("Small", 0, 1, 0), license_row("Salesforce", 10, 30, 10)))
    assert picture.body == (
        ("Salesforce", "59,400.00", "19,800.00", "19,800.00", "99,000.00"),
        ("Small", "1,980.00", "0.00", "0.00", "1,980.00"),
    )
    assert {label.partition(", ")[2] for label in picture.head[1:]} == {"EUR a year"}
    assert "Together 100,980.00 EUR: 61,380.00 actor, 19,800.00 non-actor, 19,800.00 unlogged." in picture.alt
    assert [mark["money"] for mark in picture.marks[:3]] == [59400.0, 19800.0, 19800.0]


@pytest.mark.parametrize(("narrow", "plot"), [(False, 640 - 205), (True, 360 - 125)])
def test_the_scale_leaves_room_for_the_text_of_every_bar(*, narrow: bool, plot: int) -> None:
    rows = [license_row("Salesforce", 10, 30, 10), license_row("Longer text", 10, 28, 10)]
    spec = use_specification(split_picture(panel(*rows)), THEMES["light"], narrow=narrow)
    bars, texts = spec["layer"]
    end = bars["encoding"]["x"]["scale"]["domain"][1]
    told = [mark for mark in spec["data"]["values"] if "whole" in mark]
    assert len(told) == 2
    for mark in told:
        bar = mark["whole"] / end * plot
        text = 7 * len(mark[texts["encoding"]["text"]["field"]])
        assert 80 < bar < plot - text - 6


def test_what_is_not_drawn_is_said() -> None:
    unknown = {**license_row("Unread", 1, 1, 1), "actor_cost": None}
    picture = split_picture(panel(LOGIN_LICENSE, license_row("Unpriced", 1, 1, 1, price=None), unknown))
    assert picture.marks == picture.body == ()
    assert picture.caption == (
        "1 license paid by login, not drawn. 1 license unpriced, not drawn. 1 license not drawn: not known."
    )


def test_many_licenses_share_a_bar_and_nothing_is_lost() -> None:
    picture = split_picture(panel(*(license_row(f"License {number:02}", 1, number, 1) for number in range(1, 21))))
    assert len(picture.body) == 13
    assert picture.body[-1][0] == "8 others"
    assert sum(float(str(mark["money"])) for mark in picture.marks) == 1980 * (20 + 210 + 20)


def test_logins_are_summed_by_day_and_kind_and_days_without_any_are_days() -> None:
    rows = [
        logins(18, "Application", 5),
        logins(18, "SAML Sfdc Initiated SSO", 2),
        logins(18, "Remote Access 2.0", 40),
        logins(20, "Application", 1),
        logins(20, "Application", 3, success=False),
    ]
    picture = logins_picture(rows, until=date(2026, 11, 21), readable=True)
    assert picture.head == ("Day (UTC)", "People", "Programs (API)", "Failed")
    assert picture.body == (
        ("18 Nov 2026", "7", "40", "0"),
        ("19 Nov 2026", "0", "0", "0"),
        ("20 Nov 2026", "1", "0", "3"),
        ("21 Nov 2026", "0", "0", "0"),
    )
    assert "8 by people, 40 by programs (API). The busiest day was 18 Nov 2026 with 47." in picture.alt
    assert picture.caption.startswith("3 failed logins")


def test_a_login_type_that_nobody_knows_is_counted_and_named() -> None:
    rows = [logins(18, "Teleport", 5), logins(19, "Application", 1)]
    assert logins_picture(rows, until=date(2026, 11, 19), readable=True).head[-2] == "Unknown kind"


def test_what_could_not_be_read_is_no_day_without_logins() -> None:
    picture = logins_picture([], until=date(2026, 11, 21), readable=False)
    assert (picture.marks, picture.body) == ((), ())
    assert picture.alt == "Nothing to draw: the login history could not be read."


def test_the_drawings_hold_every_mark_in_the_colours_of_the_page() -> None:
    for picture in (
        split_picture(panel(license_row("Salesforce", 10, 30, 10))),
        logins_picture([logins(18, "Application", 5), logins(19, "SAML", 5)], until=date(2026, 11, 19), readable=True),
    ):
        for theme in THEMES.values():
            spec = use_specification(picture, theme)
            assert spec["data"]["values"] == [dict(mark) for mark in picture.marks]
            assert theme.actor in str(spec)


def test_a_bar_is_as_long_as_its_share_and_its_parts_fill_it() -> None:
    row = license_row("Salesforce", 10, 30, 10) | {"logged_in_users": 40, "actors": None}
    assert share(row, "logged_in_users") == 80.0
    assert share(row, "actors") is None
    assert split(row) == (("actor", 0.0, 60.0), ("non-actor", 60.0, 20.0), ("unlogged", 80.0, 20.0))


def test_nobody_has_no_share() -> None:
    row = license_row("Empty", 0, 0, 0) | {"logged_in_users": 0}
    assert share(row, "logged_in_users") is None
    assert split(row) == ()


def test_a_cell_says_its_figure_as_everywhere_or_why_there_is_none() -> None:
    names = ("users", "assigned", "unlogged", "actor_cost", "actors")
    columns = [column for name in names if (column := PROFILES.column(name))]
    row = license_row("Salesforce", 1, 1, 1) | {"actors": None, "unlogged_api_only": Decimal("1980.00")}
    told = cells(row, columns, 30)
    assert [cell.text for cell in told[:4]] == [for_people(row, column) for column in columns[:4]]
    assert told[0].text == "3"
    assert told[1].text == "5,940.00"
    assert (told[2].below, told[4].blank) == ("1,980.00 by API", "unknown")
    assert cells(LOGIN_LICENSE, columns, 30)[3].blank == "by login"
    unpriced = license_row("Free", 1, 1, 1, price=None) | {"unlogged_api_only": None}
    assert [cell.blank for cell in cells(unpriced, columns, 30)] == ["", "unpriced", "unpriced", "unpriced", "unknown"]
