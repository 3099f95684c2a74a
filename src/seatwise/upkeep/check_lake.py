"""Checks of the lake: every file of every snapshot, moments, orgs, and what killed processes left behind."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from seatwise.domain.snapshots import snapshot_id
from seatwise.storage.committed_files import committed_folders
from seatwise.storage.disk import is_locked
from seatwise.storage.manifest import sha256
from seatwise.storage.paths import DRAFT, MANIFEST
from seatwise.storage.spill_folder import left_behind
from seatwise.upkeep.problem import Problem

_RESTORE = "Restore a backup, or delete this snapshot: seatwise snapshots delete ORG ID"
_ACTORS = "Forget these actors and import the file again: seatwise actors forget ORG"
_FUTURE = timedelta(days=1)


def files(root: Path, org_id: str | None) -> Iterator[Problem]:
    """Every committed file against its digest, also of imported actors."""
    for folder in committed_folders(root):
        if org_id not in {None, folder.path.parent.name.removeprefix("org=")}:
            continue
        step = _RESTORE if folder.path.name.startswith("as_of=") else _ACTORS
        if folder.problem:
            yield Problem(folder.problem, step)
        for name in folder.missing:
            yield Problem(f"{folder.path / name} is missing.", step)
        for path in folder.files:
            if path.name in folder.digests and sha256(path) != folder.digests[path.name]:
                yield Problem(f"{path} is not the file that was committed.", step)


def moments(root: Path, org_id: str | None, now: datetime) -> Iterator[Problem]:
    """Snapshots of the future: they hide later ones."""
    latest = snapshot_id(now + _FUTURE)
    for manifest in sorted(root.glob(f"org={org_id or '*'}/as_of=*/{MANIFEST}")):
        if manifest.parent.name.removeprefix("as_of=") > latest:
            what = f"{manifest.parent} is of the future: later snapshots are shown as older ones."
            yield Problem(what, "Delete it: seatwise snapshots delete ORG ID", is_damage=False)


def orgs(root: Path, names: Mapping[str, str]) -> Iterator[Problem]:
    """Orgs without snapshots, and snapshots without an org. `names` are the orgs by their id in Salesforce."""
    with_snapshots = {path.parent.parent.name.removeprefix("org=") for path in root.glob(f"org=*/as_of=*/{MANIFEST}")}
    for org_id in sorted(with_snapshots - set(names)):
        what = f"There are snapshots in {root / f'org={org_id}'}, but no org of that id."
        yield Problem(what, "Delete that folder, or add the org again: seatwise org add NAME", is_damage=False)
    for org_id, name in names.items():
        if org_id not in with_snapshots:
            yield Problem(f"{name} has no snapshot.", f"Take one: seatwise refresh {name}", is_damage=False)


def leftovers(home: Path, root: Path) -> Iterator[Problem]:
    """What killed processes left behind. A draft of a refresh that is running is none."""
    for draft in sorted((*root.glob(f"org=*/{DRAFT}*"), *root.glob("org=*/register=*"))):
        if not is_locked(draft.parent / ".refresh.lock"):
            yield _left(draft, "The next refresh of the org deletes it.")
    for spill in left_behind(root):
        yield _left(spill, "The next refresh deletes it.")
    for index in sorted(root.glob("org=*/page_index=*")):
        if not index.with_name(index.name.replace("page_index=", "as_of=")).exists():
            yield _left(index, f"Its snapshot is gone. Delete it: rm -r '{index}'")
    if (home / ".restore").exists():
        yield _left(home / ".restore", "Finish the restore that was stopped: seatwise restore")


def _left(path: Path, step: str) -> Problem:
    return Problem(f"{path} was left behind by a process that was stopped.", step, is_damage=False)
