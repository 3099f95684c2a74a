"""Where each thing lies in the lake, and how a manifest is written and trusted.

<lake>/org=<18-character id>/as_of=<20261121T091200Z>/<table>.parquet
                                                      manifest.json      written last
                             actors=<20261121T091200Z>/                  actors taken from a file: see `lake.actors`
                             register=<20261121T091200Z>/                may be deleted: see `lake.register`
                             .draft-<random>/                            a snapshot being written
                             .refresh.lock                               held while one is
"""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot, TableFile, snapshot_id

MANIFEST = "manifest.json"
FORMAT = 1
DRAFT = ".draft-"
REGISTERS = "register="
_CHUNK = 1 << 20


def org_folder(lake: Path, org_id: str) -> Path:
    """The folder of one org."""
    return lake / f"org={org_id}"


def snapshot_folder(lake: Path, org_id: str, as_of: datetime) -> Path:
    """The folder of one snapshot."""
    return org_folder(lake, org_id) / f"as_of={snapshot_id(as_of)}"


def actors_folder(lake: Path, org_id: str, snapshot: str) -> Path:
    """The folder of actors that were taken from a file for the snapshot of that id."""
    return org_folder(lake, org_id) / f"actors={snapshot}"


def register_folder(lake: Path, snapshot: Snapshot) -> Path:
    """The folder of the registers that were made from a snapshot."""
    return org_folder(lake, snapshot.org_id) / f"{REGISTERS}{snapshot.id}"


def table_path(lake: Path, snapshot: Snapshot, table: str) -> Path:
    """The Parquet file of one table."""
    held = snapshot.tables.get(table)
    if held is not None and held.route == ACTORS_FILE:  # named after its content: see `lake.actors`
        return actors_folder(lake, snapshot.org_id, snapshot.id) / f"{held.sha256[:16]}.parquet"
    return snapshot_folder(lake, snapshot.org_id, snapshot.as_of) / f"{table}.parquet"


def intact(lake: Path, snapshot: Snapshot, table: str) -> bool:
    """Whether the snapshot has the table, as it was committed."""
    held, path = snapshot.tables.get(table), table_path(lake, snapshot, table)
    try:
        return held is not None and path.stat().st_size == held.bytes and sha256(path) == held.sha256
    except OSError:
        return False


def sha256(path: Path) -> str:
    """The file's SHA-256, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


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
    """The snapshot that a manifest describes.

    Raises:
        Corrupt: it is missing, cut, altered or of a newer Seatwise; the file is named.
    """
    try:
        outer = json.loads(path.read_text(encoding="utf-8"))
        if outer["format"] != FORMAT:
            raise Corrupt(f"{path} was written by another version of Seatwise.", "Open it with a newer one.")
        body = outer["snapshot"]
        if outer["sha256"] != seal(body):
            raise Corrupt(f"{path} was changed after it was written.", _NEXT)
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
            window_days=body.get("window_days"),
            tracked_objects=tuple(body.get("tracked_objects", body.get("backbone", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(f"{path} cannot be read: {error}.", _NEXT) from error


_NEXT = "The other snapshots still open. Delete this snapshot's folder, or restore it from a backup."


def seal(body: object) -> str:
    """A digest that stands beside what it is of, in a JSON file."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
