"""The manifest of a snapshot: what it holds, with a digest of each file and of itself."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.storage.paths import table_path

FORMAT = 1
_NEXT_STEP = "The other snapshots still open. Delete this snapshot's folder, or restore it from a backup."


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_intact(root: Path, snapshot: Snapshot, table: str) -> bool:
    """Whether the snapshot has the table, as it was committed."""
    file, path = snapshot.tables.get(table), table_path(root, snapshot, table)
    try:
        return file is not None and path.stat().st_size == file.bytes and sha256(path) == file.sha256
    except OSError:
        return False


def manifest_text(snapshot: Snapshot) -> str:
    """The manifest of a snapshot, sealed with a digest of itself."""
    body = {
        **asdict(snapshot),
        "as_of": snapshot.as_of.isoformat(),
        "read_at": snapshot.read_at.isoformat(),
        "tables": [asdict(table) for table in snapshot.tables.values()],
        "gaps": [gap.as_json() for gap in snapshot.gaps],
    }
    return json.dumps({"format": FORMAT, "sha256": seal(body), "snapshot": body}, indent=1, ensure_ascii=False) + "\n"


def read_manifest(path: Path) -> Snapshot:
    """The snapshot of a manifest. Raises Corrupt: it is missing, cut, altered or newer; the file is named."""
    try:
        outer = json.loads(path.read_text(encoding="utf-8"))
        if outer["format"] != FORMAT:
            raise Corrupt(f"{path} was written by another version of Seatwise.", "Open it with a newer one.")
        body = outer["snapshot"]
        if outer["sha256"] != seal(body):
            raise Corrupt(f"{path} was changed after it was written.", _NEXT_STEP)
        return Snapshot(
            org_id=body["org_id"],
            org=body["org"],
            as_of=datetime.fromisoformat(body["as_of"]),
            read_at=datetime.fromisoformat(body["read_at"]),
            api_version=body["api_version"],
            calls=body["calls"],
            tables={
                table["name"]: TableFile(**{**table, "columns": tuple(table["columns"])}) for table in body["tables"]
            },
            gaps=tuple(Gap.from_json(gap) for gap in body["gaps"]),
            read_days=body.get("read_days", body.get("window_days")),
            tracked_objects=tuple(body.get("tracked_objects", body.get("backbone", ()))),
            as_of_set_by_hand=body.get("as_of_set_by_hand", False),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(f"{path} cannot be read: {error}.", _NEXT_STEP) from error


def seal(body: object) -> str:
    """A digest of a JSON document, to be written beside it."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
