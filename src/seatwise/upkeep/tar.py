"""A tar file of regular files alone, written and read strictly: whatever else a tar may hold is refused."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from seatwise.domain.errors import Corrupt

_BLOCK = 512
_CHUNK = 1 << 20
_EMPTY = b"\0" * _BLOCK


@dataclass(frozen=True)
class Member:
    """A file in the tar, and where its content is."""

    name: str
    size: int
    offset: int


def add_file(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> str:
    """Add a file of that size. Returns its SHA-256. Raises OSError: it became shorter."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    reader = _Hashing(file)
    tar.addfile(entry, reader)
    return reader.digest.hexdigest()


class _Hashing(io.RawIOBase):
    """Reads a file and hashes its bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        found = self._file.read(size)
        self.digest.update(found)
        return found


def members(file: IO[bytes]) -> Iterator[Member]:
    """Every file of the tar. Raises Corrupt: it is no such tar, cut short, or holds something else."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    while True:
        file.seek(at)
        header = file.read(_BLOCK)
        if header == _EMPTY:
            return
        member = _parsed(header, at)
        at = member.offset + -(-member.size // _BLOCK) * _BLOCK
        if at > end:
            raise Corrupt(f"The backup is cut short: {member.name} is not whole.", "Use another copy of it.")
        yield member


def chunks(file: IO[bytes], member: Member) -> Iterator[bytes]:
    """The content of a file of the tar."""
    file.seek(member.offset)
    left = member.size
    while left:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            raise Corrupt(f"The backup is cut short: {member.name} is not whole.", "Use another copy of it.")
        left -= len(chunk)
        yield chunk


def _parsed(header: bytes, at: int) -> Member:
    """The file that a block announces, as `tarfile` writes one in the format ustar."""
    try:
        name, prefix = (part.rstrip(b"\0").decode("ascii") for part in (header[:100], header[345:500]))
        size, checksum = (int(part.rstrip(b" \0"), 8) for part in (header[124:136], header[148:156]))
    except ValueError:
        name, prefix, size, checksum = "", "", -1, -1
    is_file = header[257:262] == b"ustar" and header[156:157] == b"0" and size >= 0
    if len(header) < _BLOCK or not is_file or sum(header[:148] + b" " * 8 + header[156:]) != checksum:
        what = "The backup is cut short or damaged" if at else "The file is not a backup of Seatwise, or is damaged"
        raise Corrupt(f"{what}: there is no file at byte {at:,}.", "Use another copy of it.")
    return Member(f"{prefix}/{name}" if prefix else name, size, at + _BLOCK)
