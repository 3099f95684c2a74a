"""No text of an org runs in a spreadsheet, whatever comes before its sign; every other text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.formulas import escape_formula, is_formula, unescape_formula

BEFORE = [
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "\N{NO-BREAK SPACE}",
    "\N{ZERO WIDTH SPACE}",
    "\0",
]
SIGNS = [*"=+-@", *"＝＋－＠", *"﹦﹢﹣﹫"]  # noqa: RUF001 - at full width, and small


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE, ids=repr)
def test_a_sign_runs_after_anything_that_cannot_be_seen(before: str, sign: str) -> None:
    assert escape_formula(f"{before}{sign}1") == f"'{before}{sign}1"


@pytest.mark.parametrize(
    "text", ["", " ", "Sales", "a=1", "Ärzte", "'=1", "1-2", "(=1)", "中文", "e\N{COMBINING ACUTE ACCENT}"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not is_formula(text)
    assert escape_formula(text) == text


@given(st.text())
def test_an_escaped_text_is_read_back_and_never_runs(text: str) -> None:
    assert not is_formula(escape_formula(text))
    if not text.startswith("'"):
        assert unescape_formula(escape_formula(text)) == text
