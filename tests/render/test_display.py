"""A result as displayed, in the terminal and on a printed page: no figure is cut, no name commands anything."""

import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from rich.console import Console

from render.results import EMPTY, EVIL, GAP, TABLE, detail, license_row, people, result, table, tree
from seatwise.panels.declaration.result import Result
from seatwise.render import Format, terminal, write
from seatwise.render.cell import format_display
from seatwise.render.sanitize import sanitize


def screen(shown: Result, width: int = 150, most: int | None = None) -> str:
    out = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    terminal.write(shown, out, most=most)
    return out.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def page(shown: Result) -> str:
    file = io.BytesIO()
    write(shown, Format.HTML, file)
    return file.getvalue().decode()


class Texts(HTMLParser):
    """The tags of a page, and the texts of its cells, line by line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.lines: list[list[str]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.lines.append([])
        if tag in {"td", "th"}:
            self.lines[-1].append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.open:
            self.lines[-1][-1] += data.strip()


@pytest.mark.parametrize("form", [screen, page], ids=["terminal", "html"])
def test_headline_gap_and_notes_are_said(form: Callable[[Result], str]) -> None:
    said = form(table())
    assert "user_license" not in said
    for words in (
        "acme has seats.",
        "UserLicense.MonthlyLoginsUsed",
        "Grant View Setup.",
        "Money is per year.",
        "28 Nov 2026, 14:37 UTC",
        "EUR",
    ):
        assert words in said


@pytest.mark.parametrize("form", [screen, page], ids=["terminal", "html"])
def test_a_sum_that_leaves_something_out_says_at_least(form: Callable[[Result], str]) -> None:
    assert "at least 1,980,000" in form(table())
    complete = table(totals=({"group": "all", "licenses": 3, "cost": Decimal(5), "cost_missing": 0},))
    assert "at least" not in form(complete)


@pytest.mark.parametrize("form", [screen, page], ids=["terminal", "html"])
def test_a_blank_figure_says_why(form: Callable[[Result], str]) -> None:
    shown = table(license_row(share=None), unknown=frozenset({"share"}))
    assert "not known" in form(shown)
    said = form(table())
    assert "Unlimited" in said
    assert "No price set" in said
    assert "not known" in said  # the cost of what has no price: one is left out


def test_a_count_of_which_nobody_knows_how_many_are_left_out_is_at_least() -> None:
    bucket, license_, sales, service = tree().rows
    users = tree().panel.shown_columns[1]
    read = [format_display(tree(), row, users) for row in (bucket, license_, sales, service)]
    assert read == ["3", "at least 3", "at least 2", "not known"]


def test_rows_stand_under_their_group_and_their_total() -> None:
    lines = [line[0] for line in Texts(page(table())).lines]
    assert lines[1:] == [
        *("Namedone seat per person", lines[2], "Platform", "Named, total"),
        *("Package licenses", "Free", "Package licenses, total"),
        "All licenses, total",
    ]
    said = screen(table())
    assert said.index("Named") < said.index("Platform") < said.index("Package") < said.index("Totals")


def test_rows_below_rows_are_indented() -> None:
    lines = screen(tree()).splitlines()
    indents = {line.strip().split("  ")[0]: len(line) - len(line.lstrip()) for line in lines if line}
    assert [indents[name] for name in ("Named", "Salesforce", "Sales", "Service")] == [0, 2, 4, 4]
    assert page(tree()).count('<tr class="deep">') == 2


def test_flags_stand_beside_the_name_unless_a_cell_says_so_already() -> None:
    said = screen(table(), 300)
    assert "(over-assigned, -x)" in said
    assert "(no price set)" not in said  # its cell says: No price set


def test_what_to_type_next_stands_below_a_name() -> None:
    assert "SFDC" in screen(table())


@pytest.mark.parametrize("width", range(30, 160, 10))
def test_on_a_narrow_screen_whole_columns_are_left_out_and_named(width: int) -> None:
    said = screen(table(), width)
    first = next(line for line in said.splitlines() if line.startswith("License"))
    shown = [label for label in re.split(r"\s{2,}", first.strip()) if label]
    _, _, rest = said.partition("Hidden on this narrow screen: ")
    left_out = " ".join(rest.split()).removesuffix(". Files have every column.").split(", ") if rest else []
    assert sorted([*shown, *left_out]) == sorted(column.label for column in TABLE.shown_columns)
    figures = {cell.type.format_display(row.get(cell.name)) for row in table().rows for cell in TABLE.shown_columns[1:]}
    for line in said.splitlines():
        found = re.findall(r"-?[\d,]+\.\d+%?", line) if "EUR" not in line else []
        assert set(found) <= figures | {"0.00"}  # never cut


def test_the_column_that_rows_are_sorted_by_is_shown_before_the_others() -> None:
    assert "Provisioned cost" in screen(table(), 70).split("Hidden on")[0]
    assert "Assigned share" in screen(replace(table(), params={"sort": "-share"}), 50).split("Hidden on")[0]


def test_no_name_commands_the_terminal_or_the_page() -> None:
    said = screen(table())
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert "[bold]" in said
    assert "<script>" not in page(table())
    assert "script" not in Texts(page(table())).tags
    assert f"<bdi>{html.escape(EVIL)}</bdi>" in page(table()).replace("&#34;", "&quot;").replace("&#39;", "&#x27;")


def test_letters_from_right_to_left_stay_and_signs_that_turn_a_line_go() -> None:
    assert (
        sanitize("\u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645")
        == "\u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645"
    )
    assert sanitize("a\u202eb\u2067c\x9bd") == "a\ufffdb\ufffdc\ufffdd"


def test_a_page_of_many_says_how_many_there_are() -> None:
    said = screen(replace(people(3, after="more"), count=9_402))
    assert "3 of 9,402 users. All of them: --all, or --format csv." in said
    assert "All of them" not in screen(people(3))


def test_of_a_long_table_the_first_rows_are_shown_and_how_many_there_are() -> None:
    flat = replace(table(), panel=replace(TABLE, group_by=()), count=3)
    assert "2 of 3 licenses. All of them: --all, or --format csv." in screen(flat, most=2)
    assert "All of them" not in screen(flat, most=3)
    assert "Package licenses" in screen(table(), most=1)  # groups are shown whole


def test_a_thousand_rows_and_more_are_printed_as_they_come() -> None:
    said = screen(people(2_500))
    assert said.count("Last login") == 3
    assert "User 2499" in said


def test_one_thing_is_shown_fact_by_fact_with_its_sources() -> None:
    said = screen(detail())
    assert "User.Name" in said
    assert "LoginHistory" not in said.split("Logins")[0]
    assert said.count("Data gap: ") == 1
    assert screen(replace(detail(), gaps=(GAP,))).count("Data gap: ") == 1  # of the whole and of a table of it
    lines = Texts(page(detail())).lines
    assert ["Since", "31 Jan 2026", ""] in lines
    assert ["Logins", "12", "Records"] in lines
    assert ["API", ""] in lines


@pytest.mark.parametrize("form", [screen, page], ids=["terminal", "html"])
def test_a_table_without_rows_says_none_or_not_known(form: Callable[[Result], str]) -> None:
    empty = EMPTY[-1]
    assert len(re.findall("^none|>none<", form(empty), re.MULTILINE)) == 1  # the upright one has no line at all
    missing = replace(empty, sections=tuple(replace(section, gaps=(GAP,)) for section in empty.sections))
    assert "not known" in form(missing)


@pytest.mark.parametrize("form", [screen, page], ids=["terminal", "html"])
def test_nothing_to_show_is_said(form: Callable[[Result], str]) -> None:
    assert "No users to show." in form(result(people(0).panel, ()))
    assert "No user matches the filter." in form(result(people(0).panel, (), filtered=True))
    said = replace(people(0).panel, nothing=lambda shown: f"Nobody came to {shown.org}.")
    assert "Nobody came to acme." in form(result(said, ()))


def test_a_page_needs_nothing_from_elsewhere() -> None:
    assert not {"script", "link", "img"} & set(Texts(page(table())).tags)
    assert "http" not in page(tree())


def test_a_moment_set_by_hand_is_marked() -> None:
    assert "time set by hand" in screen(table(as_of_set_by_hand=True))
    assert "time set by hand" not in screen(table())
