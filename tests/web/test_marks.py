"""Lines of the tree are drawn without a template: whatever an org calls its things is text."""

from seatwise.views.use_cells import Cell, Part
from seatwise.web.marks import figures, flag_mark, flag_marks, link

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
