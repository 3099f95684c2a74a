"""Lines of the tree are drawn without a template: whatever an org calls its things is text."""

from datetime import datetime
from decimal import Decimal

from seatwise.views.people import COLUMNS
from seatwise.views.use_cells import Cell, Part
from seatwise.web.marks import figures, flag_mark, flag_marks, link, person_line

NAME = "<script>\"A\" & 'B'</script>"
SHOWN = "&lt;script&gt;&#34;A&#34; &amp; &#39;B&#39;&lt;/script&gt;"


def test_no_name_gets_out_of_its_place() -> None:
    drawn = link(NAME, NAME, NAME, name=NAME, is_open=True)
    assert drawn == (
        f'<a id="{SHOWN}" href="{SHOWN}" hx-boost="true" aria-expanded="true" aria-label="{SHOWN}">{SHOWN}</a>'
    )
    assert NAME not in figures([Cell("users", NAME), Cell("actors", "", NAME), Cell("assigned", "1", below=NAME)], {})
    assert NAME not in flag_mark(NAME)
    assert NAME not in flag_marks({"flags": [NAME]}, NAME)
    user = {"user_id": NAME, "name": NAME, "username": NAME, "department": NAME, "manager": NAME, "flags": [NAME]}
    user |= {"license": NAME, "profile": NAME}
    assert NAME not in person_line(user, COLUMNS, NAME, placed=True)


def test_a_cell_is_its_figure_or_why_there_is_none_and_its_bars() -> None:
    cells = [
        Cell("users", "5"),
        Cell("actors", "", "unknown"),
        Cell("actor_cost", "", "by login"),
        Cell("logged_in_users", "4", share=80.0),
        Cell("assigned", "9.00", below="logins", parts=(Part("actor", 0.0, 60.0), Part("unlogged", 60.0, 40.0))),
    ]
    drawn = figures(cells, {"users": link("/people", "5 users", "5")}).split("\n")
    assert drawn[0] == '<td class="n"><a href="/people" aria-label="5 users">5</a></td>'
    assert drawn[1] == '<td class="n"><span class="unread">unknown</span></td>'
    assert drawn[2] == '<td class="n"><span class="sub">by login</span></td>'
    assert '<rect width="80.0%" height="4" class="bar-fill"/>' in drawn[3]
    assert drawn[4].startswith('<td class="n">9.00<span class="sub">logins</span><svg class="bar"')
    assert '<rect x="60.0%" width="40.0%" height="6" class="unlogged"/>' in drawn[4]


def test_what_is_counted_stands_beside_the_price_and_flags_before_it() -> None:
    drawn = flag_marks({"flags": ["frozen", "unpriced"], "frozen": 1234}, "12.00 EUR")
    before, _, beside = drawn.partition('<div class="aside">')
    assert '<summary class="flag">unpriced</summary>' in before
    assert beside.startswith("12.00 EUR")
    assert "1,234 frozen" in beside
    assert flag_marks({"flags": []}) == ""


def test_a_user_is_a_line_of_name_flags_and_figures() -> None:
    user = {
        "user_id": "005",
        "name": None,
        "username": "ada@x",
        "flags": ["frozen"],
        "last_login": datetime(2026, 1, 2, 3, 4),  # noqa: DTZ001 - models carry UTC without a zone
        "objects_touched": 1234,
        "is_actor": False,
        "yearly_cost": Decimal("1980.00"),
    }
    head, _, figures = person_line(user, COLUMNS, "/people/005").partition("</th>")
    assert head.startswith('<tr><th scope="row"><a href="/people/005">ada@x</a><details')
    assert "The user cannot log in" in head  # of one user, not of many
    placed = person_line({**user, "license": "Salesforce", "profile": "Sales"}, COLUMNS, "/people/005", placed=True)
    assert '<span class="sub">Salesforce · Sales</span></th>' in placed
    assert figures == (
        "<td>ada@x</td><td></td><td></td>"
        '<td class="at">02 Jan 2026 03:04</td><td class="at"></td><td class="n">1,234</td><td>no</td>'
        '<td class="n">1,980.00</td></tr>\n'
    )


def test_a_seat_that_no_price_is_known_of_is_not_told_to_be_free() -> None:
    cost = [column for column in COLUMNS if column.name == "yearly_cost"]
    user = {"user_id": "005", "name": "Ada", "flags": ["unpriced"], "yearly_cost": Decimal("0.00"), "bucket": "Named"}
    assert '<td class="n">unpriced</td>' in person_line(user, cost, "/")
    member = {**user, "flags": [], "yearly_cost": None, "bucket": "Community Login"}
    assert '<td class="n">by login</td>' in person_line(member, cost, "/")
    assert '<td class="n">0.00</td>' in person_line({**user, "flags": []}, cost, "/")  # told to be free
