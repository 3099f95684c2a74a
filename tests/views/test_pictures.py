"""What the pictures show: the same figures as the panel, nothing invented, nothing silently left out."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.inventory import LICENSES
from seatwise.views.licenses import licenses_panel
from seatwise.views.panel import Panel, Row
from seatwise.views.picture_spec import NARROW, THEMES, WIDE, Theme, fingerprint, size, specification
from seatwise.views.pictures import Picture, SeatsAt, costs_picture, seats_picture, short

NOON = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
SNAPSHOT = Snapshot("00D000000000001EAA", "acme", NOON, NOON, "67.0", 17, {}, ())


def license_of(key: str, committed: int | None, held: int | None, **changes: object) -> Row:
    blank: dict[str, object] = dict.fromkeys((column.name for column in LICENSES.columns), None)
    return {
        **blank,
        "kind": "user",
        "id": key,
        "key": key,
        "label": key,
        "status": "Active",
        "bucket": "Named",
        "unlimited": False,
        "by_login": False,
        "priced": True,
        "unit_price": Decimal(1),
        "provisioned_cost": None if committed is None else Decimal(committed),
        "assigned_cost": None if held is None else Decimal(held),
        **changes,
    }


def shown(*rows: Row) -> Panel:
    return licenses_panel(rows, SNAPSHOT, org="acme", currency="EUR")


def seats(*pairs: tuple[int | None, int | None], left_out: int = 0) -> Picture:
    points = [SeatsAt(NOON + timedelta(days=day), *pair) for day, pair in enumerate(pairs)]
    return seats_picture(points, left_out=left_out)


def test_the_license_with_most_committed_money_stands_first() -> None:
    picture = costs_picture(shown(license_of("A", 100, 50), license_of("B", 300, 300)))
    assert picture.body == (("B", "300.00", "300.00"), ("A", "100.00", "50.00"))
    assert "400.00 EUR is committed and 350.00 EUR" in picture.alt
    assert "The largest is B: 300.00 EUR, 300.00 of it held by somebody" in picture.alt


def test_beyond_twelve_the_rest_is_summed_in_one_bar() -> None:
    rows = [license_of(f"L{number:02}", number, number - 1) for number in range(1, 16)]
    body = costs_picture(shown(*rows)).body
    assert len(body) == 13
    assert body[-1] == ("3 others", "6.00", "3.00")  # 1 + 2 + 3 committed, 0 + 1 + 2 held


def test_one_license_left_over_is_shown_and_not_called_others() -> None:
    body = costs_picture(shown(*(license_of(f"L{number:02}", number, 0) for number in range(1, 14)))).body
    assert (len(body), body[-1][0]) == (13, "L01")


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_the_bars_add_up_to_the_panels_total(costs: list[tuple[int, int]]) -> None:
    panel = shown(*(license_of(f"L{number}", *pair) for number, pair in enumerate(costs)))
    body = costs_picture(panel).body
    drawn = [sum(Decimal(line[column].replace(",", "")) for line in body) for column in (1, 2)]
    assert drawn == [panel.overall["provisioned_cost"], panel.overall["assigned_cost"]]


def test_what_is_not_drawn_is_counted_in_the_caption() -> None:
    picture = costs_picture(
        shown(
            license_of("A", 100, 50),
            license_of("U", 0, 0, priced=False),
            license_of("V", 0, 0, priced=False),
            license_of("Free", None, 10, unlimited=True),
            license_of("Hidden", None, 10),
            license_of("Login", 40, None, by_login=True, bucket="Community Login"),
        )
    )
    assert [line[0] for line in picture.body] == ["A", "Login"]
    assert picture.body[1] == ("Login", "40.00", "")  # a seat is not what is paid for: blank, never 0
    assert picture.caption == (
        "2 unpriced licenses not drawn. 1 unlimited license not drawn: nothing is committed. "
        "1 license not drawn: what is committed could not be read. "
        "1 license paid by login: no inner bar."
    )


def test_two_licenses_of_one_name_have_a_bar_each() -> None:
    twins = (license_of("A", 2, 1, label="Twin"), license_of("B", 1, 1, label="Twin", kind="permission_set"))
    assert [line[0] for line in costs_picture(shown(*twins)).body] == ["Twin (user A)", "Twin (permission_set B)"]


def test_without_a_price_there_is_nothing_to_draw_and_that_is_said() -> None:
    picture = costs_picture(shown(license_of("A", 0, 0, priced=False)))
    assert picture.marks == ()
    assert picture.alt.startswith("Nothing to draw")


def test_seats_go_from_the_first_snapshot_to_the_last() -> None:
    picture = seats((100, 80), (100, 90), (120, 95))
    assert picture.body[0] == ("21 Nov 2026 09:12", "100", "80")
    assert "provisioned seats of Named licenses went from 100 to 120, assigned seats from 80 to 95" in picture.alt
    assert len(picture.marks) == 6


def test_a_line_needs_two_snapshots() -> None:
    picture = seats((100, 80))
    assert (picture.marks, picture.body) == ((), (("21 Nov 2026 09:12", "100", "80"),))
    assert "A line needs two" in picture.caption


def test_unread_seats_are_unknown_and_never_zero() -> None:
    picture = seats((100, 80), (None, None), (120, 95), left_out=2)
    assert picture.body[1][1:] == ("unknown", "unknown")
    assert [mark["seats"] for mark in picture.marks] == [100, 80, 120, 95]
    assert "1 snapshot without seats" in picture.caption
    assert "2 damaged snapshots left out." in picture.caption


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0"), ("950", "950"), ("39600", "39.6k"), ("158400", "158k"), ("1980000", "1.98M"), ("999999", "1M")],
)
def test_an_amount_is_told_in_a_few_signs(amount: str, text: str) -> None:
    assert short(Decimal(amount)) == text


def test_one_figure_more_is_another_drawing_and_the_same_figures_are_the_same() -> None:
    light = THEMES["light"]
    drawn = [fingerprint(specification(seats((100, 80), (100, last)), light)) for last in (90, 90, 91)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theme", list(THEMES))
def test_a_specification_is_plain_data_of_the_size_it_says(theme: str, narrow: bool) -> None:  # noqa: FBT001
    for picture in (costs_picture(shown(license_of('<b>"A"</b>', 100, 50))), seats((100, 80), (100, 90))):
        spec = specification(picture, THEMES[theme], narrow=narrow)
        assert json.loads(json.dumps(spec)) == spec
        assert (spec["width"], spec["height"]) == size(picture, narrow=narrow)
        assert spec["width"] == (NARROW if narrow else WIDE)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_texts_and_lines_can_be_told_from_the_ground(theme: Theme) -> None:
    assert contrast(theme.ink, theme.card) >= 4.5
    assert contrast(theme.outer_edge, theme.card) >= 3
    assert contrast(theme.inner, theme.card) >= 3
    assert contrast(theme.inner, theme.outer) >= 3  # one bar lies on the other
