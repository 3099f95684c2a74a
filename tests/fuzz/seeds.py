"""Where each target begins: answers as Salesforce sends them, and what once broke a parser."""

import gzip
import json
from pathlib import Path

ORG, USER = "00D000000000001EAA", "005000000000001AAA"
PAGE = {
    "totalSize": 1,
    "done": False,
    "nextRecordsUrl": "/services/data/v66.0/query/01g-2000",
    "records": [
        {"attributes": {"type": "Seat"}, "Id": "1", "Name": "n", "Since": "2026-01-01T00:00:00.000+0000"}
        | {"n": 3, "latest": None, "SobjectType": "Case", "DeveloperName": "New", "NamespacePrefix": None}
        | {"ProfileId": "00e", "RecordTypeId": "012", "TableEnumOrId": "Case"}
        | {"Metadata": {"recordTypeVisibilities": [{"recordType": "Case.New", "visible": True}]}}
    ],
}
ANSWERS = (
    *[PAGE] * 5,
    [{"version": "66.0", "label": "x", "url": "/services/data/v66.0"}],
    {"sObjects": [{"name": "User", "count": 7}]},
    {"fields": [{"name": "Id"}]},
    {"id": "750A"},
    {"state": "JobComplete", "numberRecordsProcessed": 2, "errorMessage": None},
    {"DailyApiRequests": {"Max": 15000, "Remaining": 14998}},
    PAGE,
)
SOAP = (
    '<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><result>'
    f"<sessionId>s!1</sessionId><serverUrl>https://acme.example/x</serverUrl><organizationId>{ORG}</organizationId>"
    f"<userId>{USER}</userId><passwordExpired>false</passwordExpired></result></e:Body></e:Envelope>"
)
TOKEN = {"access_token": "s!1", "instance_url": "https://acme.example", "id": f"https://acme.example/id/{ORG}/{USER}"}
OK = b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\n"
PACKED = gzip.compress(b"x" * 300, mtime=0)
LETTERS = b"-/:=,;+. "

SEEDS: dict[str, list[bytes]] = {
    "json": [
        b'{"a": [1, 2.50, 1e10, null, true, "x"]}',
        b'["\\ud800"]',
        b'["\\ud83c\\udf89"]',
        b"[" * 40 + b"]" * 40,
        b"[1e99999999]",
        b"[" + b"9" * 5_000 + b"]",
        b"[NaN]",
        b'["]",["]"]]',
        b"\xef\xbb\xbf[]",
    ],
    "answer": [bytes([number]) + json.dumps(answer).encode() for number, answer in enumerate(ANSWERS)]
    + [b"\x05" + '[{"version":"\N{SUPERSCRIPT TWO}"}]'.encode(), b'\x09{"state":["JobComplete"]}', b"\x00null"],
    "error": [
        b'400 x\n[{"errorCode":"INVALID_FIELD","message":"No such column \'A\' on entity \'B\'."}]',
        b'429 60\n[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"slow down"}]',
        b'403 x\n[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests Limit exceeded."}]',
        b"503 \xb2\n<html>Down</html>",
        b"302 http://[::1\n",
        b'400 x\n{"error":"invalid_grant","error_description":"x"}',
        b'500 x\n[{"errorCode":["A"],"message":{"a":1}}]',
    ],
    "headers": [
        b"Sat, 21 Nov 2026 12:00:00 GMT",
        b"Sat, 21 Nov 99999 12:00:00 GMT",
        b"Fri, 31 Dec 9999 23:59:59 -2359",
        b"Mon, 01 Jan 0001 00:00:00 +2359",
        b"api-usage=25/5000",
        b"api-usage=" + b"9" * 5_000 + b"/1",
        LETTERS,
    ],
    "login": [
        b"\x00" + SOAP.encode(),
        b"\x01" + json.dumps(TOKEN).encode(),
        b"\x02" + json.dumps({"organization_id": ORG, "user_id": USER}).encode(),
        b"\x01" + json.dumps(TOKEN | {"access_token": "a\r\nHost: b"}).encode(),
        b"\x01" + json.dumps(TOKEN | {"instance_url": "http://[::1"}).encode(),
        b"\x00<?xml version='1.0' encoding='nix'?><a/>",
        b'\x82{"error":"invalid_client","error_description":"x"}',
    ],
    "gzip": [PACKED, b"\x00ab" * 100, b"\x01ab" * 100, b"\x8f" + PACKED[:-3]],
    "rows": [
        b'1\n"Id","Name","Since"\n"1","a ""b"", c\nd",""\n',
        b"0\n",
        b'\xb2\n"Id","Name","Since"\n',
        b'1\n"Id","Name","Since"\n"1","\xff",""\n',
    ],
    "wire": [
        OK + b'Content-Length: 13\r\n\r\n{"done":true}',
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"[]", mtime=0),
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"\r\n[]",
        b"HTTP/1.1 304 No\r\n\r\n[]",
        b"HTTP/1.1 101 Switching\r\n\r\n[]",
    ],
}


def write_seeds(target: str, folder: Path) -> None:
    """The seeds of a target as files."""
    folder.mkdir()
    for number, seed in enumerate(SEEDS[target]):
        (folder / str(number)).write_bytes(seed)
