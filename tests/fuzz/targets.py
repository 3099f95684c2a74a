"""What reads bytes of an org, by name: each takes any bytes, and raises nothing but errors that Seatwise names."""

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
import stamina

from seatwise.domain.connection import AuthMethod, Connection, Session
from seatwise.domain.errors import SeatwiseError
from seatwise.salesforce import check, org
from seatwise.salesforce.auth import oauth, soap
from seatwise.salesforce.http import client as clients
from seatwise.salesforce.http import errors
from seatwise.salesforce.http.answer_timer import AnswerTimer
from seatwise.salesforce.http.body import Answer, BodyReader, ByteBudget, Damaged
from seatwise.salesforce.http.json_answer import parse_json
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.quota import Quota
from seatwise.salesforce.http.timed_network import timed
from seatwise.salesforce.http.transport import _tls_context, new_client, translate_errors, understood
from seatwise.salesforce.read import aggregate_query, bulk, csv_file, record_types, rest
from seatwise.salesforce.read.rest import RowCountMismatch

LIMITS = Limits.from_settings()
HOST = "acme.example"
URL = f"https://{HOST}"
COLUMNS = ("Id", "Name", "Since")
NAMED = (SeatwiseError, errors.TransientError, errors.SessionExpired, Damaged, RowCountMismatch)
READERS: tuple[Callable[[Any], object], ...] = (
    partial(rest.page_of, partial(rest.texts, COLUMNS, frozenset({"Since"}))),
    partial(rest.page_of, partial(aggregate_query._group, ("Name",))),
    partial(rest.page_of, record_types._record_type),
    partial(rest.page_of, record_types._layout),
    record_types._visible_types,
    lambda answer: clients.newest_version(answer, "67.0"),
    org._record_counts,
    org._field_names,
    bulk._job_id,
    lambda answer: bulk._failure("Seat", bulk._job(answer)),
    check._daily_calls,
    check._first_record,
)


def read_json(data: bytes) -> None:
    """What is read can be stored: it has an encoding, and its numbers have digits."""
    try:
        value = parse_json(data, LIMITS, HOST)
    except ValueError:
        return
    assert storable(value)


def storable(value: Any) -> bool:
    """Whether all scalars of a JSON value have a text in UTF-8."""
    if isinstance(value, dict):
        return all(storable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(storable(part) for part in value)
    return len(csv_file.text(value).encode()) < 10_000_000


def read_answer(data: bytes) -> None:
    """The JSON of a call, by the reader that the first byte chooses."""
    with understood(HOST, "/services/data"):
        READERS[data[0] % len(READERS)](parse_json(data[1:], LIMITS, HOST))


def read_error(data: bytes) -> None:
    """A refusal: its status, headers and body."""
    head, _, body = data.partition(b"\n")
    status, _, header = head.partition(b" ")
    headers = httpx2.Headers([(b"Retry-After", header), (b"Location", header)])
    code = int(status) if status.isdigit() and len(status) < 4 else 500
    error = errors.error_for(Answer(HOST, "/services/data", code, "No", headers, body), LIMITS)
    if isinstance(error, errors.TransientError):
        errors.Patience()(error)
        error = error.final()
    assert len(str(error)) < 1_000
    raise error


def read_headers(data: bytes) -> None:
    """The headers of any answer: the org's clock and its quota."""
    text = data.decode("latin-1")
    clients.parse_date(text)
    quota = Quota(10)
    quota.note(text)
    quota.take()


def read_login(data: bytes) -> None:
    """The answer to a SOAP login, to an OAuth login, or to a question who that is."""
    with understood(HOST, "/"):
        answer = Answer(HOST, "/", 200 if data[0] < 128 else 400, "", httpx2.Headers({}), data[1:])
        if data[0] % 3 == 0:
            session = soap._session(answer, LIMITS)
        elif data[0] % 3 == 1:
            session = token_of(answer)
        else:
            oauth._ids_of_userinfo(answer, LIMITS)
            return
    httpx2.Request("GET", session.instance_url, headers={"Authorization": f"Bearer {session.access_token}"})


def token_of(answer: Answer) -> Session:
    """The session of an answer of the token endpoint; the question who that is gets the same one."""
    connection = Connection("acme", AuthMethod.CLIENT_CREDENTIALS, URL, client_id="c")
    transport = httpx2.MockTransport(
        lambda request: httpx2.Response(
            answer.status, headers={"Content-Type": "application/json"}, stream=httpx2.ByteStream(answer.body)
        )
    )
    return oauth.log_in_by_client_credentials(connection, {"client_secret": "s"}, transport=transport)


def read_gzip(data: bytes) -> None:
    """A packed body: bytes that are no gzip, or with a first byte below 128 a gzip of the rest, changed a little."""
    packed = data if not data or data[0] >= 128 else gzip.compress(data[2:]) + data[1:2] * (data[0] % 2)
    response = httpx2.Response(
        200,
        headers={"Content-Encoding": "gzip"},
        stream=httpx2.ByteStream(packed),
        request=httpx2.Request("GET", URL),
    )
    BodyReader(LIMITS, ByteBudget(LIMITS), AnswerTimer(HOST, LIMITS, start=1)).whole(response)


def read_rows(data: bytes) -> None:
    """A result page of Bulk API 2.0: its header says how many rows there are; the rest is the rows."""
    count, _, rows = data.partition(b"\n")
    headers = {"sforce-numberofrecords": count.decode("latin-1"), "sforce-locator": "null"}
    pieces = iter([rows[start : start + 7] for start in range(0, len(rows), 7)])
    with tempfile.TemporaryDirectory() as folder, understood(HOST, "/results"):
        file = Path(folder) / "rows.csv"
        found, _ = bulk._write_page(HOST, file, COLUMNS, headers, pieces)
        assert found <= file.read_bytes().count(b"\n")


def read_wire(data: bytes) -> None:
    """Whatever comes through the connection: HTTP, or not."""
    with wired(data) as client, translate_errors(HOST, "/"):
        timer = AnswerTimer(HOST, LIMITS, start=5)
        with timed(timer), client.stream("GET", f"{URL}/services/data") as response:
            answer = BodyReader(LIMITS, ByteBudget(LIMITS), timer).whole(response)
        if not answer.is_success:
            raise errors.error_for(answer, LIMITS)


@contextmanager
def wired(data: bytes) -> Iterator[httpx2.Client]:
    """A client whose connections hold these bytes."""
    transport = httpx2.HTTPTransport(verify=_tls_context())
    pieces = [data[start : start + 50] for start in range(0, len(data), 50)]
    transport._pool._network_backend = httpcore2.MockBackend(pieces)
    with new_client(URL, transport=transport) as client:
        yield client


TARGETS: dict[str, Callable[[bytes], None]] = {
    "json": read_json,
    "answer": read_answer,
    "error": read_error,
    "headers": read_headers,
    "login": read_login,
    "gzip": read_gzip,
    "rows": read_rows,
    "wire": read_wire,
}


def run_target(name: str, data: bytes) -> None:
    """Let a parser read bytes. Raises whatever is not an error that Seatwise names."""
    stamina.set_testing(True, attempts=1, cap=True)
    with suppress(*NAMED):
        TARGETS[name](data)
