"""Actors taken from a file, beside a snapshot that itself never changes: kept, laid over it, and forgotten again.

<lake>/org=<18-character id>/actors=<20261121T091200Z>/manifest.json      written last, in one step
                                                       <digest>.parquet   the table `record_touch`, never written over
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from seatwise.app.ports import InputTable
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot, TableFile
from seatwise.domain.window import DAYS
from seatwise.lake.draft import no_room, sync
from seatwise.lake.layout import FORMAT, MANIFEST, actors_folder, seal, table_path
from seatwise.sources.activity import RECORD_TOUCH


def keep(lake: Path, snapshot: Snapshot, touches: InputTable, *, taken_at: datetime) -> Snapshot:
    """Keep the actors and return the snapshot with them; those that were kept before are replaced in the same step.

    Raises:
        DiskFull, LakeError: nothing has changed.
    """
    from seatwise.lake.parquet_file import write_parquet  # noqa: PLC0415 - DuckDB only when something is kept

    content = write_parquet(touches, {"source": ACTORS_FILE, "snapshot": snapshot.id})
    names = touches.columns
    count = len(names["UserId"][1])
    held = TableFile(
        RECORD_TOUCH.name, count, tuple(names), len(content), hashlib.sha256(content).hexdigest(), ACTORS_FILE
    )
    tracked_objects = sorted({str(name) for name in names["SobjectType"][1]})
    folder = actors_folder(lake, snapshot.org_id, snapshot.id)
    with no_room(), FileLock(folder.parent / ".actors.lock", mode=0o600):
        folder.mkdir(mode=0o700, exist_ok=True)
        table = table_path(lake, replace(snapshot, tables={held.name: held}), held.name)
        _write(table, content)
        told = {"table": asdict(held), "tracked_objects": tracked_objects, "taken_at": taken_at.isoformat()}
        _write(folder / MANIFEST, _sealed(told))
        sync(folder.parent)
        for left_over in folder.glob("*.parquet"):
            if left_over != table:
                left_over.unlink()
    return over(lake, snapshot)


def over(lake: Path, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the actors that were taken from a file, if any were.

    Raises:
        Corrupt: what was kept cannot be trusted; says how to take it back.
    """
    path = actors_folder(lake, snapshot.org_id, snapshot.id) / MANIFEST
    try:
        told = _opened(path.read_text(encoding="utf-8"))
        held = TableFile(**{**told["table"], "columns": tuple(told["table"]["columns"])})
        tracked_objects = tuple(str(name) for name in told.get("tracked_objects") or told["backbone"])
    except FileNotFoundError:
        return snapshot
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(
            f"The actors taken from a file for it cannot be trusted ({path}: {error}). "
            f"Forget them: seatwise actors forget NAME --snapshot {snapshot.id}",
            "Then import the file again.",
        ) from error
    return replace(
        snapshot,
        tables=dict(sorted({**snapshot.tables, held.name: held}.items())),
        gaps=tuple(gap for gap in snapshot.gaps if gap.table != held.name),
        window_days=snapshot.window_days or DAYS,
        tracked_objects=tracked_objects,
    )


def forget(lake: Path, org_id: str, snapshot_id: str) -> None:
    """Forget what was kept. Raises UsageError if nothing was."""
    folder = actors_folder(lake, org_id, snapshot_id)
    with no_room(), FileLock(folder.parent / ".actors.lock", mode=0o600):
        try:
            (folder / MANIFEST).unlink()
        except FileNotFoundError:
            raise UsageError(
                f"The actors of snapshot {snapshot_id} are those that were read: no file was taken for it.",
                "See which snapshots there are: seatwise snapshots NAME",
            ) from None
        shutil.rmtree(folder, ignore_errors=True)


def stamp(lake: Path, org_id: str, snapshot_id: str) -> tuple[int, int] | None:
    """Size and time of what says that actors were taken from a file; None when none were."""
    try:
        status = (actors_folder(lake, org_id, snapshot_id) / MANIFEST).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _write(path: Path, content: bytes) -> None:
    """The whole file or none, in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sealed(told: Mapping[str, object]) -> bytes:
    return json.dumps({"format": FORMAT, "sha256": seal(told), "actors": told}, indent=1).encode()


def _opened(text: str) -> dict[str, Any]:
    """What `_sealed` was given. Raises ValueError, KeyError or TypeError if it is not that any more."""
    outer = json.loads(text)
    told: dict[str, Any] = outer["actors"]
    if outer["format"] != FORMAT or outer["sha256"] != seal(told):
        raise ValueError("it was changed after it was written")
    return told
