"""CSV files of any kind: what an org says is read back and never runs, figures stay figures."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from seatwise.export.csv_lines import csv_bytes

STARTS = ("=", "+", "-", "@", "\t", "\r")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def lines(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(TEXTS | st.builds(str.__add__, st.sampled_from(STARTS), TEXTS), st.integers())
def test_a_text_is_read_back_and_never_runs_and_a_figure_stays_a_figure(text: str, figure: int) -> None:
    (line,) = lines(csv_bytes(("name", "figure"), [{"name": text, "figure": figure}], {"name"}))
    assert line == {"name": f"'{text}" if text.startswith(STARTS) else text, "figure": str(figure)}
    assert not line["name"].startswith(STARTS)


def test_what_is_blank_missing_a_list_or_a_flag_has_one_spelling() -> None:
    told = {"a": None, "b": ["-x", "y"], "c": True, "d": "-5.00"}
    assert lines(csv_bytes("abcde", [told], {"b"})) == [{"a": "", "b": "'-x; y", "c": "true", "d": "-5.00", "e": ""}]
