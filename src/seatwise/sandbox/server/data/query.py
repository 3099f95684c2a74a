"""query, queryAll and tooling/query: runs SOQL, with pages and query locators."""

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
from seatwise.sandbox.server.query_plan import plan_query
from seatwise.sandbox.server.responses import ApiError, Caller, json_response
from seatwise.sandbox.soql import Plan, records

BATCH, SMALLEST_BATCH = 2_000, 200
MAX_CURSORS, MAX_ROWS = 200, 4_000_000  # the oldest beyond these expire; on Salesforce they do after two days
_OPTIONS = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_LOCATOR = re.compile(r"(01g\w{15})-(\d+)")

EXPIRED = ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")


@dataclass(frozen=True)
class _Open:
    """A result of several pages: its rows are in the temporary table `page` of its own connection."""

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
        """Paths after the version."""
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
        """The first page, from the Tooling API."""
        return self._first(request, tooling=True)

    def more(self, request: Request) -> Response:
        """Another page. A client can request the same page again, for example after a lost connection."""
        caller = Caller.of(request)
        match = _LOCATOR.fullmatch(request.path_params["locator"])
        found = self._open.get(match[1]) if match else None
        if match is None or found is None or found.username != caller.account.username:
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
            raise ApiError(400, "MALFORMED_QUERY", "A query string has to be specified")
        plan = plan_query(self.org, caller, soql, tooling=tooling)
        if request.query_params.get("columns") == "true":
            objects = self.org.objects(float(caller.version), tooling=tooling)
            return json_response(column_metadata(plan, objects[plan.sobject].key_prefix))
        whole = plan.aggregate or not plan.query_more
        batch = BATCH if whole else _batch(request)
        rows = self.org.cursor(caller.account)
        stored = False
        try:
            first = rows.execute(plan.sql, list(plan.parameters)).fetchmany(batch + 1)
            if plan.count_only:
                return _page(caller, plan, [], int(first[0][0]), None)
            plan.check_size(len(first))
            if len(first) <= batch:
                return _page(caller, plan, first, len(first), None)
            locator, total = self._store(caller, plan, rows, batch)
            stored = True
            return _page(caller, plan, first[:batch], total, f"{locator}-{batch}")
        finally:
            if not stored:
                rows.close()

    def _store(self, caller: Caller, plan: Plan, rows: duckdb.DuckDBPyConnection, batch: int) -> tuple[str, int]:
        """Store the whole result for the next pages; returns its locator and number of rows."""
        rows.execute(f"CREATE TEMP TABLE page AS {plan.sql}", list(plan.parameters))
        counted = rows.execute("SELECT count(*) FROM page").fetchone()
        total = int(counted[0]) if counted else 0
        locator = f"01g{secrets.token_hex(6)}AAA"
        result = _Open(plan, rows, total, batch, caller.account.username, float(caller.version), Lock())
        with self._lock:
            self._open[locator] = result
            expired = []
            while len(self._open) > MAX_CURSORS or (self._rows() > MAX_ROWS and len(self._open) > 1):
                expired.append(self._open.popitem(last=False)[1])
        for old in expired:
            with old.lock:
                old.rows.close()
        return locator, total

    def _rows(self) -> int:
        """The number of rows of all open cursors."""
        return sum(result.total for result in self._open.values())


def _page(caller: Caller, plan: Plan, rows: list[tuple[object, ...]], total: int, following: str | None) -> Response:
    page: dict[str, object] = {"totalSize": total, "done": following is None}
    if following is not None:
        page["nextRecordsUrl"] = f"/services/data/v{caller.version}/query/{following}"
    page["records"] = records(plan, rows, caller.version)
    return json_response(page)


def _batch(request: Request) -> int:
    match = _OPTIONS.search(request.headers.get("sforce-query-options", ""))
    return min(max(int(match[1]), SMALLEST_BATCH), BATCH) if match else BATCH
