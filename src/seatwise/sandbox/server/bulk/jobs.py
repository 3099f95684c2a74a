"""The jobs/query resources: create, watch, abort and delete query jobs."""

import json
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.faults import Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.bulk.job import DELIMITERS, OVER, Job, State
from seatwise.sandbox.server.bulk.results import ResultPage
from seatwise.sandbox.server.plans import planned
from seatwise.sandbox.server.responses import NOT_FOUND, Caller, Refusal, answer
from seatwise.sandbox.soql import bulk_refusal

KEPT_JOBS, KEPT_ROWS = 50, 4_000_000  # the oldest jobs beyond these are forgotten; Salesforce keeps them for seven days
FAULT = "seatwise.job"  # where the misbehaviour for a new job stands in a request's scope
WORKERS = 2


class Jobs:
    """The query jobs of one org."""

    def __init__(self, org: Sandbox) -> None:
        self.org = org
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="bulk")
        self._lock = Lock()

    def routes(self) -> list[Route]:
        """Paths below the version."""
        return [
            Route("/jobs/query", self.create, methods=["POST"]),
            Route("/jobs/query", self.list, methods=["GET"]),
            Route("/jobs/query/{id}", self.show, methods=["GET"]),
            Route("/jobs/query/{id}", self.abort, methods=["PATCH"]),
            Route("/jobs/query/{id}", self.delete, methods=["DELETE"]),
            Route("/jobs/query/{id}/results", self.results, methods=["GET"]),
            Route("/jobs/query/{id}/resultPages", self.result_pages, methods=["GET"]),
        ]

    def close(self) -> None:
        """Stop working and forget every job."""
        self._workers.shutdown(wait=True, cancel_futures=True)
        for job in self._jobs.values():
            job.close()
        self._jobs.clear()

    async def create(self, request: Request) -> Response:
        """A new job; it runs at once, beside other requests."""
        asked = await _body(request)
        return await run_in_threadpool(self._create, Caller.of(request), asked, request.scope.get(FAULT))

    def _create(self, caller: Caller, asked: dict[str, Any], fault: Kind | None) -> Response:
        soql, operation = asked.get("query"), asked.get("operation")
        if operation not in ("query", "queryAll") or not isinstance(soql, str) or not soql.strip():
            raise Refusal(400, "INVALIDJOB", "A query job needs an operation (query or queryAll) and a query")
        delimiter = asked.get("columnDelimiter", "COMMA")
        if delimiter not in DELIMITERS:
            raise Refusal(400, "INVALIDJOB", f"columnDelimiter is one of {', '.join(DELIMITERS)}")
        if asked.get("lineEnding", "LF") != "LF":
            raise Refusal(400, "INVALIDJOB", "The sandbox org writes lines that end in LF only")
        plan = planned(self.org, caller, soql)
        if reason := bulk_refusal(plan.query):
            raise Refusal(400, "FEATURENOTENABLED", f"FeatureNotEnabled : {reason}")
        if not self.org.objects(float(caller.version))[plan.sobject].bulk:
            text = f"InvalidEntity : Entity '{plan.sobject}' is not supported by the Bulk API."
            raise Refusal(400, "INVALIDENTITY", text)
        job = Job(
            plan=plan,
            soql=soql,
            operation=operation,
            delimiter=delimiter,
            username=caller.login.username,
            user_id=caller.login.user_id,
            version=caller.version,
            created=self.org.clock(),
            folder=self.org.folder,
            rows=self.org.cursor(caller.login),
        )
        self._keep(job)
        told = _told(job)
        self._start(job, fault)
        return answer(told)

    def _keep(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job
            old = []
            while len(self._jobs) > KEPT_JOBS or (self._rows() > KEPT_ROWS and len(self._jobs) > 1):
                old.append(self._jobs.popitem(last=False)[1])
        for forgotten in old:
            forgotten.close()

    def _rows(self) -> int:
        """How many rows the kept results have, all together."""
        return sum(job.total for job in self._jobs.values())

    def _start(self, job: Job, fault: Kind | None) -> None:
        match fault:
            case Kind.JOB_FAILED:
                job.fail("InternalServerError: Unexpected error while processing the query")
            case Kind.JOB_STUCK:
                job.state = State.IN_PROGRESS
            case _:
                self._workers.submit(job.run)

    def list(self, request: Request) -> Response:
        """Every job, the youngest first."""
        del request
        with self._lock:
            jobs = list(self._jobs.values())
        return answer({"done": True, "records": [_told(job) for job in reversed(jobs)], "nextRecordsUrl": None})

    def show(self, request: Request) -> Response:
        """One job."""
        job = self._job(request)
        extra = {"retries": 0, "totalProcessingTime": 0, "isPkChunkingSupported": True}
        told = {**_told(job), "numberRecordsProcessed": job.total, **extra}
        return answer({**told, "errorMessage": job.error} if job.error else told)

    async def abort(self, request: Request) -> Response:
        """Set the state to Aborted, the only one that a client may set."""
        asked = await _body(request)
        job = self._job(request)
        if asked.get("state") != State.ABORTED:
            raise Refusal(400, "INVALIDJOBSTATE", "The state of a query job can only be set to Aborted")
        if job.state in OVER:
            raise Refusal(400, "INVALIDJOBSTATE", f"The job is {job.state} already")
        job.state = State.ABORTED
        return answer(_told(job))

    def delete(self, request: Request) -> Response:
        """Forget a job that is over."""
        job = self._job(request)
        if job.state not in OVER:
            raise Refusal(400, "INVALIDJOBSTATE", f"A job that is {job.state} cannot be deleted; abort it first")
        with self._lock:
            self._jobs.pop(job.id, None)
        job.close()
        return Response(status_code=204)

    def results(self, request: Request) -> Response:
        """One page of the result, as CSV."""
        return ResultPage.asked(request, self._complete(request)).response()

    def result_pages(self, request: Request) -> Response:
        """Where up to five pages are, to be fetched side by side."""
        return answer(ResultPage.asked(request, self._complete(request)).following())

    def _complete(self, request: Request) -> Job:
        job = self._job(request)
        if job.state is not State.COMPLETE:
            raise Refusal(400, "INVALIDJOBSTATE", f"The job is {job.state}; results are there once it is JobComplete")
        if job.version != Caller.of(request).version:
            text = f"The job was created in API version {job.version}; ask for its results in the same"
            raise Refusal(409, "INVALIDVERSION", text)
        return job

    def _job(self, request: Request) -> Job:
        wanted = request.path_params["id"]
        job = next((job for key, job in list(self._jobs.items()) if wanted in (key, key[:15])), None)
        if job is None or job.username != Caller.of(request).login.username:
            raise NOT_FOUND
        return job


def _told(job: Job) -> dict[str, object]:
    moment = job.created.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {
        "id": job.id,
        "operation": job.operation,
        "object": job.plan.sobject,
        "createdById": job.user_id,
        "createdDate": moment,
        "systemModstamp": moment,
        "state": job.state,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.version),
        "jobType": "V2Query",
        "lineEnding": "LF",
        "columnDelimiter": job.delimiter,
    }


async def _body(request: Request) -> dict[str, Any]:
    try:
        data = json.loads(await request.body())
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Refusal(400, "JSON_PARSER_ERROR", f"The body of {ROOT}/.../jobs/query is a JSON object")
    return data
