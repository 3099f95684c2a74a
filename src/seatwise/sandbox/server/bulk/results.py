"""Result pages of a bulk job: locators, the CSV streamed from disk, and the list of pages."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.bulk.job import Job
from seatwise.sandbox.server.responses import ApiError

PAGE = 50_000  # rows without maxRecords
PARALLEL = 5
_CHUNK = 1 << 20  # bytes per read


@dataclass(frozen=True)
class ResultPage:
    """The page of a job that starts at row `start` and has at most `size` rows."""

    job: Job
    start: int
    size: int

    @staticmethod
    def of(request: Request, job: Job) -> "ResultPage":
        """The page of a request.

        Raises:
            ApiError: maxRecords is not a number, or the locator is not of this job.
        """
        size = request.query_params.get("maxRecords") or str(PAGE)
        if not size.isdecimal() or int(size) < 1:
            raise ApiError(400, "INVALIDMAXRECORDS", f"maxRecords is not a positive number: {size}")
        locator = request.query_params.get("locator")
        start = _offset(locator) if locator else 0
        if start < 0 or (start >= job.total and start > 0):
            raise ApiError(400, "INVALID_QUERY_LOCATOR", f"invalid query locator: {locator}")
        return ResultPage(job, start, int(size))

    def response(self) -> Response:
        """The rows, with Salesforce's headers."""
        path = self.job.page(self.start, self.size)
        after = self.start + self.size
        headers = {
            "Content-Length": str(path.stat().st_size),
            "Sforce-NumberOfRecords": str(max(min(after, self.job.total) - self.start, 0)),
            "Sforce-Locator": _locator(after) if after < self.job.total else "null",
        }
        return StreamingResponse(_chunks(path), headers=headers, media_type="text/csv")

    def following(self) -> dict[str, object]:
        """The URLs of this page and up to four more."""
        base = f"{ROOT}/v{self.job.version}/jobs/query/{self.job.id}"
        starts = range(self.start, max(self.job.total, 1), self.size)
        urls = [f"{base}/results?locator={_locator(start)}&maxRecords={self.size}" for start in starts[:PARALLEL]]
        rest = starts[PARALLEL:]
        pages: dict[str, object] = {"resultPages": [{"resultUrl": url} for url in urls], "done": not rest}
        if rest:
            pages["nextRecordsUrl"] = f"{base}/resultPages?locator={_locator(rest[0])}&maxRecords={self.size}"
        return pages


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _locator(start: int) -> str:
    return urlsafe_b64encode(str(start).encode()).decode().rstrip("=")


def _offset(locator: str) -> int:
    """The first row of a locator; -1 if it is invalid."""
    try:
        text = urlsafe_b64decode(locator + "=" * (-len(locator) % 4)).decode("ascii")
    except ValueError:
        return -1
    return int(text) if text.isdecimal() else -1
