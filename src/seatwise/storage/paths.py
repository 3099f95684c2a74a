"""Where each file of a snapshot is.

<root>/org=<18-character id>/as_of=<20261121T091200Z>/<table>.parquet
                                                      manifest.json      written last
                             actors=<20261121T091200Z>/                  actors imported from a file: `imported_actors`
                             page_index=<20261121T091200Z>/              may be deleted: see `engine.page_index`
                             .draft-<random>/                            a snapshot being written
                             .refresh.lock                               locked meanwhile
      .spill/<random>/                                                   temporary files of a process: `spill_folder`
             <random>.lock                                               locked while it runs
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from seatwise.domain.snapshots import ACTORS_FILE, Snapshot, snapshot_id

MANIFEST = "manifest.json"
DRAFT = ".draft-"


def org_folder(root: Path, org_id: str) -> Path:
    """The folder of one org."""
    return root / f"org={org_id}"


@lru_cache(maxsize=1024)  # joining paths took a tenth of a page (measured)
def snapshot_folder(root: Path, org_id: str, as_of: datetime) -> Path:
    """The folder of one snapshot."""
    return org_folder(root, org_id) / f"as_of={snapshot_id(as_of)}"


def actors_folder(root: Path, org_id: str, snapshot: str) -> Path:
    """The folder of the actors that were imported for the snapshot of that id."""
    return org_folder(root, org_id) / f"actors={snapshot}"


def index_folder(root: Path, snapshot: Snapshot) -> Path:
    """The folder of the page indexes of a snapshot."""
    return org_folder(root, snapshot.org_id) / f"page_index={snapshot.id}"


def table_path(root: Path, snapshot: Snapshot, table: str) -> Path:
    """The Parquet file of one table."""
    file = snapshot.tables.get(table)
    if file is not None and file.route == ACTORS_FILE:  # named after its content: see `imported_actors`
        return actors_folder(root, snapshot.org_id, snapshot.id) / f"{file.sha256[:16]}.parquet"
    return snapshot_folder(root, snapshot.org_id, snapshot.as_of) / f"{table}.parquet"
