"""Mutated requests: every route of the pages and the API, with parts of it replaced by what nobody should send."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import quote_from_bytes

from seatwise.domain.connection import AuthMethod
from seatwise.panels.declaration.panel import Panel, Span
from seatwise.panels.registry import PANELS
from seatwise.render import Format

HOSTILE: Final = tuple(
    text if isinstance(text, bytes) else text.encode()
    for text in (
        *(
            "",
            " ",
            "\t",
            "\n",
            "\r\nX: y",
            "\x00",
            "\x1f",
            "\x7f",
            "\u2028",
            "\u202e",
            "\ufeff",
            b"\xff",
            b"\xed\xa0\x80",
        ),
        *(
            "-1",
            "0",
            "1",
            "2",
            "365",
            "366",
            "1e9",
            "1.5",
            "0x10",
            "9" * 400,
            "9" * 5000,
            "\u0663",
            "\u00b2",
            "NaN",
            "inf",
            "\u22121",
        ),
        *(
            "true",
            "null",
            "none",
            "{}",
            "[]",
            "()",
            "'",
            '"',
            "`",
            "\\",
            "/",
            "..",
            "../..",
            "%",
            "%25",
            "%s",
            "%00",
            "*",
            "?",
        ),
        *(
            "<script>",
            "{{7*7}}",
            "${x}",
            "=cmd|x",
            "' OR 1=1 --",
            "; DROP TABLE prices",
            "a" * 3000,
            "\U0001f600" * 300,
        ),
        *("A\u0300", "demo", "user", "user:SFDC", "SFDC", "-key", "key", "-", "--", "Named", "2026", "2026-01-01"),
        *(
            "9999-12-31",
            "0001-01-01",
            "2026-02-30",
            "20261121T091200Z",
            "frozen=1&search=x",
            "among=frozen%3D1",
            "0.001",
            "1e400",
        ),
        *(
            "license",
            "profile",
            "tree",
            "bucket",
            "all",
            "all:all",
            "Infinity",
            "-0",
            "1,980.00",
            "https://",
            "http://[",
            "http://127.0.0.1:1",
        ),
    )
)
HEADERS: Final = (
    *("HX-Request", "HX-Target", "HX-Current-URL", "Accept-Encoding", "If-None-Match", "Range", "Cookie", "Origin"),
    *("Content-Type", "Accept", "Sec-Fetch-Site", "Host", "X-Forwarded-For", "Authorization", "Content-Encoding"),
)
METHODS: Final = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "QUERY")
TYPES: Final = (
    b"application/x-www-form-urlencoded",
    b"multipart/form-data",
    b"multipart/form-data; boundary=x",
    b"text/plain",
)


@dataclass
class Sent:
    """A request, of bytes, as it is sent."""

    method: str
    path: list[bytes]
    query: list[tuple[bytes, bytes]] = field(default_factory=list)
    form: list[tuple[bytes, bytes]] = field(default_factory=list)
    headers: dict[str, bytes] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The address."""
        path = "/".join(quote_from_bytes(part, safe="") for part in self.path)
        return f"/{path}?{_encoded(self.query)}" if self.query else f"/{path}"

    @property
    def body(self) -> bytes:
        """The form, as it is sent."""
        return _encoded(self.form).encode()


def _encoded(pairs: Sequence[tuple[bytes, bytes]]) -> str:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs)


def mutated(random: Random, org: str) -> Sent:
    """A request with one to four parts replaced."""
    sent = random.choice(_ROUTES)(random, org)
    for _ in range(random.randint(1, 3)):
        random.choice(_MUTATIONS)(random, sent)
    return sent


def _get(path: str, *, known: Sequence[str] = ()) -> Callable[[Random, str], Sent]:
    def make(random: Random, org: str) -> Sent:
        names = random.sample(known, min(len(known), random.randint(0, 4)))
        query = [(name.encode(), random.choice(HOSTILE)) for name in names]
        return Sent("GET", [part.encode() for part in path.format(org=org).strip("/").split("/")], query)

    return make


def _post(path: str, form: Mapping[str, str], *, known: Sequence[str] = ()) -> Callable[[Random, str], Sent]:
    def make(random: Random, org: str) -> Sent:
        sent = _get(path, known=known)(random, org)
        sent.method, sent.form = "POST", [(name.encode(), value.encode()) for name, value in form.items()]
        sent.headers["Content-Type"] = TYPES[0]
        return sent

    return make


