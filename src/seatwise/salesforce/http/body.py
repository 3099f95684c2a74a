"""Bodies of answers, unpacked within the limits; gzip is unpacked in pieces, so that a bomb takes no memory."""

import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import httpx2

from seatwise import settings
from seatwise.salesforce.http.answer_timer import AnswerTimer
from seatwise.salesforce.http.limits import Limits, beyond

ENCODINGS = "gzip"  # what we accept
ERROR_BYTES = 1_000_000  # the most of an error, and of an answer to a login
_PIECE = 1 << 18  # bytes that are unpacked at once
_ENOUGH = 1_000_000  # unpacked bytes from which the compression ratio counts
_GZIP = 16 + zlib.MAX_WBITS


class Damaged(Exception):
    """A body that cannot be unpacked, or that is cut short."""


@dataclass(frozen=True)
class Answer:
    """A response with its body."""

    host: str
    path: str
    status: int
    reason: str
    headers: httpx2.Headers
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return httpx2.codes.is_success(self.status)

    @property
    def is_redirect(self) -> bool:
        """Whether it names another address."""
        return httpx2.codes.is_redirect(self.status) and "location" in self.headers


class ByteBudget:
    """The bytes that all answers of one refresh may have together. Thread-safe."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, count: int) -> None:
        """Count unpacked bytes. Raises LimitReached."""
        with self._lock:
            self._taken += count
            if self._taken > self._limits.refresh_bytes:
                raise beyond(
                    f"The org's answers to this refresh have more than {self._limits.refresh_bytes / 1e6:g} MB.",
                    settings.REFRESH_MB,
                )


@dataclass(frozen=True)
class BodyReader:
    """Reads the body of one response, within the limits."""

    limits: Limits
    budget: ByteBudget
    timer: AnswerTimer

    def whole(self, response: httpx2.Response, *, most: int | None = None) -> Answer:
        """The response with its body, in memory; `most` bytes instead of `limits.answer_bytes`.

        Raises Damaged; LimitReached.
        """
        request, body = response.request, bytearray()
        for piece in self.pieces(response, self.limits.answer_bytes if most is None else most, settings.ANSWER_MB):
            body += piece
        status, reason = response.status_code, response.reason_phrase
        return Answer(request.url.host, request.url.path, status, reason, response.headers, bytes(body))

    def pieces(self, response: httpx2.Response, most: int, setting: settings.Setting) -> Iterator[bytes]:
        """The body in unpacked pieces, `most` bytes in all, which `setting` raises. Raises Damaged; LimitReached."""
        self.timer.headers_end()
        host = response.request.url.host
        unpack, finish = _decoder(response.headers.get("content-encoding", "").strip().lower())
        received = unpacked = 0
        for raw in response.iter_raw():
            self.timer.check()
            received += len(raw)
            for piece in unpack(raw):
                unpacked += len(piece)
                if unpacked > _ENOUGH and unpacked > received * self.limits.compression:
                    packed = f"{host} sent an answer that is compressed more than {self.limits.compression:g} times."
                    raise beyond(packed, settings.COMPRESSION)
                if unpacked > most:
                    raise beyond(f"{host} sent an answer of more than {most / 1e6:g} MB.", setting)
                self.budget.take(len(piece))
                yield piece
        finish()


_Decoder: TypeAlias = tuple[Callable[[bytes], Iterator[bytes]], Callable[[], None]]


def _decoder(encoding: str) -> _Decoder:
    """A function that unpacks the next bytes, and one that checks at the end that nothing is missing."""
    if encoding in {"", "identity"}:
        return lambda raw: iter((raw,)), lambda: None
    if encoding not in {"gzip", "x-gzip"}:
        raise Damaged(f"it is packed as {encoding[:40]!r}, and Seatwise accepts {ENCODINGS} only")
    gunzip = _Gunzip()
    return gunzip.unpack, gunzip.finish


class _Gunzip:
    """Unpacks one gzip stream in pieces of at most `_PIECE` bytes."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(_GZIP)
        self._begun = False

    def unpack(self, raw: bytes) -> Iterator[bytes]:
        """What the next bytes hold."""
        self._begun = True
        while raw or not self._zlib.eof:
            if self._zlib.eof:
                raise Damaged("something follows its end")
            try:
                piece = self._zlib.decompress(raw, _PIECE)
            except zlib.error as error:
                raise Damaged("it is corrupt or cut short") from error
            raw = self._zlib.unconsumed_tail or self._zlib.unused_data
            if piece:
                yield piece
            elif not raw:
                return

    def finish(self) -> None:
        """Raise Damaged if the end is missing."""
        if self._begun and not self._zlib.eof:
            raise Damaged("it is cut short")
