"""The files of every committed snapshot, and of imported actors: what a backup takes, and what is checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import ACTORS_FILE
from seatwise.storage.imported_actors import with_imported
from seatwise.storage.lake import FILE as HOME_FILE
from seatwise.storage.manifest import read_manifest
from seatwise.storage.paths import MANIFEST


@dataclass(frozen=True)
class CommittedFolder:
    """A folder that was committed whole."""

    path: Path
    org: str  # its name; of a damaged manifest the id
    digests: Mapping[str, str]  # SHA-256 by file name, as committed; the manifest has none
    problem: str = ""  # why its manifest cannot be trusted; empty: it can

    @property
    def files(self) -> list[Path]:
        """Those that are there, the manifest last."""
        there = (path for path in self.path.iterdir() if path.is_file() and not path.name.startswith("."))
        return sorted(there, key=lambda path: (path.name == MANIFEST, path.name))

    @property
    def missing(self) -> list[str]:
        """The names of committed files that are not there."""
        return [name for name in self.digests if not (self.path / name).is_file()]


def committed_folders(root: Path) -> Iterator[CommittedFolder]:
    """Every snapshot, and the actors imported for one, by org and moment."""
    for manifest in sorted(root.glob(f"org=*/as_of=*/{MANIFEST}")):
        folder, org_id = manifest.parent, manifest.parent.parent.name.removeprefix("org=")
        try:
            snapshot = read_manifest(manifest)
        except Corrupt as error:
            if manifest.exists():
                yield CommittedFolder(folder, org_id, {}, str(error))
            continue
        digests = {f"{table.name}.parquet": table.sha256 for table in snapshot.tables.values()}
        yield CommittedFolder(folder, snapshot.org, digests)
        imported = folder.with_name(folder.name.replace("as_of=", "actors="))
        if (imported / MANIFEST).exists():
            try:
                tables = with_imported(root, snapshot).tables.values()
            except Corrupt as error:
                yield CommittedFolder(imported, snapshot.org, {}, str(error))
            else:
                actors = {f"{each.sha256[:16]}.parquet": each.sha256 for each in tables if each.route == ACTORS_FILE}
                yield CommittedFolder(imported, snapshot.org, actors)


def other_files(root: Path) -> list[Path]:
    """Files of the lake as a whole."""
    return [path for path in (root / HOME_FILE,) if path.is_file()]
