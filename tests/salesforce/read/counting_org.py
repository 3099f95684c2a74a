"""A fake org with the rows of a test: GROUP BY up to a limit, pages, and query jobs."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

from salesforce.scripted import ScriptedOrg, error, page, reply
from salesforce.scripted import csv as csv_page

Row = Mapping[str, object]

_GROUPED = re.compile(r"SELECT (?P<by>.+), COUNT\(Id\) n, MAX\((\w+)\) latest FROM (\w+) WHERE (.+) GROUP BY (?P=by)")
_PLAIN = re.compile(r"SELECT (.+?) FROM (\w+)(?: WHERE (.+))?")
_RANGE = re.compile(r"(\w+) >= (\S+Z) AND (\w+) < (\S+Z)")
_PAGE = 2_000


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class CountingOrg:
    """Rows by object, their times as datetimes; an object that is not there is not visible.

    Attributes:
        groups: the most groups that one aggregate may have.
        too_much: how it says that there are more.
        bulk: whether query jobs are taken.
        looks: how often a job is looked at before it is done.
        before: called before each query is answered.
    """

    rows: Mapping[str, Sequence[Row]]
    groups: int = 2_000
    too_much: Callable[[], httpx2.Response] = lambda: error(400, "EXCEEDED_ID_LIMIT")
    bulk: bool = True
    looks: int = 1
    before: Callable[[str], None] = lambda soql: None
    queries: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)

    def behind(self, org: ScriptedOrg) -> ScriptedOrg:
        """Let this one answer the queries of a scripted org."""
        org.on(r"/query\?q=", self._query).on(r"/query/01g", self._more)
        org.on(r"POST .*/jobs/query$", self._create).on(r"/jobs/query/750\w+$", self._look)
        org.on(r"/jobs/query/750\w+/results", self._results)
        permissions = ("ViewAllData", "ManageUsers", "MonitorLoginHistory")
        return org.on("UserPermissionAccess", page([{f"Permissions{name}": True for name in permissions}]))

    def _query(self, request: httpx2.Request) -> httpx2.Response:
        soql = request.url.params["q"]
        self.before(soql)
        self.queries.append(soql)
        if match := _GROUPED.fullmatch(soql):
            return self._grouped(match["by"].split(", "), *match.group(2, 3, 4))
        return self._page(len(self.queries) - 1, 0)

    def _more(self, request: httpx2.Request) -> httpx2.Response:
        query, _, start = request.url.path.rpartition("01g")[2].partition("-")
        return self._page(int(query), int(start))

    def _page(self, query: int, start: int) -> httpx2.Response:
        found = self._found(self.queries[query])
        if found is None:
            return error(400, "INVALID_TYPE", "sObject type is not supported.")
        columns, rows = found
        shown = [dict(zip(columns, _json(row, columns), strict=True)) for row in rows[start : start + _PAGE]]
        following = f"/services/data/v66.0/query/01g{query}-{start + _PAGE}" if start + _PAGE < len(rows) else ""
        return page(shown, len(rows), following)

    def _grouped(self, by: list[str], when: str, sobject: str, where: str) -> httpx2.Response:
        if sobject not in self.rows:
            return error(400, "INVALID_TYPE", f"sObject type '{sobject}' is not supported.")
        counted: dict[tuple[object, ...], list[datetime]] = defaultdict(list)
        for row in self._within(sobject, where):
            at = row[when]
            assert isinstance(at, datetime)
            counted[tuple(row[name] for name in by)].append(at)
        if len(counted) > self.groups:
            return self.too_much()
        return page(
            [{**dict(zip(by, key, strict=True)), "n": len(at), "latest": _text(max(at))} for key, at in counted.items()]
        )

    def _create(self, request: httpx2.Request) -> httpx2.Response:
        soql = json.loads(request.content)["query"]
        self.before(soql)
        if not self.bulk:
            return error(400, "INVALIDENTITY", "Entity is not supported by the Bulk API.")
        self.jobs.append(soql)
        self._left = self.looks
        return reply({"id": f"750{len(self.jobs) - 1}"})

    def _look(self, request: httpx2.Request) -> httpx2.Response:
        self._left -= 1
        return reply({"state": "JobComplete" if self._left <= 0 else "InProgress"})

    def _results(self, request: httpx2.Request) -> httpx2.Response:
        job = int(request.url.path.split("/")[-2].removeprefix("750"))
        found = self._found(self.jobs[job])
        assert found is not None
        columns, rows = found
        start, most = int(request.url.params.get("locator", 0)), int(request.url.params["maxRecords"])
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        shown = rows[start : start + most]
        writer.writerows([str(value or "").replace("+0000", "Z") for value in _json(row, columns)] for row in shown)
        return csv_page(text.getvalue(), len(shown), str(start + most) if start + most < len(rows) else "null")

    def _found(self, soql: str) -> tuple[list[str], list[Row]] | None:
        match = _PLAIN.fullmatch(soql)
        assert match, soql
        sobject = match[2]
        if sobject not in self.rows:
            return None
        return match[1].split(", "), list(self._within(sobject, match[3] or ""))

    def _within(self, sobject: str, where: str) -> Iterator[Row]:
        ranges = [(name, moment(start[:-1]), moment(end[:-1])) for name, start, _, end in _RANGE.findall(where)]
        for row in self.rows[sobject]:
            if not ranges or any(start <= row[name] < end for name, start, end in ranges):  # type: ignore[operator]
                yield row


def _json(row: Row, columns: Sequence[str]) -> list[object]:
    return [_text(value) if isinstance(value := row[name], datetime) else value for name in columns]


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
