"""Actors imported from a file: they replace a snapshot's `record_touch`; the snapshot itself never changes.

<root>/org=<18-character id>/actors=<20261121T091200Z>/manifest.json      written last, in one step
                                                       <digest>.parquet   the table `record_touch`, never written over
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.period import DAYS
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot, TableFile
from seatwise.metrics.query import InputTable
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.storage.disk import disk_errors, sync, write_whole
from seatwise.storage.manifest import FORMAT, seal
from seatwise.storage.paths import MANIFEST, actors_folder, table_path


def save(root: Path, snapshot: Snapshot, touches: InputTable, *, taken_at: datetime) -> Snapshot:
    """Save the actors and return the snapshot with them. Actors imported before are replaced in the same step.

    Raises DiskFull or StorageError: nothing has changed.
    """
    from seatwise.storage.parquet_file import write_parquet  # noqa: PLC0415 - DuckDB only when something is imported

    content = write_parquet(touches, {"source": ACTORS_FILE, "snapshot": snapshot.id})
    columns = touches.columns
    rows = len(columns["UserId"][1])
    digest = hashlib.sha256(content).hexdigest()
    file = TableFile(RECORD_TOUCH.name, rows, tuple(columns), len(content), digest, ACTORS_FILE)
    folder = actors_folder(root, snapshot.org_id, snapshot.id)
    with disk_errors(), FileLock(folder.parent / ".actors.lock", mode=0o600):
        folder.mkdir(mode=0o700, exist_ok=True)
        path = table_path(root, replace(snapshot, tables={file.name: file}), file.name)
        write_whole(path, content)
        objects = sorted({str(name) for name in columns["SobjectType"][1]})
        body = {"table": asdict(file), "tracked_objects": objects, "taken_at": taken_at.isoformat()}
        write_whole(folder / MANIFEST, _sealed(body))
        sync(folder.parent)
        for replaced in folder.glob("*.parquet"):
            if replaced != path:
                replaced.unlink()
    return with_imported(root, snapshot)


def with_imported(root: Path, snapshot: Snapshot) -> Snapshot:
    """The snapshot with its imported actors, if there are any. Raises Corrupt: they cannot be trusted."""
    path = actors_folder(root, snapshot.org_id, snapshot.id) / MANIFEST
    try:
        body = _opened(path.read_text(encoding="utf-8"))
        file = TableFile(**{**body["table"], "columns": tuple(body["table"]["columns"])})
        objects = tuple(str(name) for name in body.get("tracked_objects") or body["backbone"])
    except FileNotFoundError:
        return snapshot
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(
            f"The actors imported for it cannot be trusted ({path}: {error}). "
            f"Forget them: seatwise actors forget NAME --snapshot {snapshot.id}",
            "Then import the file again.",
        ) from error
    return replace(
        snapshot,
        tables=dict(sorted({**snapshot.tables, file.name: file}.items())),
        gaps=tuple(gap for gap in snapshot.gaps if gap.table != file.name),
        read_days=snapshot.read_days or DAYS,
        tracked_objects=objects,
    )


def forget(root: Path, org_id: str, snapshot_id: str) -> None:
    """Remove the imported actors. Raises UsageError if there are none."""
    folder = actors_folder(root, org_id, snapshot_id)
    with disk_errors(), FileLock(folder.parent / ".actors.lock", mode=0o600):
        try:
            (folder / MANIFEST).unlink()
        except FileNotFoundError:
            raise UsageError(
                f"The actors of snapshot {snapshot_id} are those that were read: no file was imported for it.",
                "See which snapshots there are: seatwise snapshots list ORG",
            ) from None
        shutil.rmtree(folder, ignore_errors=True)


def version(root: Path, org_id: str, snapshot_id: str) -> tuple[int, int] | None:
    """Size and time of change of the manifest of the imported actors; None when there are none."""
    try:
        status = (actors_folder(root, org_id, snapshot_id) / MANIFEST).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _sealed(body: Mapping[str, object]) -> bytes:
    return json.dumps({"format": FORMAT, "sha256": seal(body), "actors": body}, indent=1).encode()


def _opened(text: str) -> dict[str, Any]:
    """The body that `_sealed` was given. Raises ValueError, KeyError or TypeError if it was changed since."""
    outer = json.loads(text)
    body: dict[str, Any] = outer["actors"]
    if outer["format"] != FORMAT or outer["sha256"] != seal(body):
        raise ValueError("it was changed after it was written")
    return body
