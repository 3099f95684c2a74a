"""A hundred hostile answers, by name: which call they strike, and what they send."""

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hostile.server import Reply, Strike, complete

LOGIN, VERSIONS = r"^POST /services/Soap", r"^GET /services/data$"
COUNT, PERMISSION = "recordCount", "FROM UserPermissionAccess"
LICENSE, USER, DESCRIBE = "FROM UserLicense", r"FROM User$", "/describe$"
TOUCH, METADATA = r"COUNT\(Id\)", "Metadata FROM Profile"
CREATE, STATE, RESULTS = "^POST .*/jobs/query$", r"^GET .*/jobs/query/\w+$", "/results"

MEGABYTE = 1_000_000
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\n"
OPEN = HEADERS + b"\r\n"  # a body that ends with the connection


@dataclass(frozen=True)
class Answer:
    """One hostile answer."""

    where: str
    strike: Strike
    bulk: bool = False  # whether the objects are read by Bulk API 2.0
    seconds: float = 25.0  # in which the refresh ends
    may_succeed: bool = False  # whether it is harmless: then the figures are the true ones
    accept_clock: bool = True  # as the clock of the org behind has stopped


def sends(*pieces: bytes) -> Strike:
    return lambda reply: pieces


def endless(piece: bytes, begin: bytes = OPEN) -> Strike:
    def strike(reply: Reply) -> Iterator[bytes]:
        yield begin
        many = piece * max(1, 200_000 // len(piece))
        while True:
            yield many

    return strike


def slowly(piece: bytes, every: float, begin: bytes = OPEN) -> Strike:
    def strike(reply: Reply) -> Iterator[bytes]:
        yield begin
        while True:
            yield piece
            time.sleep(every)

    return strike


def body(content: bytes | str, status: int = 200, **headers: str) -> Strike:
    """This body, with the headers of the true answer."""

    def strike(reply: Reply) -> Iterator[bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        left = {name: value for name, value in reply.headers.items() if name.lower() not in map(str.lower, named)}
        yield complete(content.encode() if isinstance(content, str) else content, status, left | named)

    return strike


def headers(**values: str) -> Strike:
    """The true answer with other headers."""
    return lambda reply: body(reply.body, reply.status, **values)(reply)


def raw_headers(lines: bytes, status: bytes = b"200 OK") -> Strike:
    """The true body under these header lines."""
    return lambda reply: (b"HTTP/1.1 " + status + b"\r\n" + lines + b"\r\n\r\n" + reply.body,)


def page(**changes: Any) -> Strike:
    """The true page of a query with other values."""
    return lambda reply: body(json.dumps(json.loads(reply.body) | changes))(reply)


def changed(old: str, new: str) -> Strike:
    """The true answer with another text for one of its."""

    def strike(reply: Reply) -> Iterator[bytes]:
        assert old.encode() in reply.body, (old, reply.body[:300])
        yield from body(reply.body.replace(old.encode(), new.encode("utf-8", "surrogatepass"), 1), reply.status)(reply)

    return strike


def seats(number: str) -> Strike:
    """The licenses, the first with this number of seats."""

    def strike(reply: Reply) -> Iterator[bytes]:
        data = json.loads(reply.body)
        data["records"][0]["TotalLicenses"] = "SEATS"
        yield from body(json.dumps(data).replace('"SEATS"', number))(reply)

    return strike


def records(value: Any) -> Strike:
    return page(records=value, totalSize=len(value) if isinstance(value, list) else 1)


def packed(content: Iterator[bytes], *, level: int = 9) -> Iterator[bytes]:
    pack = zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in content:
        yield pack.compress(piece)
    yield pack.flush()


GZIP = HEADERS + b"Content-Encoding: gzip\r\n\r\n"


def bomb(piece: bytes, *, times: int = 3_000) -> Strike:
    """A gzip of some gigabytes."""

    def strike(reply: Reply) -> Iterator[bytes]:
        yield GZIP
        yield from packed(piece * (MEGABYTE // len(piece)) for _ in range(times))

    return strike


def chunked(*pieces: bytes) -> Strike:
    return sends(HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", *pieces)


CSV = HEADERS.replace(b"application/json", b"text/csv") + b"Sforce-NumberOfRecords: 40\r\nSforce-Locator: null\r\n\r\n"
DEEP = 100_000

SIZES = {
    "endless list": Answer(LICENSE, endless(b"null,", OPEN + b'{"records":[')),
    "endless objects": Answer(USER, endless(b'{"Id":"1","Name":{}},', OPEN + b'{"records":[')),
    "endless empty lists": Answer(LICENSE, endless(b"[],", OPEN + b"[")),
    "endless blanks": Answer(LICENSE, endless(b" ")),
    "endless digits": Answer(LICENSE, endless(b"1")),
    "endless text": Answer(LICENSE, endless(b"x", OPEN + b'"')),
    "endless versions": Answer(VERSIONS, endless(b'{"version":"66.0"},', OPEN + b"[")),
    "endless login": Answer(LOGIN, endless(b"<a/>", OPEN.replace(b"application/json", b"text/xml") + b"<a>")),
    "endless counts": Answer(COUNT, endless(b'{"name":"User","count":1},', OPEN + b'{"sObjects":[')),
    "endless permissions": Answer(PERMISSION, endless(b"null,", OPEN + b'{"records":[')),
    "endless groups": Answer(TOUCH, endless(b'{"n":1},', OPEN + b'{"records":[')),
    "endless description": Answer(DESCRIBE, endless(b'{"name":"Id"},', OPEN + b'{"fields":[')),
    "endless metadata": Answer(METADATA, endless(b"[],", OPEN + b'{"records":[')),
    "endless error": Answer(LICENSE, endless(b"x", b"HTTP/1.1 500 No\r\n\r\n[")),
    "endless job": Answer(CREATE, endless(b" ", OPEN + b'{"id":"750A",'), bulk=True),
    "endless state": Answer(STATE, endless(b" ", OPEN + b'{"state":"InProgress",'), bulk=True),
    "endless rows": Answer(RESULTS, endless(b'"1","2"\n', CSV + b'"Id"\n'), bulk=True, seconds=60),
    "endless first line": Answer(RESULTS, endless(b'"a",', CSV), bulk=True),
    "endless quotes": Answer(RESULTS, endless(b'"\n', CSV + b'"Id"\n'), bulk=True, seconds=60),
    "endless headers": Answer(LICENSE, endless(b"X-A: b\r\n", HEADERS)),
    "endless header": Answer(LICENSE, endless(b"x", HEADERS + b"X-A: ")),
    "endless interim answers": Answer(LICENSE, endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"")),
    "endless chunk extension": Answer(
        LICENSE, endless(b"x", HEADERS + b"Transfer-Encoding: chunked\r\n\r\n1;"), seconds=30
    ),
    "endless trailers": Answer(
        LICENSE, endless(b"X-A: b\r\n", HEADERS + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n"), seconds=30
    ),
    "endless chunks of a byte": Answer(
        LICENSE, endless(b"1\r\n \r\n", HEADERS + b"Transfer-Encoding: chunked\r\n\r\n"), seconds=60
    ),
    "gzip bomb": Answer(LICENSE, bomb(b" ")),
    "gzip bomb of a list": Answer(USER, bomb(b"[],")),
    "gzip bomb at login": Answer(LOGIN, bomb(b"<a/>")),
    "gzip bomb of versions": Answer(VERSIONS, bomb(b" ")),
    "gzip bomb of an error": Answer(
        LICENSE, lambda reply: (piece.replace(b"200 OK", b"400 No") for piece in bomb(b" ")(reply))
    ),
    "gzip bomb of rows": Answer(
        RESULTS,
        lambda reply: (
            piece.replace(GZIP, CSV[:-2] + b"Content-Encoding: gzip\r\n\r\n") for piece in bomb(b"1\n")(reply)
        ),
        bulk=True,
    ),
    "gzip in gzip": Answer(LICENSE, lambda reply: (GZIP.replace(b"gzip", b"gzip, gzip"), gzip.compress(reply.body))),
    "gzip cut short": Answer(LICENSE, lambda reply: (GZIP, gzip.compress(reply.body)[:-9]), seconds=40),
    "gzip and endless bytes after it": Answer(
        LICENSE, lambda reply: endless(b"x", GZIP + gzip.compress(reply.body))(reply), seconds=40
    ),
    "gzip that is none": Answer(LICENSE, sends(GZIP, b"not gzip at all"), seconds=40),
    "brotli": Answer(LICENSE, sends(GZIP.replace(b"gzip", b"br"), b"\x00" * 100), seconds=40),
    "slow body": Answer(LICENSE, slowly(b" ", 0.2), seconds=40),
    "slow body at 150 bytes a second": Answer(LICENSE, slowly(b" " * 15, 0.1), seconds=60),
    "slow rows": Answer(RESULTS, slowly(b'"', 0.2, CSV), bulk=True, seconds=40),
    "slow rows at 1 kB a second": Answer(RESULTS, slowly(b'"1"\n' * 50, 0.2, CSV + b'"Id"\n'), bulk=True, seconds=60),
    "slow headers": Answer(LICENSE, slowly(b"X-A: b\r\n", 0.5, HEADERS), seconds=40),
    "slow login": Answer(LOGIN, slowly(b" ", 0.2), seconds=40),
    "a body that stops": Answer(LICENSE, slowly(b"", 1.0, OPEN + b'{"records":['), seconds=40),
    "headers that stop": Answer(LICENSE, slowly(b"", 1.0, HEADERS), seconds=40),
    "lists, deep": Answer(LICENSE, body("[" * DEEP + "]" * DEEP)),
    "lists, deep and open": Answer(LICENSE, body("[" * DEEP)),
    "objects, deep": Answer(USER, body('{"a":' * DEEP + "1" + "}" * DEEP)),
    "lists, deep behind strings": Answer(LICENSE, body('["]",' * DEEP + "1" + "]" * DEEP)),
    "an error, deep": Answer(LICENSE, body("[" * DEEP + "]" * DEEP, 400)),
    "versions, deep": Answer(VERSIONS, body("[" * DEEP + "]" * DEEP)),
    "login, deep": Answer(LOGIN, body("<a>" * DEEP + "</a>" * DEEP, Content_Type="text/xml")),
    "login with a bomb of entities": Answer(
        LOGIN,
        body(
            '<!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">]><a>&c;&c;</a>',
            Content_Type="text/xml",
        ),
    ),
}

NUMBERS = {
    f"{number[:12]} seats": Answer(LICENSE, seats(number))
    for number in ("1e99999999", "-1e99999999", "1e-99999999", "1e401", "9" * 5000, "9" * 60, "0." + "0" * 5000 + "1")
} | {f"{word} seats": Answer(LICENSE, seats(word), seconds=40) for word in ("NaN", "Infinity", "-Infinity")}

SHAPES = {
    "an answer that is null": Answer(LICENSE, body("null")),
    "an answer that is text": Answer(USER, body('"records"')),
    "records that are null": Answer(LICENSE, records(None)),
    "records that are text": Answer(LICENSE, records("none")),
    "records that are an object": Answer(USER, records({"Id": "1"})),
    "records that are null each": Answer(USER, records([None] * 3)),
    "records that are lists": Answer(LICENSE, records([[1, 2]])),
    "records that lack a column": Answer(LICENSE, records([{"Id": "1"}])),
    "a column that is a list": Answer(LICENSE, changed('"Name":"', '"Name":["x"],"Other":"')),
    "totalSize that is text": Answer(LICENSE, page(totalSize="40")),
    "totalSize that is negative": Answer(LICENSE, page(totalSize=-1)),
    "totalSize that is true": Answer(LICENSE, page(totalSize=True)),
    "totalSize beyond all numbers": Answer(USER, page(totalSize=10**48), seconds=40, may_succeed=True),
    "done that is text": Answer(LICENSE, page(done="true")),
    "nextRecordsUrl with CRLF": Answer(
        LICENSE, page(done=False, totalSize=999, nextRecordsUrl="/services/data/v66.0/query/01g\r\nHost: evil.example")
    ),
    "nextRecordsUrl of another host": Answer(
        LICENSE, page(done=False, totalSize=999, nextRecordsUrl="https://evil.example/services/data/v66.0/query/01g")
    ),
    "nextRecordsUrl that climbs": Answer(
        LICENSE, page(done=False, totalSize=999, nextRecordsUrl="/services/data/v66.0/../../apexrest/x")
    ),
    "nextRecordsUrl that is a list": Answer(LICENSE, page(done=False, totalSize=999, nextRecordsUrl=["a"])),
    "nextRecordsUrl of many letters": Answer(
        LICENSE, page(done=False, totalSize=999, nextRecordsUrl="/services/data/" + "x" * 100_000), seconds=40
    ),
    "groups that are text": Answer(TOUCH, records(["a"])),
    "a group whose count is text": Answer(TOUCH, records([{"n": "many"}])),
    "counts that are a list": Answer(COUNT, body('{"sObjects":[[]]}'), may_succeed=True),
    "versions that are numbers": Answer(VERSIONS, body("[66, 67]")),
    "a version of a superscript": Answer(VERSIONS, body('[{"version":"\N{SUPERSCRIPT TWO}"}]')),
    "fields that are null": Answer(DESCRIBE, body('{"fields":null}')),
    "metadata that is text": Answer(METADATA, body('{"records":[{"Metadata":"x"}]}')),
    "permissions that are text": Answer(PERMISSION, body('{"records":"x"}'), may_succeed=True),
    "a job without an id": Answer(CREATE, body("{}"), bulk=True),
    "a job whose id is a list": Answer(CREATE, body('{"id":["750A"]}'), bulk=True),
    "a job whose id has CRLF": Answer(CREATE, body('{"id":"750A\\r\\nHost: x"}'), bulk=True),
    "a state that is a list": Answer(STATE, body('{"state":["JobComplete"]}'), bulk=True),
    "a state that is an object": Answer(STATE, body('{"state":{}}'), bulk=True),
    "a state that is not known": Answer(STATE, body('{"state":"Dreaming"}'), bulk=True),
    "a job of a negative number of rows": Answer(
        STATE, body('{"state":"JobComplete","numberRecordsProcessed":-1}'), bulk=True
    ),
    "a job whose error is an object": Answer(STATE, body('{"state":"Aborted","errorMessage":{"a":[1]}}'), bulk=True),
    "an error whose code is a list": Answer(LICENSE, body('[{"errorCode":["X"],"message":{"a":1}}]', 400)),
    "an error of a megabyte": Answer(
        LICENSE, body(json.dumps([{"errorCode": "X", "message": "INVALIDJOB" * 90_000}]), 400)
    ),
    "rows without a number": Answer(
        RESULTS, headers(Sforce_NumberOfRecords="\N{SUPERSCRIPT TWO}"), bulk=True, seconds=40
    ),
    "rows that are too many": Answer(RESULTS, headers(Sforce_NumberOfRecords="9" * 30), bulk=True, seconds=40),
    "rows with a NUL": Answer(RESULTS, changed('","', "\0"), bulk=True, seconds=40),
    "rows that are not UTF-8": Answer(
        RESULTS, lambda reply: body(reply.body.replace(b'","', b'\xff","', 1))(reply), bulk=True, seconds=40
    ),
    "rows without an end": Answer(RESULTS, lambda reply: body(reply.body[:-1])(reply), bulk=True, seconds=40),
}

TEXTS = {
    "half of a surrogate pair": Answer(LICENSE, changed('"Name":"', '"Name":"\\ud800'), seconds=40),
    "half of a surrogate pair in a state": Answer(STATE, body('{"state":"\\udfff"}'), bulk=True, seconds=40),
    "a NUL in a name": Answer(LICENSE, changed('"MasterLabel":"', '"MasterLabel":"\\u0000'), may_succeed=True),
    "a byte order mark": Answer(LICENSE, lambda reply: body(b"\xef\xbb\xbf" + reply.body)(reply), seconds=40),
    "UTF-16": Answer(LICENSE, lambda reply: body(reply.body.decode().encode("utf-16"))(reply), seconds=40),
    "not UTF-8": Answer(
        LICENSE, lambda reply: body(reply.body.replace(b'"Name":"', b'"Name":"\xff', 1))(reply), seconds=40
    ),
    "bytes of nothing": Answer(USER, body(bytes(range(256)) * 40), seconds=40),
}

HTTP = {
    "Retry-After of a superscript": Answer(LICENSE, body("[]", 429, Retry_After="\N{SUPERSCRIPT TWO}"), seconds=40),
    "Retry-After that is negative": Answer(LICENSE, body("[]", 503, Retry_After="-5"), seconds=40),
    "Retry-After of an hour": Answer(LICENSE, body("[]", 429, Retry_After="3600")),
    "Retry-After of a thousand digits": Answer(LICENSE, body("[]", 429, Retry_After="9" * 1000), seconds=40),
    "a Date of the year 99999": Answer(".", headers(Date="Sat, 21 Nov 99999 12:00:00 GMT"), accept_clock=False),
    "a Date of the year 1": Answer(".", headers(Date="Mon, 01 Jan 0001 00:00:00 GMT"), accept_clock=False),
    "a Date of the year 9999": Answer(".", headers(Date="Fri, 31 Dec 9999 23:59:59 GMT"), accept_clock=False),
    "a Date with a zone beyond all": Answer(".", headers(Date="Sat, 21 Nov 2026 12:00:00 +999999"), accept_clock=False),
    "a Date that is none": Answer(".", headers(Date="yesterday"), accept_clock=False),
    "api-usage beyond all numbers": Answer(
        ".", headers(Sforce_Limit_Info="api-usage=" + "9" * 5000 + "/" + "9" * 5000), may_succeed=True
    ),
    "two lengths": Answer(LICENSE, raw_headers(b"Content-Length: 5\r\nContent-Length: 50"), seconds=40),
    "a negative length": Answer(LICENSE, raw_headers(b"Content-Length: -5"), seconds=40),
    "a length beyond all numbers": Answer(LICENSE, raw_headers(b"Content-Length: " + b"9" * 40), seconds=40),
    "a length and chunks": Answer(LICENSE, raw_headers(b"Content-Length: 5\r\nTransfer-Encoding: chunked"), seconds=40),
    "chunks of garbage": Answer(LICENSE, chunked(b"zz\r\nzz\r\n"), seconds=40),
    "a chunk beyond all numbers": Answer(LICENSE, chunked(b"f" * 30 + b"\r\n{}"), seconds=40),
    "204 with a body": Answer(LICENSE, lambda reply: (b"HTTP/1.1 204 No\r\n\r\n" + reply.body,), seconds=40),
    "304 with a body": Answer(LICENSE, lambda reply: (b"HTTP/1.1 304 No\r\n\r\n" + reply.body,), seconds=40),
    "101": Answer(LICENSE, sends(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n{}"), seconds=40),
    "status 999": Answer(LICENSE, raw_headers(b"X: y", b"999 Odd"), seconds=40),
    "status 000": Answer(LICENSE, raw_headers(b"X: y", b"000 Odd"), seconds=40),
    "HTTP 9": Answer(LICENSE, sends(b"HTTP/9.9 200 OK\r\n\r\n{}"), seconds=40),
    "bytes that are no HTTP": Answer(LICENSE, sends(b"\x16\x03\x01" + b"\xff" * 400), seconds=40),
    "nothing": Answer(LICENSE, sends(), seconds=40),
    "a redirect to nowhere": Answer(LICENSE, body("", 302, Location="http://[::1")),
    "a redirect of control characters": Answer(
        LICENSE, sends(b"HTTP/1.1 302 X\r\nLocation: h\x01\r\n\r\n"), seconds=40
    ),
}

ANSWERS: dict[str, Answer] = SIZES | NUMBERS | SHAPES | TEXTS | HTTP
