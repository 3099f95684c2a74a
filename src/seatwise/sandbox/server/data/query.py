"""query, queryAll and tooling/query: SOQL run on the org, answered in pages with cursors."""

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import duckdb
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.data.columns import column_metadata
from seatwise.sandbox.server.plans import planned
from seatwise.sandbox.server.responses import Caller, Refusal, answer
from seatwise.sandbox.soql import Plan, records

BATCH, SMALLEST_BATCH = 2_000, 200
OPEN_CURSORS, OPEN_ROWS = 200, 4_000_000  # the oldest cursors beyond these expire; Salesforce keeps them for two days
_OPTIONS = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_LOCATOR = re.compile(r"(01g\w{15})-(\d+)")

EXPIRED = Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")


@dataclass(frozen=True)
class _Open:
    """A result that did not fit one page: its rows wait in the temporary table `page` of an own connection."""

    plan: Plan
    rows: duckdb.DuckDBPyConnection
    total: int
    batch: int
    username: str
    version: float
    lock: Lock


class Queries:
    """The query resources of one org and their open cursors."""

    def __init__(self, org: Sandbox) -> None:
        self.org = org
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._lock = Lock()

    def routes(self) -> list[Route]:
        """Paths below the version."""
        return [
            Route("/query", self.query, methods=["GET"]),
            Route("/queryAll", self.query, methods=["GET"]),
            Route("/query/{locator}", self.more, methods=["GET"]),
            Route("/queryAll/{locator}", self.more, methods=["GET"]),
            Route("/tooling/query", self.tooling, methods=["GET"]),
            Route("/tooling/query/{locator}", self.more, methods=["GET"]),
        ]

    def query(self, request: Request) -> Response:
        """The first page."""
        return self._first(request, tooling=False)

    def tooling(self, request: Request) -> Response:
        """The first page, of objects that the Tooling API knows."""
        return self._first(request, tooling=True)

    def more(self, request: Request) -> Response:
        """A further page. The same page can be asked for again: a client whose connection broke will."""
        caller = Caller.of(request)
        match = _LOCATOR.fullmatch(request.path_params["locator"])
        found = self._open.get(match[1]) if match else None
        if match is None or found is None or found.username != caller.login.username:
            raise EXPIRED
        start = int(match[2])
        if not 0 < start < found.total:
            raise EXPIRED
        with found.lock:
            sql = "SELECT * FROM page WHERE rowid >= $1 AND rowid < $2 ORDER BY rowid"
            rows = found.rows.execute(sql, [start, start + found.batch]).fetchall()
        following = f"{match[1]}-{start + found.batch}" if start + found.batch < found.total else None
        return _page(caller, found.plan, rows, found.total, following)

    def _first(self, request: Request, *, tooling: bool) -> Response:
        caller = Caller.of(request)
        soql = request.query_params.get("q")
        if not soql:
            raise Refusal(400, "MALFORMED_QUERY", "A query string has to be specified")
        plan = planned(self.org, caller, soql, tooling=tooling)
        if request.query_params.get("columns") == "true":
            objects = self.org.objects(float(caller.version), tooling=tooling)
            return answer(column_metadata(plan, objects[plan.sobject].key_prefix))
        whole = plan.aggregate or not plan.query_more
        batch = BATCH if whole else _batch(request)
        rows = self.org.cursor(caller.login)
        kept = False
        try:
            first = rows.execute(plan.sql, list(plan.parameters)).fetchmany(batch + 1)
            if plan.count_only:
                return _page(caller, plan, [], int(first[0][0]), None)
            plan.check_size(len(first))
            if len(first) <= batch:
                return _page(caller, plan, first, len(first), None)
            locator, total = self._keep(caller, plan, rows, batch)
            kept = True
            return _page(caller, plan, first[:batch], total, f"{locator}-{batch}")
        finally:
            if not kept:
                rows.close()

    def _keep(self, caller: Caller, plan: Plan, rows: duckdb.DuckDBPyConnection, batch: int) -> tuple[str, int]:
        """Keep the whole result for the pages to come; its locator and how many rows it has."""
        rows.execute(f"CREATE TEMP TABLE page AS {plan.sql}", list(plan.parameters))
        counted = rows.execute("SELECT count(*) FROM page").fetchone()
        total = int(counted[0]) if counted else 0
        locator = f"01g{secrets.token_hex(6)}AAA"
        result = _Open(plan, rows, total, batch, caller.login.username, float(caller.version), Lock())
        with self._lock:
            self._open[locator] = result
            expired = []
            while len(self._open) > OPEN_CURSORS or (self._rows() > OPEN_ROWS and len(self._open) > 1):
                expired.append(self._open.popitem(last=False)[1])
        for old in expired:
            with old.lock:
                old.rows.close()
        return locator, total

    def _rows(self) -> int:
        """How many rows wait behind the open cursors, all together."""
        return sum(result.total for result in self._open.values())


def _page(caller: Caller, plan: Plan, rows: list[tuple[object, ...]], total: int, following: str | None) -> Response:
    page: dict[str, object] = {"totalSize": total, "done": following is None}
    if following is not None:
        page["nextRecordsUrl"] = f"/services/data/v{caller.version}/query/{following}"
    page["records"] = records(plan, rows, caller.version)
    return answer(page)


def _batch(request: Request) -> int:
    match = _OPTIONS.search(request.headers.get("sforce-query-options", ""))
    return min(max(int(match[1]), SMALLEST_BATCH), BATCH) if match else BATCH
