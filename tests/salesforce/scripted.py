"""A scripted org: responses by path, in order; the last response to a path is repeated."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_plus

import httpx2

from seatwise.app.extract import Pages
from seatwise.domain.connection import Session
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sources.source import Field, Source, Type

HOST = "https://acme.example"
ORG_ID, USER_ID = "00D000000000001EAA", "005000000000001AAA"
HEADERS = {"Date": "Sat, 21 Nov 2026 12:00:00 GMT", "Sforce-Limit-Info": "api-usage=25/5000"}
Answer = httpx2.Response | Callable[[httpx2.Request], httpx2.Response]

# Three columns, three rows: what most laws are tried on.
SEAT = Source(
    "seat",
    "Seat",
    (Field("Id", Type.ID), Field("Name", Type.TEXT), Field("Since", Type.TIME)),
    "View Setup and Configuration",
    "The seats.",
    bulk=True,
)


def reply(data: object, status: int = 200, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json=data, headers=HEADERS | headers)


def page(records: list[dict[str, object]], total: int | None = None, after: str = "") -> httpx2.Response:
    more = {"nextRecordsUrl": after} if after else {}
    return reply({"totalSize": len(records) if total is None else total, "done": not after, "records": records} | more)


def error(status: int, code: str, message: str = "It is so.", **headers: str) -> httpx2.Response:
    return reply([{"errorCode": code, "message": message}], status, **headers)


def csv(text: str, rows: int, locator: str = "null") -> httpx2.Response:
    headers = {"Sforce-NumberOfRecords": str(rows), "Sforce-Locator": locator, "Content-Type": "text/csv"}
    return httpx2.Response(200, content=text.encode(), headers=HEADERS | headers)


def _as_stream(answer: httpx2.Response) -> httpx2.Response:
    """The response as a network gives it: its body is still to be read."""
    if not answer.is_stream_consumed:
        return answer
    return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(answer.content))


@dataclass
class ScriptedOrg:
    """Responds to requests whose `METHOD path?query` matches a pattern. Later patterns win."""

    script: list[tuple[str, list[Answer]]] = field(default_factory=list)
    seen: list[httpx2.Request] = field(default_factory=list)
    logins: int = 0

    def __post_init__(self) -> None:
        self.on(r"GET /services/data$", reply([{"version": "58.0"}, {"version": "66.0"}, {"version": "99.0"}]))

    def on(self, pattern: str, *answers: Answer) -> "ScriptedOrg":
        self.script.insert(0, (pattern, list(answers)))
        return self

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        line = f"{request.method} {unquote_plus(request.url.raw_path.decode())}"
        for pattern, answers in self.script:
            if re.search(pattern, line):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                return _as_stream(answer if isinstance(answer, httpx2.Response) else answer(request))
        return _as_stream(error(404, "NOT_FOUND", "The requested resource does not exist"))

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self)

    def log_in(self) -> Session:
        self.logins += 1
        return Session(HOST, f"00D!token{self.logins}", org_id=ORG_ID, user_id=USER_ID)

    def open(self, **options: object) -> SalesforceOrg:
        return SalesforceOrg(self.log_in, transport=self.transport, **options)  # type: ignore[arg-type]

    def read(self, folder: Path, table: Source = SEAT, *, expected: int | None = None, **options: object) -> Pages:
        return self.open(**options).read(table, folder, expected=expected, watch=lambda rows, total: None)

    def requests_with(self, word: str) -> list[str]:
        """The requests whose path or query contains a word."""
        lines = [f"{one.method} {unquote_plus(str(one.url))} {one.content.decode()}" for one in self.seen]
        return [line for line in lines if word in line]


def seat(
    number: int, name: str | None = "one", since: str | None = "2026-01-01T00:00:00.000+0000"
) -> dict[str, object]:
    return {"attributes": {"type": "Seat"}, "Id": f"{number:018d}", "Name": name, "Since": since}


def json_of(request: httpx2.Request) -> object:
    return json.loads(request.content)
