"""What pages of users are read from is made once per snapshot, is kept, and is made anew where it is not right."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rows_org import NOW, ORG_ID, profile, user_license
from seatwise.app.profiles import build_user_index, read_everybody, read_people
from seatwise.app.report import Sources
from seatwise.domain.errors import UsageError
from seatwise.engine.duckdb_engine import DuckEngine
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.views.people import Cursor
from users_workspace import Workspace, ago, person, touch

USERS = 40
TABLES = {
    "user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)],
    "profile": [profile(1, 1), profile(2, 1)],
    "user": [
        person(n, 1 + n % 2, Name=f"User {n * 7 % USERS:02}", LastLoginDate=ago(n) if n % 3 else None)
        for n in range(USERS)
    ],
    "record_touch": [touch(3)],
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake")


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return workspace.read(TABLES)


def again(sources: Sources, workspace: Workspace) -> Sources:
    """As another process has them."""
    return replace(sources, engine=DuckEngine(FolderFiles(workspace.folder)))


def names(sources: Sources, **asked: object) -> Sequence[object]:
    pages = read_everybody("acme", sources, limit=7, sort="name", **asked)  # type: ignore[arg-type]
    return [row["name"] for page in pages for row in page.rows]


def kept(workspace: Workspace) -> list[Path]:
    return sorted(workspace.folder.glob("org=*/page_index=*/*"))


def test_it_is_made_once_and_every_process_reads_it(workspace: Workspace, sources: Sources) -> None:
    build_user_index("acme", sources)
    (made,) = kept(workspace)
    first = made.stat()
    everybody = [f"User {n:02}" for n in range(USERS)]
    assert names(sources) == names(again(sources, workspace)) == everybody
    assert (made.stat().st_ino, made.stat().st_size) == (first.st_ino, first.st_size)
    assert kept(workspace) == [made]


@pytest.mark.parametrize("damage", [b"", b"not a database", None], ids=["empty", "garbage", "cut"])
def test_a_damaged_one_is_made_anew(workspace: Workspace, sources: Sources, damage: bytes | None) -> None:
    expected = names(sources)
    (made,) = kept(workspace)
    made.write_bytes(made.read_bytes()[:5000] if damage is None else damage)
    assert names(again(sources, workspace)) == expected
    assert names(again(sources, workspace), descending=True) == expected[::-1]


@pytest.mark.parametrize("sort", ["name", "username", "last_login"])
def test_one_whose_rows_are_damaged_is_made_anew_too(workspace: Workspace, sources: Sources, sort: str) -> None:
    expected = names(sources)
    (made,) = kept(workspace)
    content = bytearray(made.read_bytes())
    block = len(content) - 262_144  # the last one has rows; the first one says where what is
    content[block + 64 : block + 4096] = b"\xff" * (4096 - 64)
    made.write_bytes(content)
    page = read_people("acme", again(sources, workspace), sort=sort)
    assert sorted(str(row["name"]) for row in page.rows) == expected
    assert made.read_bytes() != content


def test_a_reader_goes_on_after_it_was_thrown_away(workspace: Workspace, sources: Sources) -> None:
    page = read_people("acme", sources, limit=7)
    for file in kept(workspace):
        file.unlink()
    following = read_people("acme", sources, limit=7, after=page.after)
    assert [row["name"] for row in (*page.rows, *following.rows)] == [f"User {n:02}" for n in range(14)]


def test_readers_who_come_at_once_all_get_it(workspace: Workspace, sources: Sources) -> None:
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(lambda _: names(again(sources, workspace)), range(4)))
    assert found == [[f"User {n:02}" for n in range(USERS)]] * 4
    assert len(kept(workspace)) == 1


def test_only_the_last_few_are_kept_and_the_one_in_use_among_them(workspace: Workspace) -> None:
    for days in range(6):
        sources = workspace.read(TABLES, as_of=NOW - timedelta(days=days))
    for number, snapshot in enumerate(sources.lake.snapshots(ORG_ID)):
        assert len(read_people("acme", sources, snapshot_id=snapshot.id).rows) == USERS
        for file in kept(workspace):
            if file.parent.name.endswith(snapshot.id):
                os.utime(file, (number, number))
    latest = [f"page_index={snapshot.id}" for snapshot in sources.lake.snapshots(ORG_ID)[-4:]]
    assert [file.parent.name for file in kept(workspace)] == latest


def test_pages_of_one_list_are_of_one_snapshot(workspace: Workspace) -> None:
    yesterday = workspace.read(TABLES, as_of=NOW - timedelta(days=1))
    page = read_people("acme", yesterday, limit=7)
    others = {**TABLES, "user": [person(n, 1, Name=f"Other {n}") for n in range(50, 60)]}
    today = workspace.read(others)
    assert [row["name"] for row in read_people("acme", today, limit=2).rows] == ["Other 50", "Other 51"]
    following = read_people("acme", today, limit=7, after=page.after)
    assert [row["name"] for row in following.rows] == [f"User {n:02}" for n in range(7, 14)]
    assert following.panel.snapshot == page.panel.snapshot
    latest = today.lake.snapshot(ORG_ID).id
    with pytest.raises(UsageError, match=f"goes on in the snapshot {page.panel.snapshot}"):
        read_people("acme", today, snapshot_id=latest, after=page.after)


@pytest.mark.parametrize(
    "other",
    [{"sort": "username"}, {"descending": True}, {"text": "user"}, {"days": 7}, {"license_key": "SFDC"}],
    ids=lambda other: next(iter(other)),
)
def test_a_page_of_one_list_does_not_go_on_in_another(sources: Sources, other: dict[str, Any]) -> None:
    by_name = read_people("acme", sources, limit=7)
    with pytest.raises(UsageError, match="of another list"):
        read_people("acme", sources, limit=7, after=by_name.after, **other)


def test_a_mark_that_is_none_of_its_order_is_refused(sources: Sources) -> None:
    page = read_people("acme", sources, limit=7, sort="last_login")
    assert page.after
    made_up = replace(Cursor.parse(page.after), place="long ago").text
    with pytest.raises(UsageError, match="of another order"):
        read_people("acme", sources, limit=7, sort="last_login", after=made_up)


def test_who_has_none_of_what_is_sorted_by_comes_once(workspace: Workspace) -> None:
    people = [person(number, None if number % 3 else 1) for number in range(9)]
    sources = workspace.read({**TABLES, "user": people})
    pages = list(read_everybody("acme", sources, sort="profile_id", limit=2))
    ids = [row["user_id"] for page in pages for row in page.rows]
    assert len(ids) == len(set(ids)) == 9


def test_behind_the_last_one_that_fits_nobody_follows_and_still_all_are_counted(sources: Sources) -> None:
    page = read_people("acme", sources, text="user 1", limit=3)
    assert page.total
    assert page.after
    behind = replace(Cursor.parse(page.after), place=str(2**31 - 1), number=2**31 - 1).text
    after = read_people("acme", sources, text="user 1", limit=3, after=behind)
    assert (len(after.rows), after.total) == (0, page.total)
