"""Answers have limits: each ends the read, names host, object and setting, and is not asked for again."""

import gzip
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest

from salesforce.scripted import HEADERS, SEAT, ScriptedOrg, csv, page, reply, seat
from seatwise import settings
from seatwise.domain.errors import LimitReached, OrgError, UnreadableResponse, UsageError
from seatwise.salesforce.http.json_answer import parse_json
from seatwise.salesforce.http.limits import Limits

QUERY = r"GET .*/query\?q="
LIMITS = Limits.from_settings()


def packed(body: bytes) -> httpx2.Response:
    return httpx2.Response(
        200, headers=HEADERS | {"Content-Encoding": "gzip"}, stream=httpx2.ByteStream(gzip.compress(body))
    )


def whole(records: list[dict[str, object]], **more: object) -> bytes:
    return json.dumps({"totalSize": len(records), "done": True, "records": records} | more).encode()


def numbered(number: str) -> httpx2.Response:
    body = whole([seat(1)]).replace(b'"one"', number.encode())
    return httpx2.Response(200, content=body, headers=HEADERS)


PADDED = b"".join(b"%07d" % number + b" " * 1_993 for number in range(1_500))  # packed to a 250th
NEST: dict[str, object] = {"a": [[[[[[]]]]]]}
BEYOND: dict[str, tuple[settings.Setting, str, Callable[[], httpx2.Response], str]] = {
    "bytes": (settings.ANSWER_MB, "0.001", lambda: page([seat(1, "x" * 2_000)]), "more than 0.001 MB"),
    "packed bytes": (settings.ANSWER_MB, "0.001", lambda: packed(whole([seat(1, "x" * 2_000)])), "more than 0.001 MB"),
    "values": (settings.ANSWER_MB, "0.001", lambda: reply([[]] * 200), "more than 62 values"),
    "all bytes": (settings.REFRESH_MB, "0.0001", lambda: page([seat(1, "x" * 2_000)]), "more than 0.0001 MB"),
    "compression": (settings.COMPRESSION, "100", lambda: packed(PADDED), "more than 100 times"),
    "depth": (settings.JSON_DEPTH, "7", lambda: page([seat(1) | NEST]), "more than 7 deep"),
    "digits": (settings.NUMBER_DIGITS, "5", lambda: numbered("12345678"), "more than 5 digits"),
    "exponent": (settings.NUMBER_EXPONENT, "99", lambda: numbered("1e100"), "exponent beyond 99"),
    "negative exponent": (settings.NUMBER_EXPONENT, "99", lambda: numbered("1E-100"), "exponent beyond 99"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_an_answer_beyond_a_limit_names_host_object_and_setting(
    org: ScriptedOrg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    setting, low, answer, says = BEYOND[name]
    org.on(QUERY, lambda request: answer())
    assert_readable(org, tmp_path)
    monkeypatch.setenv(setting.name, low)
    org.seen.clear()
    with pytest.raises(LimitReached, match=says) as caught:
        org.read(tmp_path)
    assert "Seat was not read" in caught.value.message
    assert setting.name in caught.value.next_step
    assert low in caught.value.next_step
    assert len(org.requests_with("/query?")) == 1


def assert_readable(org: ScriptedOrg, folder: Path) -> None:
    """By default the answer is within the limits, whatever it is good for."""
    try:
        org.read(folder)
    except LimitReached:
        raise
    except OrgError:
        pass


def test_a_result_page_has_a_limit_of_its_own(
    org: ScriptedOrg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = '"Id","Name","Since"\n' + '"1","one",""\n' * 200
    org.on("POST", reply({"id": "750A"})).on("/jobs/query/750A", reply({"state": "JobComplete"}))
    org.on("/results", csv(rows, 200))
    monkeypatch.setenv(settings.ANSWER_MB.name, "0.001")
    assert org.read(tmp_path, expected=10_000).rows == 200
    monkeypatch.setenv(settings.PAGE_MB.name, "0.001")
    with pytest.raises(LimitReached, match=r"Seat was not read.*more than 0.001 MB") as caught:
        org.read(tmp_path, expected=10_000)
    assert settings.PAGE_MB.name in caught.value.next_step


@pytest.mark.parametrize("bulk", [True, False])
def test_a_query_has_a_limit_of_pages(
    org: ScriptedOrg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, bulk: bool
) -> None:
    locators = iter(range(100))
    header, row = '"Id","Name","Since"\n', '"1","one",""\n'
    org.on(QUERY, page([seat(1)], 99, "/services/data/v66.0/query/01g"))
    org.on("/01g", page([seat(1)], 99, "/services/data/v66.0/query/01g"))
    org.on("POST", reply({"id": "750A"})).on("/jobs/query/750A", reply({"state": "JobComplete"}))
    org.on("/results", lambda request: csv(header + row, 1, f"next{next(locators)}"))
    monkeypatch.setenv(settings.QUERY_PAGES.name, "3")
    with pytest.raises(LimitReached, match="query of Seat in more than 3 pages") as caught:
        org.read(tmp_path, expected=10_000 if bulk else None)
    assert settings.QUERY_PAGES.name in caught.value.next_step
    assert len(org.requests_with("/results" if bulk else "query")) == 3


@pytest.mark.parametrize("setting", [settings.ANSWER_MB, settings.PAGE_MB, settings.JSON_DEPTH, settings.QUERY_PAGES])
@pytest.mark.parametrize("text", ["many", "0", "-1", "nan", "inf"])
def test_a_limit_is_a_positive_number(monkeypatch: pytest.MonkeyPatch, setting: settings.Setting, text: str) -> None:
    monkeypatch.setenv(setting.name, text)
    with pytest.raises(UsageError, match=setting.name):
        Limits.from_settings()


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf[]",
        "[]".encode("utf-16"),
        b'["\xff"]',
        b'["\\ud800"]',
        b'{"\\udc00": 1}',
        b"[NaN]",
        b"[-Infinity]",
        b"[1,]",
        b"",
    ],
)
def test_what_is_no_json_or_no_text_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(body, LIMITS, "acme")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'["]",' * 5_000 + b"1" + b"]" * 5_000,
    ],
)
def test_deep_json_is_refused_before_or_by_the_parser(body: bytes) -> None:
    with pytest.raises(LimitReached, match="more than 32 deep"):
        parse_json(body, LIMITS, "acme")


