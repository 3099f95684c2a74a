"""What could not be read is NULL in the column that needs it, and in everything that is computed from it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.query_workspace import LOGINS, MOVES, NAMES, PROFILES, TOTALS, USERS, QueryWorkspace, count, day, text, time
from seatwise.engine.masking import masked
from seatwise.metrics.model import Metric
from seatwise.metrics.query import Query
from seatwise.metrics.selection import Condition, Operator, Selection

NEED = "User.LastLoginDate"
HIDDEN: dict[str, Any] = {"hidden_columns": ["user.LastLoginDate"]}


@pytest.fixture
def workspace(tmp_path: Path) -> QueryWorkspace:
    return QueryWorkspace(tmp_path)


def test_a_model_whose_needs_are_met_is_as_it_is_written() -> None:
    assert masked(LOGINS, frozenset({"LoginHistory", "User.Name"})) == LOGINS.sql


def test_a_masked_model_keeps_its_columns_and_their_types() -> None:
    text_ = masked(LOGINS, frozenset({NEED}))
    assert 'CASE WHEN false THEN "last_login" END AS "last_login"' in text_
    assert text_.count("CASE WHEN false") == 1


def test_a_base_that_is_not_known_makes_no_zero_and_no_no(workspace: QueryWorkspace) -> None:
    rows = workspace.rows(PROFILES, workspace.take(**HIDDEN), words="x")
    assert [(row["users"], row["never"], row["quiet"]) for row in rows] == [(4, None, None)] * 2


def test_the_same_metric_is_known_in_another_snapshot_of_the_same_process(workspace: QueryWorkspace) -> None:
    hidden, whole = workspace.take(days=-1, **HIDDEN), workspace.take()
    assert [[row["never"] for row in workspace.rows(PROFILES, each)] for each in (hidden, whole, hidden)] == [
        [None, None],
        [1, 1],
        [None, None],
    ]


@pytest.mark.parametrize("rows_missing", [False, True], ids=["object", "rows"])
def test_without_an_object_every_field_of_it_is_not_known(workspace: QueryWorkspace, *, rows_missing: bool) -> None:
    options = {"rows_missing": ["user"]} if rows_missing else {"hidden": ["user"]}
    rows = workspace.rows(PROFILES, workspace.take(**options), words="x")  # type: ignore[arg-type]
    assert [row["never"] for row in rows] == [None, None]


def test_a_table_that_an_older_snapshot_lacks_counts_as_a_gap(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    older = replace(snapshot, tables={name: file for name, file in snapshot.tables.items() if name != "login_day"})
    metric = Metric(
        "logins",
        "",
        (count("logins", needs=("LoginHistory",)), count("users")),
        ("login_day", "user"),
        text='SELECT (SELECT count(*) FROM login_day) AS logins, (SELECT count(*) FROM "user") AS users',
    )
    assert workspace.rows(metric, snapshot) == [{"logins": 1, "users": len(NAMES)}]  # the connected user
    assert workspace.rows(metric, older) == [{"logins": None, "users": len(NAMES)}]


@pytest.mark.parametrize("side", ["earlier", "later"])
def test_of_two_snapshots_one_gap_is_enough(workspace: QueryWorkspace, side: str) -> None:
    earlier = workspace.take(["Ann", "Bo"], days=-1, **(HIDDEN if side == "earlier" else {}))
    later = workspace.take(["Ann", "Bob"], **(HIDDEN if side == "later" else {}))
    assert [row["last_login"] for row in workspace.rows(MOVES, earlier, later)] == [None]


def test_what_is_not_known_meets_no_condition_but_that_it_is_blank(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take(**HIDDEN)
    column = ("last_login",)
    for condition, expected in (
        (Condition(column, Operator.BELOW, (day(30),)), 0),
        (Condition(column, Operator.AT_LEAST, (day(1),)), 0),
        (Condition(column, Operator.NOT_IN, (None,)), 0),
        (Condition(column, Operator.IN, (None,)), len(NAMES)),
    ):
        assert len(workspace.rows(LOGINS, snapshot, selection=Selection((condition,)))) == expected


def test_the_page_index_of_a_masked_base_is_another_file(workspace: QueryWorkspace) -> None:
    numbered = replace(
        USERS.bases[0],
        columns=tuple(
            time("last_login", needs=(NEED,)) if column.name == "last_login" else column
            for column in USERS.bases[0].columns
        ),
    )
    metric = replace(USERS, bases=(numbered,))
    snapshot = workspace.take(**HIDDEN)
    rows = workspace.rows(metric, snapshot)
    assert {row["last_login"] for row in rows} == {row["recent"] for row in rows} == {None}


def test_a_total_over_what_is_not_known_is_not_zero(workspace: QueryWorkspace) -> None:
    totals = replace(TOTALS, text="SELECT count(never) AS profiles, CAST(sum(never) AS BIGINT) AS users FROM shown")
    snapshot = workspace.take(**HIDDEN)
    shown = workspace.query(PROFILES, snapshot)
    assert workspace.rows(totals, snapshot, shown=shown) == [{"profiles": 0, "users": None}]


def test_a_lookup_is_masked_by_its_own_snapshot(workspace: QueryWorkspace) -> None:
    hidden, whole = workspace.take(days=-1, **HIDDEN), workspace.take()
    reader = Metric(
        "both_sides",
        "",
        (text("side"), count("never")),
        (),
        lookups=(PROFILES,),
        text="SELECT 'earlier' AS side, max(never) AS never FROM earlier_profile_use UNION ALL "
        "SELECT 'later', max(never) FROM later_profile_use ORDER BY side",
    )
    inputs = {
        "earlier_profile_use": workspace.query(PROFILES, hidden),
        "later_profile_use": workspace.query(PROFILES, whole),
    }
    rows = workspace.engine.query(Query(reader, (hidden, whole), inputs)).rows
    assert [row["never"] for row in rows] == [None, 1]
