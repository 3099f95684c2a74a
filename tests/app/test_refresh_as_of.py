"""A snapshot of a moment that somebody gave is marked, and users that came later do not exist in it."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from fakes import NOON
from rows_org import NOW, RowsOrg, sid, users
from seatwise.app.refresh.run import refresh
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.users import USER
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_store import FolderStore

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def take(org: RowsOrg, store: FolderStore, *, set_by_hand: bool) -> Snapshot:
    moment = NOW if set_by_hand else None
    return refresh(org, store, name="acme", tables=[USER], as_of=moment, clock=lambda: NOON, watch=lambda _: None)


def org(**how: object) -> RowsOrg:
    """Created a second before the snapshot, at its moment, a second after it, and nobody knows when."""
    created = (NOW - SECOND, NOW, NOW + SECOND, None)
    people = [users(1, 1, first=number, CreatedDate=at)[0] for number, at in enumerate(created, start=1)]
    return RowsOrg({"user": people}, **how)  # type: ignore[arg-type]


def ids(folder: Path, snapshot: Snapshot) -> list[object]:
    with duckdb.connect() as connection:
        file = str(table_path(folder, snapshot, USER.name))
        return [row[0] for row in connection.execute('SELECT "Id" FROM read_parquet(?) ORDER BY 1', [file]).fetchall()]


@pytest.mark.parametrize("set_by_hand", [True, False])
def test_a_moment_that_somebody_gave_is_marked(store: FolderStore, *, set_by_hand: bool) -> None:
    taken = take(org(), store, set_by_hand=set_by_hand)
    assert taken.as_of_set_by_hand is set_by_hand
    assert store.snapshot(taken.org_id) == taken


@pytest.mark.parametrize("set_by_hand", [True, False])
def test_users_created_after_the_moment_do_not_exist_in_the_snapshot(
    store: FolderStore, tmp_path: Path, *, set_by_hand: bool
) -> None:
    taken = take(org(), store, set_by_hand=set_by_hand)
    assert ids(tmp_path, taken) == [sid("005", 1), sid("005", 2), sid("005", 4)]
    assert (taken.tables["user"].rows, taken.users) == (3, 3)


def test_where_nobody_knows_when_users_were_created_they_all_stay(store: FolderStore, tmp_path: Path) -> None:
    taken = take(org(hidden_columns=["user.CreatedDate"]), store, set_by_hand=True)
    assert len(ids(tmp_path, taken)) == 4