@pytest.mark.parametrize("text", ["[", "]", "{", "[[[[", "]]}}", '\\"[', "\\\\", "[" * 100 + '"'])
def test_brackets_in_strings_are_not_depth(text: str) -> None:
    value = {text: [text, {"a": text}]}
    assert parse_json(json.dumps(value).encode(), LIMITS, "acme") == value


def test_numbers_with_a_fraction_are_decimals_and_surrogate_pairs_are_text() -> None:
    assert parse_json(b'[1, 1.50, 1E3, "\\ud83c\\udf89"]', LIMITS, "acme") == [
        1,
        Decimal("1.50"),
        Decimal("1E3"),
        "\N{PARTY POPPER}",
    ]


DAMAGED = {
    "cut": (gzip.compress(whole([seat(1)]))[:-9], "gzip"),
    "more": (gzip.compress(whole([seat(1)])) + b"more", "gzip"),
    "none": (b"not gzip", "gzip"),
    "brotli": (b"\x00", "br"),
    "twice": (gzip.compress(gzip.compress(whole([seat(1)]))), "gzip, gzip"),
}


@pytest.mark.parametrize(("body", "encoding"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_body_that_cannot_be_unpacked_is_asked_for_again(
    org: ScriptedOrg, tmp_path: Path, body: bytes, encoding: str
) -> None:
    def damaged(request: httpx2.Request) -> httpx2.Response:
        headers = HEADERS | {"Content-Encoding": encoding}
        return httpx2.Response(200, headers=headers, stream=httpx2.ByteStream(body))

    org.on(QUERY, damaged, lambda request: packed(whole([seat(1)])))
    assert org.read(tmp_path).rows == 1
    org.on(QUERY, damaged)
    with pytest.raises(UnreadableResponse, match="Seat was not read"):
        org.read(tmp_path)


def test_a_large_answer_is_unpacked_whole(org: ScriptedOrg, tmp_path: Path) -> None:
    rows = [seat(number, f"name {number * 7919 % 10_007}") for number in range(9_000)]
    body = gzip.compress(whole(rows))

    def in_pieces() -> Iterator[bytes]:
        yield from (body[start : start + 1_000] for start in range(0, len(body), 1_000))

    class Stream(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return in_pieces()

    org.on(QUERY, lambda request: httpx2.Response(200, headers=HEADERS | {"Content-Encoding": "gzip"}, stream=Stream()))
    pages = org.read(tmp_path, SEAT)
    assert pages.rows == 9_000
    assert pages.files[0].read_text().count("\n") == 9_001
