"""Restore a backup: everything is verified before anything is touched, then put in place so that a kill loses nothing.

<home>/.restore/new/    what the backup holds, ready to be put in place
               /old/    what was there before, until all is in place
               /ready   from here on a restore is finished, not begun again
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import IO, Any

from filelock import FileLock, Timeout

from seatwise.domain.errors import Corrupt, StorageError, UsageError
from seatwise.state.database import RESTORING
from seatwise.state.restored import prepare_restored
from seatwise.storage.disk import disk_errors, sync
from seatwise.storage.manifest import seal
from seatwise.storage.paths import MANIFEST
from seatwise.upkeep.backup import FORMAT, KEY, LAKE, STATE
from seatwise.upkeep.tar import Member, chunks, members

_LOCK = ".restore.lock"
_LOGS = (f"{STATE}-wal", f"{STATE}-shm")  # of the state.db before: they must not be taken for those of the new one
_ALLOWED = re.compile(
    rf"{re.escape(STATE)}|{re.escape(KEY)}|{LAKE}/home\.json|"
    rf"{LAKE}/org=[A-Za-z0-9]{{15,18}}/(?:as_of|actors)=\d{{8}}T\d{{6}}Z/[A-Za-z0-9_]+\.(?:parquet|json)"
)
_MOST_MANIFEST = 100_000_000  # bytes
_OTHER_COPY = "Use another copy of it."


@dataclass(frozen=True)
class RestoreReport:
    """What was restored."""

    created_at: datetime
    snapshots: int
    without_secrets: tuple[str, ...]  # the orgs that need their secrets again


@dataclass(frozen=True)
class _Backup:
    """A verified backup."""

    body: Mapping[str, Any]
    files: Mapping[str, Member]


def restore(home: Path, file: Path, *, secret_key: str, replace: bool = False) -> RestoreReport:
    """Put the content of a backup into the home folder, which must be empty, unless it is to be replaced.

    Raises UsageError: it is not empty, or there is no such file; Corrupt: the backup is not whole; StorageError.
    """
    try:
        opened = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check its path.") from error
    with opened, disk_errors():
        backup = _verified(opened)
        if not replace and _in_use(home):
            raise UsageError(
                f"{home} is not empty: what is there would be replaced.",
                f"Back it up first, then: seatwise restore {quote(str(file))} --replace",
            )
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(home):
            work = home / RESTORING
            if (work / "ready").exists():
                _put_in_place(home)
            shutil.rmtree(work, ignore_errors=True)
            new = work / "new"
            _extract(opened, backup, new)
            without = prepare_restored(new, home, secret_key)
            (work / "old").mkdir(mode=0o700)
            (work / "ready").touch(mode=0o600)
            for path in (work / "ready", work, home):
                sync(path)
            _put_in_place(home)
    snapshots = sum(name.endswith(f"/{MANIFEST}") and "/as_of=" in name for name in backup.files)
    return RestoreReport(datetime.fromisoformat(backup.body["created_at"]), snapshots, without)


def finish(home: Path) -> bool:
    """Finish a restore that was stopped while it put files in place. Whether there was one."""
    with disk_errors():
        if not (home / RESTORING).exists():
            return False
        with _locked(home):
            is_ready = (home / RESTORING / "ready").exists()
            if is_ready:
                _put_in_place(home)
            shutil.rmtree(home / RESTORING, ignore_errors=True)
    return is_ready


def _put_in_place(home: Path) -> None:
    """Each step is done once, however often this is begun. state.db comes last."""
    work = home / RESTORING
    new, old = work / "new", work / "old"
    for name in (LAKE, KEY, *_LOGS, STATE):
        made_new, there, before = new / name, home / name, old / name
        if not (new / STATE if name in _LOGS else made_new).exists():
            continue
        if there.exists() and not before.exists():
            there.rename(before)
        if made_new.exists():
            made_new.rename(there)
        sync(home)
    (work / "ready").unlink()
    sync(work)
    shutil.rmtree(work, ignore_errors=True)


def _verified(file: IO[bytes]) -> _Backup:
    """Every byte is checked against the manifest, and that against its digest; nothing is written."""
    found: dict[str, Member] = {}
    digests: dict[str, tuple[int, str]] = {}
    manifest = b""
    for member in members(file):
        if member.name in found:
            raise Corrupt(f"The backup holds {member.name} twice.", _OTHER_COPY)
        if member.name == MANIFEST:
            if member.size > _MOST_MANIFEST:
                raise Corrupt("The list of files in the backup is too long.", _OTHER_COPY)
            manifest = b"".join(chunks(file, member))
        elif not _ALLOWED.fullmatch(member.name):
            raise Corrupt(f"The backup holds {member.name[:100]!r}, which no backup of Seatwise has.", _OTHER_COPY)
        else:
            digests[member.name] = (member.size, _digest(file, member))
        found[member.name] = member
    body = _opened(manifest)
    listed = {str(each["name"]): (each["bytes"], each["sha256"]) for each in body["files"]}
    for name in {**listed, **digests}:
        if listed.get(name) != digests.get(name):
            what = "is missing from" if name not in digests else "is not the file that was saved in"
            raise Corrupt(f"{name} {what} the backup.", _OTHER_COPY)
    if STATE not in digests:
        raise Corrupt(f"The backup has no {STATE}.", _OTHER_COPY)
    return _Backup(body, {name: found[name] for name in digests})


def _opened(manifest: bytes) -> Mapping[str, Any]:
    if not manifest:
        raise Corrupt("The backup is cut short: it has no list of its files.", _OTHER_COPY)
    try:
        outer = json.loads(manifest)
        body: Mapping[str, Any] = outer["backup"]
        is_known, is_whole = outer["format"] == FORMAT, outer["sha256"] == seal(body)
        datetime.fromisoformat(body["created_at"])
        _ = [(each["name"], each["bytes"], each["sha256"]) for each in body["files"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Corrupt(f"The list of files in the backup cannot be trusted: {error}.", _OTHER_COPY) from error
    if not is_known:
        raise StorageError("The backup was written by another version of Seatwise.", "Install a later one.")
    if not is_whole:
        raise Corrupt("The list of files in the backup was changed after it was written.", _OTHER_COPY)
    return body


def _digest(file: IO[bytes], member: Member) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(file, member):
        digest.update(chunk)
    return digest.hexdigest()


def _extract(file: IO[bytes], backup: _Backup, folder: Path) -> None:
    """Write the files, synced; each is hashed again as it is written."""
    digests = {each["name"]: each["sha256"] for each in backup.body["files"]}
    _make_folder(folder / LAKE, folder.parent.parent)
    for name, member in backup.files.items():
        path, digest = folder / name, hashlib.sha256()
        _make_folder(path.parent, folder)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks(file, member):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != digests[name]:
            raise Corrupt(f"{name} is not the file that was saved in the backup.", _OTHER_COPY)
    for path in sorted({(folder / name).parent for name in backup.files}):
        sync(path)


def _make_folder(path: Path, above: Path) -> None:
    """Make a folder and those between it and the one above, each its owner's alone."""
    for each in (*reversed([one for one in path.parents if above in one.parents]), path):
        each.mkdir(mode=0o700, exist_ok=True)


def _in_use(home: Path) -> bool:
    """Whether something is there that a restore would replace."""
    return any((home / name).exists() for name in (STATE, KEY)) or any(home.glob(f"{LAKE}/org=*"))


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    lock = FileLock(home / _LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StorageError("Another restore is running here.", "Wait for it to end.") from None
    try:
        yield
    finally:
        lock.release()
