"""A query returns what its metric says, whichever way the engine finds it: from the cache, an index or anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

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
    day,
    replaced,
    text,
)
from rows_org import NOW, sid
from seatwise.domain.errors import Corrupt, StorageError, UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.result_cache import MOST_RESULTS, MOST_ROWS, ResultCache
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, QueryResult, Union
from seatwise.metrics.selection import Condition, Operator, Selection, is_in, mentions
from seatwise.storage.snapshot_files import FolderFiles


@pytest.fixture
def workspace(tmp_path: Path) -> QueryWorkspace:
    return QueryWorkspace(tmp_path)


def test_a_metric_reads_tables_bases_and_inputs(workspace: QueryWorkspace) -> None:
    assert workspace.rows(PROFILES, workspace.take()) == [
        {"profile": "Profile 1", "note": HOSTILE, "users": 4, "never": 1, "quiet": False},
        {"profile": "Profile 2", "note": None, "users": 4, "never": 1, "quiet": False},
    ]


def test_only_what_depends_on_a_changed_input_is_made_again(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()

    def made() -> dict[str, int]:
        (opened,) = workspace.engine._metrics._open.values()
        found = opened.connection.execute("SELECT table_name, table_oid FROM duckdb_tables()").fetchall()
        return dict(found)

    ordered = Selection(order=(("profile", False),))
    workspace.rows(PROFILES, snapshot, words="one", selection=ordered)
    first = made()
    assert workspace.rows(PROFILES, snapshot, words="two", selection=ordered)[0]["note"] == "two"
    second = made()
    assert {name for name in first if first[name] != second[name]} == {"note", "profile_use rows"}
    workspace.rows(PROFILES, snapshot, words="two", selection=Selection((is_in("profile", "Profile 2"),)))
    workspace.rows(PROFILES, snapshot, words="two")
    assert made() == second


def test_an_input_that_does_not_fit_is_an_error_and_leaves_no_trace(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    right = workspace.query(PROFILES, snapshot)
    before = workspace.engine.query(right)
    wrong = InputTable({"profile": ("BIGINT", ["many"]), "note": ("VARCHAR", ["x"])})
    with pytest.raises(StorageError, match="note does not fit"):
        workspace.engine.query(Query(PROFILES, (snapshot,), {"note": wrong}))
    other = workspace.query(PROFILES, snapshot, words="after")
    assert [row["note"] for row in workspace.engine.query(other).rows] == ["after", None]
    assert workspace.engine.query(right) == before


CONDITIONS: list[tuple[Condition, Callable[[int, str | None], bool]]] = [
    (is_in("name", "Ann", HOSTILE), lambda _, name: name in ("Ann", HOSTILE)),
    (is_in("name", "Ann", None), lambda _, name: name in ("Ann", None)),
    (is_in("name", None), lambda _, name: name is None),
    (is_in("name"), lambda *_: False),
    (Condition(("name",), Operator.NOT_IN, ("Ann",)), lambda _, name: name != "Ann"),
    (Condition(("name",), Operator.NOT_IN, ("Ann", None)), lambda _, name: name not in ("Ann", None)),
    (Condition(("last_login",), Operator.BELOW, (day(19),)), lambda n, _: n % 3 != 0 and n > 2),
    (Condition(("last_login",), Operator.AT_LEAST, (day(19),)), lambda n, _: n in (1, 2)),
    (mentions(["name"], "ANN")[0], lambda _, name: (name or "").lower() == "ann"),
    (mentions(["name"], '"x";')[0], lambda _, name: name == HOSTILE),
]


@pytest.mark.slow(sample=2)
@pytest.mark.parametrize(("condition", "holds"), CONDITIONS, ids=[str(number) for number in range(len(CONDITIONS))])
@pytest.mark.parametrize("metric", [LOGINS, USERS], ids=["whole", "paged"])
def test_a_condition_chooses_rows(
    workspace: QueryWorkspace, metric: Metric, condition: Condition, holds: Callable[[int, str | None], bool]
) -> None:
    snapshot = workspace.take()
    chosen = {sid("005", number) for number, name in enumerate(NAMES, 1) if holds(number, name)}
    rows = workspace.rows(metric, snapshot, selection=Selection((condition,)))
    assert {row["user_id"] for row in rows} == chosen
    page = workspace.engine.query(workspace.query(metric, snapshot, selection=Selection((condition,), limit=3)))
    assert (len(page.rows), page.count) == (min(3, len(chosen)), len(chosen))


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("column", ["name", "last_login", "profile_id", ""])
@pytest.mark.parametrize("metric", [LOGINS, USERS], ids=["whole", "paged"])
def test_pages_in_any_order_have_every_row_once_blanks_last(
    workspace: QueryWorkspace, metric: Metric, column: str, *, descending: bool, limit: int
) -> None:
    snapshot = workspace.take()
    order = ((column, descending),) if column else ()
    whole = workspace.rows(metric, snapshot, selection=Selection(order=order))
    pages: list[dict[str, object]] = []
    after: tuple[str | None, int] | None = None
    while found := workspace.rows(metric, snapshot, selection=Selection((), order, limit, after)):
        pages += found
        last = found[-1]
        after = (last["sort_value"], last["number"])  # type: ignore[assignment]
    assert [row["user_id"] for row in pages] == [row["user_id"] for row in whole]
    assert len({row["user_id"] for row in pages}) == len(NAMES)
    if column:
        values = [row[column] for row in whole]
        known = [str(value).lower() for value in values if value is not None]
        assert values[len(known) :] == [None] * (len(NAMES) - len(known))
        assert known == sorted(known, reverse=descending)
    else:
        assert [row["user_id"] for row in whole] == [sid("005", number) for number in range(1, len(NAMES) + 1)]


def test_a_row_to_go_on_after_that_is_of_another_order_is_refused(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    selection = Selection(order=(("last_login", False),), limit=2, after=("long ago", 1))
    with pytest.raises(UsageError, match="another sort order"):
        workspace.rows(USERS, snapshot, selection=selection)


@pytest.mark.parametrize(
    ("metric", "totals", "expected"),
    [(PROFILES, TOTALS, {"profiles": 1, "users": 4}), (USERS, USER_TOTALS, {"users": 4, "named": 3})],
    ids=["whole", "paged"],
)
def test_totals_are_over_the_rows_that_are_shown(
    workspace: QueryWorkspace, metric: Metric, totals: Metric, expected: dict[str, object]
) -> None:
    snapshot = workspace.take()
    name, value = ("profile", "Profile 2") if metric is PROFILES else ("profile_id", sid("00e", 1))
    shown = workspace.query(metric, snapshot, selection=Selection((is_in(name, value),)))
    everything = workspace.query(metric, snapshot)
    assert workspace.rows(totals, snapshot, shown=shown) == [expected]
    assert workspace.rows(totals, snapshot, shown=everything)[0]["users"] == len(NAMES)
    assert workspace.rows(totals, snapshot, shown=shown) == [expected]


def test_two_snapshots_are_there_side_by_side(workspace: QueryWorkspace) -> None:
    earlier = workspace.take(["Ann", "Bo"], days=-1)
    later = workspace.take(["Ann", "Bob", "Cy"])
    expected: list[dict[str, object]] = [
        {"user_id": sid("005", 2), "before": "Bo", "after": "Bob", "note": "x", "last_login": None},
        {"user_id": sid("005", 3), "before": None, "after": "Cy", "note": "x", "last_login": None},
    ]
    expected[0]["last_login"] = (NOW - timedelta(days=2)).replace(tzinfo=None)
    assert workspace.rows(MOVES, earlier, later, words="x") == expected
    assert [row["note"] for row in workspace.rows(MOVES, earlier, later, words="y")] == ["y", "y"]
    assert workspace.rows(MOVES, later, earlier, words="x")[0]["after"] == "Bo"


def test_a_union_has_the_rows_of_each_snapshot_with_labels_in_front(workspace: QueryWorkspace) -> None:
    snapshots = [workspace.take(NAMES[:number], days=number - 9) for number in (2, 5, 8)]
    parts = tuple(workspace.query(PROFILES, each) for each in snapshots)
    labels = tuple((each.id,) for each in snapshots)
    union = Union(parts, labels, (text("snapshot"),))
    per_snapshot = Metric(
        "per_snapshot",
        "",
        (text("snapshot"), count("users")),
        (),
        inputs=("each_row",),
        text="SELECT snapshot, CAST(sum(users) AS BIGINT) AS users FROM each_row GROUP BY snapshot ORDER BY snapshot",
    )
    rows = workspace.engine.query(Query(per_snapshot, (), {"each_row": union})).rows
    assert [row["users"] for row in rows] == [2, 5, 8]
    assert not workspace.engine._metrics._open  # none of the many stays open
    nothing = Query(per_snapshot, (), {"each_row": Union((), (), (text("snapshot"), count("users")))})
    assert list(workspace.engine.query(nothing).rows) == []


def test_a_lookup_is_another_querys_rows(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    reader = Metric(
        "busiest",
        "",
        (text("profile"),),
        (),
        lookups=(PROFILES,),
        text="SELECT max(profile) AS profile FROM profile_use",
    )
    lookup = workspace.query(PROFILES, snapshot)
    assert list(workspace.engine.query(Query(reader, (snapshot,), {"profile_use": lookup})).rows) == [
        {"profile": "Profile 2"}
    ]


def test_internal_columns_are_in_no_result(workspace: QueryWorkspace) -> None:
    (row, *_) = workspace.rows(USERS, workspace.take())
    assert list(row) == ["user_id", "name", "profile_id", "last_login", "note", "recent"]


def test_the_page_index_is_made_once_and_not_again_for_other_inputs(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()

    def indexes() -> list[Path]:
        return sorted(workspace.files.root.glob("org=*/page_index=*/*"))

    workspace.rows(USERS, snapshot, words="one")
    (made,) = indexes()
    first = made.stat()
    workspace.rows(USERS, snapshot, words="two")
    assert QueryWorkspace(workspace.files.root).rows(USERS, snapshot, words="three")
    assert indexes() == [made]
    assert made.stat().st_ino == first.st_ino


@pytest.mark.parametrize("damage", ["empty", "cut", "rows"])
@pytest.mark.parametrize("totals", [False, True], ids=["rows", "totals"])
def test_a_damaged_page_index_is_made_again(workspace: QueryWorkspace, damage: str, *, totals: bool) -> None:
    snapshot = workspace.take()
    expected = workspace.rows(USERS, snapshot)
    (made,) = workspace.files.root.glob("org=*/page_index=*/*")
    content = bytearray(made.read_bytes())
    if damage == "rows":
        block = len(content) - 262_144  # the last one has rows; the first one says where what is
        content[block + 64 : block + 4096] = b"\xff" * (4096 - 64)
    made.write_bytes({"empty": b"", "cut": bytes(content[:5000]), "rows": bytes(content)}[damage])
    other = QueryWorkspace(workspace.files.root)
    if totals:
        found = other.rows(USER_TOTALS, snapshot, shown=other.query(USERS, snapshot))
        assert found == [{"users": len(NAMES), "named": 6}]
    else:
        assert other.rows(USERS, snapshot) == expected


def test_a_damaged_file_of_the_snapshot_is_named(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    workspace.rows(LOGINS, snapshot)
    file = workspace.files.folder(snapshot) / "user.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(Corrupt, match=r"user\.parquet is not the file that was committed"):
        workspace.rows(LOGINS, snapshot)


def test_the_same_content_is_computed_once(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    query = workspace.query(PROFILES, snapshot)
    first = workspace.engine.query(query)
    assert workspace.engine.query(workspace.query(PROFILES, snapshot)) is first
    assert workspace.engine.query(workspace.query(PROFILES, snapshot, words="other")) is not first
    longer = replaced(PROFILES, text=f"{PROFILES.sql} LIMIT 1")
    assert len(workspace.rows(longer, snapshot)) == 1


def test_many_at_once_all_get_the_same(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    found: list[list[dict[str, object]]] = []
    threads = [
        Thread(target=lambda metric=metric: found.append(workspace.rows(metric, snapshot)))
        for metric in (USERS, PROFILES) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [2] * 4 + [len(NAMES)] * 4


def test_the_cache_is_bounded_by_results_and_by_rows() -> None:
    cache = ResultCache()
    for number in range(MOST_RESULTS + 1):
        cache.put(str(number), QueryResult(({},)))
    assert cache.get("0") is None
    assert cache.get(str(MOST_RESULTS)) is not None
    half = QueryResult(({},) * (MOST_ROWS // 2))
    for number in range(3):
        cache.put(f"half {number}", half)
    assert [cache.get(f"half {number}") is half for number in range(3)] == [False, True, True]
    cache.put("too large", QueryResult(({},) * (MOST_ROWS // 2 + 1)))
    assert cache.get("too large") is None
    assert cache.get("half 2") is half


def test_what_is_replaced_is_counted_once() -> None:
    cache = ResultCache()
    for _ in range(10):
        cache.put("same", QueryResult(({},) * (MOST_ROWS // 2)))
    cache.put("other", QueryResult(({},) * (MOST_ROWS // 2)))
    assert cache.get("same") is not None


def test_a_column_of_the_base_under_another_name_is_found_in_the_whole(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    page = workspace.rows(USERS, snapshot, selection=Selection((is_in("recent", True),), limit=10))
    assert {row["user_id"] for row in page} == {sid("005", number) for number in (1, 2, 4, 5, 7, 8)}


def test_the_first_files_of_a_process_are_checked_once(workspace: QueryWorkspace) -> None:
    snapshot = workspace.take()
    files = FolderFiles(workspace.files.root)
    assert files.verified(snapshot, ["user", "profile"]).keys() == {"user", "profile"}
    assert len(files._verified) == 2
    files.verified(snapshot, ["user"])
    assert len(files._verified) == 2


def test_of_many_snapshots_a_changed_input_reads_no_users_again(workspace: QueryWorkspace) -> None:
    """The base reads every user, and is computed once; what people enter changes only what is made from it."""
    base = Metric("chance", tables=("user",), text='SELECT count(*) AS users, random() AS drawn FROM "user"')
    metric = Metric(
        "noted", "One row.", (count("users"), text("drawn"), text("note")), (), bases=(base,), inputs=("note",),
        text="SELECT chance.users, CAST(chance.drawn AS VARCHAR) AS drawn, note.note FROM chance CROSS JOIN note",
    )  # fmt: skip
    taken = [workspace.take(), workspace.take(NAMES[:3], days=1)]

    def row(snapshot: Snapshot, words: str) -> dict[str, object]:
        query = replace(workspace.query(metric, snapshot, words=words), of_many=True)
        (found,) = workspace.engine.query(query).rows
        return dict(found)

    first, second, third = row(taken[0], "first"), row(taken[0], "second"), row(taken[1], "first")
    assert [each["note"] for each in (first, second, third)] == ["first", "second", "first"]
    assert [each["users"] for each in (first, second, third)] == [len(NAMES), len(NAMES), 3]
    assert first["drawn"] == second["drawn"] != third["drawn"]
