"""For every query: values stay values, and only SoqlError is raised."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from sandbox.soql.small_org import plan
from seatwise.sandbox.soql import SoqlError, parse, records
from seatwise.sandbox.soql.literals import pattern, string

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
nasty = st.sampled_from(["'", "\\", "\\'", "' OR Name != '", "');--", "%", "_", '"', "$1", "?", "\x00", "{0}", "\n"])
values = st.one_of(texts, st.lists(st.one_of(nasty, texts), min_size=1, max_size=6).map("".join))


def quoted(value: str) -> str:
    """A value as any careful client writes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


@given(values)
def test_any_text_survives_its_literal_and_never_reaches_the_sql(value: str) -> None:
    planned = plan(f"SELECT Id FROM User WHERE Name = {quoted(value)}")
    assert planned.parameters == (value,)
    assert planned.sql == plan("SELECT Id FROM User WHERE Name = 'x'").sql


@given(value=values, how=st.sampled_from(["=", "LIKE", "IN"]))
def test_any_text_finds_itself_and_only_itself(value: str, how: str, tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute('DELETE FROM "Group"')
    tables.execute(
        """INSERT INTO "Group" VALUES ('00G000000000001AAA', $1), ('00G000000000002AAA', $1 || 'x')""", [value]
    )
    literal = {"=": quoted(value), "IN": f"({quoted(value)})"}.get(how)
    if literal is None:
        literal = quoted(value).replace("%", "\\%").replace("_", "\\_")
    planned = plan(f"SELECT Name FROM Group WHERE Name {how} {literal}")
    found = records(planned, tables.execute(planned.sql, planned.parameters).fetchall(), "67.0")
    tables.execute('DELETE FROM "Group"')
    assert [record["Name"] for record in found] == [value]


@given(values)
def test_java_escapes_mean_their_characters(value: str) -> None:
    units = value.encode("utf-16-be")
    raw = "".join(f"\\u{units[at]:02x}{units[at + 1]:02X}" for at in range(0, len(units), 2))
    assert string(raw) == value
    assert pattern(raw) == value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@pytest.mark.slow
@given(st.text(max_size=200))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except SoqlError:
        return


WORDS = """
    SELECT FROM WHERE AND OR NOT IN LIKE GROUP BY HAVING ORDER ASC DESC NULLS FIRST LAST LIMIT OFFSET FOR VIEW ALL
    ROWS TYPEOF WHEN THEN ELSE END USING SCOPE COUNT() COUNT(Id) MAX(Level) CALENDAR_YEAR(StartDate) FIELDS(ALL) User
    UserLogin UserLogins Reports Profile Id Name Level IsActive StartDate LastLoginDate Profile.Name u . , ( ) = != <
    >= 1 2.5 -3 'Ann' '' null true TODAY LAST_N_DAYS:3 2026-11-21 2026-11-21T00:00:00Z 00500000000000AAAQ : ; " '
"""


@given(soql=st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join))
def test_any_heap_of_words_is_answered_or_refused(soql: str, tables: duckdb.DuckDBPyConnection) -> None:
    _answer(soql, tables)


_fields = st.sampled_from(
    ["Id", "Name", "Level", "Score", "IsActive", "StartDate", "LastLoginDate", "ManagerId", "Profile.Name", "Bio"]
)
_operands = st.one_of(
    _fields,
    st.sampled_from(["COUNT(Id)", "MAX(Level)", "SUM(Score)", "MIN(Name)", "AVG(Level)", "CALENDAR_MONTH(StartDate)"]),
    st.sampled_from(
        ["DAY_ONLY(LastLoginDate)", "WEEK_IN_YEAR(LastLoginDate)", "toLabel(Name)", "COUNT_DISTINCT(Name)"]
    ),
)
_literals = st.sampled_from(
    ["1", "-2.5", "'Ann'", "''", "null", "true", "THIS_WEEK", "N_DAYS_AGO:3", "2026-11-21", "2026-11-21T00:00:00Z"]
)
_comparisons = st.one_of(
    st.tuples(_operands, st.sampled_from(["=", "!=", "<", ">=", "LIKE"]), _literals).map(" ".join),
    st.tuples(_operands, st.sampled_from(["IN", "NOT IN"]), st.lists(_literals, min_size=1, max_size=3)).map(
        lambda parts: f"{parts[0]} {parts[1]} ({', '.join(parts[2])})"
    ),
    st.sampled_from(["Id IN (SELECT ManagerId FROM User)", "ManagerId NOT IN (SELECT UserId FROM UserLogin)"]),
)
_lists = st.lists(_operands, min_size=1, max_size=3, unique=True).map(", ".join)
_children = st.just(", (SELECT Id, User.Name FROM UserLogins ORDER BY Id LIMIT 1)")


@st.composite
def _queries(draw: st.DrawFn) -> str:
    """Queries over the small org that are at least grammatical."""

    def optional(word: str, what: st.SearchStrategy[str]) -> str:
        return f" {word} {draw(what)}" if draw(st.booleans()) else ""

    return (
        f"SELECT {draw(_lists)}{draw(st.one_of(st.just(''), _children))} FROM User"
        + optional("WHERE", _comparisons)
        + optional("GROUP BY", _lists)
        + optional("HAVING", _comparisons)
        + optional("ORDER BY", _lists)
        + optional("LIMIT", st.sampled_from(["0", "3"]))
    )


@examples(400)
@given(soql=_queries())
def test_what_is_not_refused_runs(soql: str, tables: duckdb.DuckDBPyConnection) -> None:
    _answer(soql, tables)


def _answer(soql: str, tables: duckdb.DuckDBPyConnection) -> None:
    """Parse, translate and run it; only SoqlError is allowed."""
    try:
        planned = plan(soql)
    except SoqlError:
        return
    records(planned, tables.execute(planned.sql, planned.parameters).fetchall(), "67.0")
