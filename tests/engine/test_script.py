"""A query printed as a script returns the same rows, run in its folder by a DuckDB that knows nothing else."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.query_workspace import (
    HOSTILE,
    LOGINS,
    MOVES,
    NAMES,
    PROFILES,
    TOTALS,
    USER_TOTALS,
    USERS,
    QueryWorkspace,
    count,
    text,
    time,
)
from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, Row, Union
from seatwise.metrics.selection import Condition, Operator, Selection, is_in, mentions

RUN = (
    "import sys, json, duckdb\n"
    "result = duckdb.connect().execute(sys.stdin.read())\n"
    "names = [column[0] for column in result.description]\n"
    "print(json.dumps([dict(zip(names, row)) for row in result.fetchall()], default=repr))"
)


@pytest.fixture
def workspace(tmp_path: Path) -> QueryWorkspace:
    return QueryWorkspace(tmp_path)


def run(script: str, folder: Path) -> list[Row]:
    """What another process makes of it, in that folder."""
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=script, cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    rows: list[Row] = json.loads(done.stdout)
    return rows


def as_json(rows: object) -> object:
    return json.loads(json.dumps(rows, default=repr))


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(order=(("name", True),)),
        Selection((is_in("name", HOSTILE, None),), (("last_login", False),)),
        Selection(mentions(["name"], "o'neill"), (), 1),
        Selection((Condition(("last_login",), Operator.BELOW, (datetime(2026, 11, 19),)),)),  # noqa: DTZ001
    ],
    ids=["all", "ordered", "hostile", "limit", "older"],
)
@pytest.mark.parametrize("metric", [LOGINS, USERS], ids=["whole", "paged"])
def test_it_returns_the_rows_of_the_query(workspace: QueryWorkspace, metric: Metric, selection: Selection) -> None:
    snapshot = workspace.take()
    query = workspace.query(metric, snapshot, selection=selection)
    found = run(workspace.engine.script(query), workspace.files.folder(snapshot))
    expected = [
        {name: row[name] for name in row if name not in ("number", "sort_value")}
        for row in workspace.engine.query(query).rows
    ]
    assert found == as_json(expected)
    assert found


def test_inputs_of_every_type_come_through(workspace: QueryWorkspace) -> None:
    types: dict[str, list[object]] = {
        "VARCHAR": [HOSTILE, "", None, "a\r\n\tb\0c", "--", "$$", "\\"],
        "BIGINT": [1, -(2**63) + 1, None, 2**63 - 1, 0, 0, 0],
        "DECIMAL(18,4)": [Decimal("1.2345"), Decimal("-0.0001"), None, Decimal(10) ** 13, Decimal(0), Decimal(1), None],
        "BOOLEAN": [True, False, None, True, True, True, True],
        "DATE": [date(2026, 11, 21), date(1, 1, 1), None, date(9999, 12, 31), None, None, None],
        "TIMESTAMP": [datetime(2026, 11, 21, 9, 12, 3, 45), None, None, None, None, None, None],  # noqa: DTZ001
        "VARCHAR[]": [[HOSTILE, "b"], [], None, ["x"], None, None, None],
        "DOUBLE": [0.1, 1e300, None, -1e-300, 0.0, 3.0, 1 / 3],
    }
    names = {kind: f"c{number}" for number, kind in enumerate(types)}
    table = InputTable({names[kind]: (kind, values) for kind, values in types.items()})
    typed = tuple(columns.text(name, "", label=name) for name in names.values())
    metric = Metric("typed", "", typed, (), inputs=("given",), text="SELECT * FROM given")
    query = Query(metric, (), {"given": table})
    script = workspace.engine.script(query)
    assert "\0" not in script
    assert run(script, workspace.files.root.parent) == as_json(list(workspace.engine.query(query).rows))
    described = f"{script.rstrip().rstrip(';')}"
    kinds = run(f"DESCRIBE {described.partition(chr(10))[2]}", workspace.files.root.parent)
    assert [row["column_type"] for row in kinds] == list(types)


def test_an_empty_input_has_its_columns(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    empty = InputTable({"profile": ("VARCHAR", []), "note": ("VARCHAR", [])})
    query = Query(PROFILES, (snapshot,), {"note": empty})
    found = run(workspace.engine.script(query), workspace.files.folder(snapshot))
    assert found == as_json(list(workspace.engine.query(query).rows))
    assert [row["note"] for row in found] == [None, None]


def test_it_is_masked_as_the_query_is(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take(hidden_columns=["user.LastLoginDate"])
    query = workspace.query(PROFILES, snapshot)
    found = run(workspace.engine.script(query), workspace.files.folder(snapshot))
    assert found == as_json(list(workspace.engine.query(query).rows))
    assert [row["never"] for row in found] == [None, None]


def test_a_table_or_a_column_that_the_snapshot_lacks_is_there_and_blank(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    tables = dict(snapshot.tables)
    tables["user"] = replace(tables["user"], columns=tuple(c for c in tables["user"].columns if c != "Department"))
    del tables["user_login"]
    older = replace(snapshot, tables=tables)
    metric = Metric(
        "sparse",
        "",
        (text("department"), count("frozen")),
        ("user", "user_login"),
        text='SELECT max(Department) AS department, (SELECT count(*) FROM user_login) AS frozen FROM "user"',
    )
    query = workspace.query(metric, older)
    assert run(workspace.engine.script(query), workspace.files.folder(older)) == [{"department": None, "frozen": 0}]


@pytest.mark.parametrize(("metric", "totals"), [(PROFILES, TOTALS), (USERS, USER_TOTALS)], ids=["whole", "paged"])
def test_totals_sum_the_selected_rows(workspace: QueryWorkspace, metric: Metric, totals: Metric) -> None:
    snapshot = workspace.take()
    name = "profile" if metric is PROFILES else "name"
    shown = workspace.query(metric, snapshot, selection=Selection((is_in(name, "Profile 1", HOSTILE),)))
    query = workspace.query(totals, snapshot, shown=shown)
    found = run(workspace.engine.script(query), workspace.files.folder(snapshot))
    assert found == as_json(list(workspace.engine.query(query).rows))


def test_two_snapshots_are_read_from_the_data_folder(workspace: QueryWorkspace) -> None:
    earlier, later = workspace.take(["Ann", "Bo"], days=-1), workspace.take(["Ann", HOSTILE])
    query = workspace.query(MOVES, earlier, later)
    script = workspace.engine.script(query)
    assert script.startswith(f"-- Run this in the data folder, {workspace.files.root}")
    assert run(script, workspace.files.root) == as_json(list(workspace.engine.query(query).rows))


def test_many_snapshots_are_read_from_the_data_folder(workspace: QueryWorkspace) -> None:
    snapshots = [workspace.take(NAMES[:number], days=number - 9) for number in (2, 8)]
    parts = tuple(workspace.query(PROFILES, each) for each in snapshots)
    labels = tuple((each.id, each.as_of) for each in snapshots)
    union = Union(parts, labels, (text("snapshot"), time("as_of")))
    metric = Metric(
        "per_snapshot",
        "",
        (text("snapshot"), time("as_of"), count("users")),
        (),
        inputs=("each_row",),
        text="SELECT snapshot, as_of, CAST(sum(users) AS BIGINT) AS users FROM each_row GROUP BY ALL ORDER BY snapshot",
    )
    query = Query(metric, (), {"each_row": union})
    found = run(workspace.engine.script(query), workspace.files.root)
    assert found == as_json(list(workspace.engine.query(query).rows))
    assert [row["users"] for row in found] == [2, 8]


def test_it_names_the_folder_and_reads_only_files_in_it(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    first, rest = workspace.engine.script(workspace.query(PROFILES, snapshot)).split("\n", 1)
    assert first.startswith(f"-- Run this in the folder of the snapshot, {workspace.files.folder(snapshot)},")
    assert str(workspace.files.root) not in rest
    assert "read_parquet('user.parquet')" in rest
