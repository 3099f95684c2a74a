"""Back up the home folder into one file: state.db as of one moment, and every committed snapshot."""

import contextlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shlex import quote

from seatwise import __version__
from seatwise.domain.errors import StorageError, UsageError
from seatwise.state.copy import copy_database
from seatwise.state.home_check import check_not_lost
from seatwise.storage.committed_files import CommittedFolder, committed_folders, other_files
from seatwise.storage.disk import disk_errors, sync
from seatwise.storage.lake import FolderLake
from seatwise.storage.manifest import seal
from seatwise.storage.paths import MANIFEST
from seatwise.upkeep.tar import add_file

FORMAT = 1
STATE, KEY, LAKE = "state.db", "secret.key", "lake"
_TRIES = 3


@dataclass(frozen=True)
class BackupReport:
    """What was saved."""

    file: Path
    bytes: int
    snapshots: int
    damaged: tuple[str, ...]  # what is saved as it is, and cannot be trusted


@dataclass
class _Writing:
    tar: tarfile.TarFile
    home: Path
    files: dict[str, dict[str, object]] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    snapshots: int = 0

    def add(self, name: str, file: io.BufferedIOBase, size: int) -> str:
        digest = add_file(self.tar, name, file, size)  # type: ignore[arg-type] # a binary file
        self.files[name] = {"name": name, "bytes": size, "sha256": digest}
        return digest

    def name(self, path: Path) -> str:
        return path.relative_to(self.home).as_posix()


def back_up(
    home: Path, file: Path, *, now: datetime, keys: tuple[str, ...] = (), overwrite: bool = False
) -> BackupReport:
    """Write the backup: whole, or not at all. With `keys` it holds those of the secrets, too.

    Raises UsageError: the file cannot be written there, or exists; StateLost: state.db is; Corrupt: it is damaged;
    DiskFull, StorageError.
    """
    _check_writable(file, home, overwrite=overwrite)
    if not (home / STATE).exists():
        check_not_lost(home / STATE, FolderLake(home / LAKE))
        raise UsageError(f"There is nothing to back up in {home}.", "Add an org first: seatwise org add NAME")
    with disk_errors(), _draft(file) as (draft, out), tempfile.TemporaryDirectory(dir=draft.parent) as scratch:
        copy = Path(scratch, STATE)
        copy_database(home / STATE, copy)
        with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as tar:
            writing = _Writing(tar, home)
            with copy.open("rb") as state:
                writing.add(STATE, state, copy.stat().st_size)
            if keys:
                text = "".join(f"{key}\n" for key in keys).encode()
                writing.add(KEY, io.BytesIO(text), len(text))
            for path in other_files(home / LAKE):
                with path.open("rb") as one:
                    writing.add(writing.name(path), one, path.stat().st_size)
            for folder in committed_folders(home / LAKE):
                _add_folder(writing, folder)
            body = {"created_at": now.isoformat(), "seatwise": __version__, "files": list(writing.files.values())}
            manifest = json.dumps({"format": FORMAT, "sha256": seal(body), "backup": body}, indent=1).encode()
            add_file(tar, MANIFEST, io.BytesIO(manifest), len(manifest))
        out.flush()
        os.fsync(out.fileno())
        size = draft.stat().st_size
        _publish(draft, file, overwrite=overwrite)
    return BackupReport(file, size, writing.snapshots, tuple(writing.damaged))


def _check_writable(file: Path, home: Path, *, overwrite: bool) -> None:
    """Whether a backup may be written there. Raises UsageError."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name the file to write in it, as in seatwise-backup.tar.")
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.", "Create it, or choose another.")
    if file.absolute().is_relative_to(home):
        raise UsageError(
            f"{file} is in the folder that is backed up.", "Choose a file elsewhere, best on another disk."
        )
    if file.exists() and not overwrite:
        raise UsageError(
            f"{file} exists.", f"Choose another name, or replace it: seatwise backup {quote(str(file))} --overwrite"
        )


def _add_folder(writing: _Writing, folder: CommittedFolder) -> None:
    """Add a snapshot: all of its files are opened first, so that it is whole even if it is deleted meanwhile."""
    for _ in range(_TRIES):
        with contextlib.ExitStack() as stack:
            try:
                opened = [(path, stack.enter_context(path.open("rb"))) for path in folder.files]
            except FileNotFoundError:
                continue
            if not opened:
                return
            problem = folder.problem
            for path, file in opened:
                digest = writing.add(writing.name(path), file, os.fstat(file.fileno()).st_size)
                if path.name != MANIFEST and digest != folder.digests.get(path.name, digest):
                    problem = problem or f"{path} is not the file that was committed."
            if missing := folder.missing:
                problem = problem or f"{folder.path / missing[0]} is missing."
            if problem:
                writing.damaged.append(problem)
            writing.snapshots += folder.path.name.startswith("as_of=")
            return
    if (folder.path / MANIFEST).exists():
        raise StorageError(f"{folder.path} changes all the time.", "Back up again in a moment.")


@contextlib.contextmanager
def _draft(file: Path) -> Iterator[tuple[Path, io.BufferedWriter]]:
    """A new file beside it, its owner's alone, which is gone afterwards."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield draft, out
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, file: Path, *, overwrite: bool) -> None:
    """Give it its name in one step; not over a file that came to be meanwhile."""
    if overwrite:
        draft.replace(file)
    else:
        try:
            os.link(draft, file)
        except FileExistsError as error:
            raise UsageError(f"{file} exists by now.", "Choose another name for the backup.") from error
        except OSError:  # no such links on this disk
            draft.replace(file)
    sync(file.parent)