def _of_panel(panel: Panel) -> list[Callable[[Random, str], Sent]]:
    base = f"/{panel.name}" if panel.span is Span.ORGS else f"/orgs/{{org}}/{panel.name}"
    known = [param.name for param in panel.all_params] + ["open", "shut", "key"]
    ones = ("/SFDC", "/user1@acme.example", "/Named", "/none") if panel.key else ("",)
    paths = [f"{root}{base}{one}" for one in ones for root in ("", "/api/v1")] + [
        *(f"{base}.{form.value}" for form in Format)
    ]
    paths += [f"{base}/charts/{chart.name}" for chart in panel.charts]
    return [_get(path, known=known) for path in paths]


_PRICE: Final = {"kind": "user", "key": "SFDC", "amount": "12.50", "seen": "", "start": "2026-11-01"}
_ORG_FORM: Final = {
    "org_name": "other",
    "currency": "EUR",
    "login_url": "http://127.0.0.1:1",
    "username": "a@b.example",
}
_ROUTES: Final = [
    *(route for panel in PANELS for route in _of_panel(panel)),
    *(_get(path) for path in ("/", "/browser-login", "/orgs/{org}", "/orgs/{org}/connection", "/orgs/{org}/refresh")),
    *(
        _get(path, known=("method",))
        for path in ("/orgs", "/orgs/{org}/connection/edit", "/orgs/{org}/connection/remove")
    ),
    *(_get(path, known=("kind", "key", "saved")) for path in ("/orgs/{org}/prices",) * 3),
    *(
        _get(path)
        for path in ("/explain/licenses", "/explain/licenses/unassigned_cost", "/api/v1/orgs", "/static/seatwise.css")
    ),
    _get("/api/v1/orgs/{org}/snapshots"),
    *(
        _post(path, _PRICE, known=("snapshot", "sort"))
        for path in ("/orgs/{org}/prices", "/orgs/{org}/prices/history") * 3
    ),
    *(_post("/orgs/{org}/buckets", {"key": "SFDC", "bucket": "Other", "seen": ""}),) * 3,
    *(_post("/orgs", {"method": method.value, **_ORG_FORM}) for method in AuthMethod if method is not AuthMethod.WEB),
    *(_post("/orgs/{org}/connection/edit", {"method": "password", **_ORG_FORM}),) * 3,
    *(_post(f"/orgs/{{org}}/{act}", {}) for act in ("refresh/cancel", "connection/enable")),
    *(_post(path, {"token": "x", "next": "/"}) for path in ("/enter", "/browser-login/cancel")),
]


def _replace_value(random: Random, sent: Sent) -> None:
    pairs = random.choice([pairs for pairs in (sent.query, sent.form) if pairs] or [sent.query])
    if not pairs:
        pairs.append((random.choice(HOSTILE), random.choice(HOSTILE)))
    index = random.randrange(len(pairs))
    pairs[index] = (pairs[index][0], random.choice(HOSTILE))


def _repeat(random: Random, sent: Sent) -> None:
    for pairs in (sent.query, sent.form):
        if pairs:
            pairs.append((random.choice(pairs)[0], random.choice(HOSTILE)))


def _drop(random: Random, sent: Sent) -> None:
    for pairs in (sent.query, sent.form):
        if pairs:
            del pairs[random.randrange(len(pairs))]


def _rename(random: Random, sent: Sent) -> None:
    for pairs in (sent.query, sent.form):
        if pairs:
            index = random.randrange(len(pairs))
            pairs[index] = (random.choice(HOSTILE), pairs[index][1])


def _replace_segment(random: Random, sent: Sent) -> None:
    index = random.randrange(len(sent.path))
    if index or random.random() < 0.2:
        sent.path[index] = random.choice(HOSTILE)


def _add_segment(random: Random, sent: Sent) -> None:
    sent.path.insert(random.randrange(len(sent.path) + 1), random.choice(HOSTILE))


def _flip_byte(random: Random, sent: Sent) -> None:
    part = bytearray(sent.path[-1] or b"x")
    part[random.randrange(len(part))] = random.randrange(256)
    sent.path[-1] = bytes(part)


def _add_header(random: Random, sent: Sent) -> None:
    value = random.choice(HOSTILE)[:2000].translate(None, b"\r\n\x00")
    sent.headers[random.choice(HEADERS)] = value.strip()


def _replace_method(random: Random, sent: Sent) -> None:
    sent.method = random.choice(METHODS)


def _replace_type(random: Random, sent: Sent) -> None:
    sent.headers["Content-Type"] = random.choice(TYPES)


_MUTATIONS: Final = (
    *(_replace_value,) * 8,
    *(_repeat, _repeat, _drop, _rename),
    *(_replace_segment, _add_segment, _flip_byte, _add_header, _add_header, _replace_method, _replace_type),
)
