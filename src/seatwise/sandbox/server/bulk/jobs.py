"""The jobs/query resources: create, show, abort and delete query jobs."""

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
from seatwise.sandbox.server.bulk.job import DELIMITERS, FINISHED, Job, State
from seatwise.sandbox.server.bulk.results import ResultPage
from seatwise.sandbox.server.query_plan import plan_query
from seatwise.sandbox.server.responses import NOT_FOUND, ApiError, Caller, json_response
from seatwise.sandbox.soql import bulk_refusal

MAX_JOBS, MAX_ROWS = 50, 4_000_000  # the oldest jobs beyond these are deleted; Salesforce stores them for seven days
FAULT = "seatwise.job"  # key in a request's scope of the fault for a new job
WORKERS = 2


class Jobs:
    """The query jobs of one org."""

    def __init__(self, org: Sandbox) -> None:
        self.org = org
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="bulk")
        self._lock = Lock()

    def routes(self) -> list[Route]:
        """Paths after the version."""
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
        """Stop the workers and delete all jobs."""
        self._workers.shutdown(wait=True, cancel_futures=True)
        for job in self._jobs.values():
            job.close()
        self._jobs.clear()

    async def create(self, request: Request) -> Response:
        """Create a job and run it in the background."""
        body = await _body(request)
        return await run_in_threadpool(self._create, Caller.of(request), body, request.scope.get(FAULT))

    def _create(self, caller: Caller, body: dict[str, Any], fault: Kind | None) -> Response:
        soql, operation = body.get("query"), body.get("operation")
        if operation not in ("query", "queryAll") or not isinstance(soql, str) or not soql.strip():
            raise ApiError(400, "INVALIDJOB", "A query job needs an operation (query or queryAll) and a query")
        delimiter = body.get("columnDelimiter", "COMMA")
        if delimiter not in DELIMITERS:
            raise ApiError(400, "INVALIDJOB", f"columnDelimiter is one of {', '.join(DELIMITERS)}")
        if body.get("lineEnding", "LF") != "LF":
            raise ApiError(400, "INVALIDJOB", "The sandbox org supports lineEnding LF only")
        plan = plan_query(self.org, caller, soql)
        if reason := bulk_refusal(plan.query):
            raise ApiError(400, "FEATURENOTENABLED", f"FeatureNotEnabled : {reason}")
        if not self.org.objects(float(caller.version))[plan.sobject].bulk:
            text = f"InvalidEntity : Entity '{plan.sobject}' is not supported by the Bulk API."
            raise ApiError(400, "INVALIDENTITY", text)
        job = Job(
            plan=plan,
            soql=soql,
            operation=operation,
            delimiter=delimiter,
            username=caller.account.username,
            user_id=caller.account.user_id,
            version=caller.version,
            created=self.org.clock(),
            folder=self.org.folder,
            rows=self.org.cursor(caller.account),
        )
        self._add(job)
        created = _as_json(job)
        self._start(job, fault)
        return json_response(created)

    def _add(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job
            old = []
            while len(self._jobs) > MAX_JOBS or (self._rows() > MAX_ROWS and len(self._jobs) > 1):
                old.append(self._jobs.popitem(last=False)[1])
        for deleted in old:
            deleted.close()

    def _rows(self) -> int:
        """The number of rows of all results."""
        return sum(job.total for job in self._jobs.values())

    def _start(self, job: Job, fault: Kind | None) -> None:
        match fault:
            case Kind.JOB_FAILED:
                job.fail("InternalServerError: Unexpected error while processing the query")
            case Kind.JOB_GONE:
                self._drop(job)
            case Kind.JOB_STUCK:
                job.state = State.IN_PROGRESS
            case _:
                self._workers.submit(job.run)

    def list(self, request: Request) -> Response:
        """All jobs, newest first."""
        del request
        with self._lock:
            jobs = list(self._jobs.values())
        return json_response(
            {"done": True, "records": [_as_json(job) for job in reversed(jobs)], "nextRecordsUrl": None}
        )

    def show(self, request: Request) -> Response:
        """One job."""
        job = self._job(request)
        extra = {"retries": 0, "totalProcessingTime": 0, "isPkChunkingSupported": True}
        data = {**_as_json(job), "numberRecordsProcessed": job.total, **extra}
        return json_response({**data, "errorMessage": job.error} if job.error else data)

    async def abort(self, request: Request) -> Response:
        """Set the state to Aborted, the only state that a client can set."""
        body = await _body(request)
        job = self._job(request)
        if body.get("state") != State.ABORTED:
            raise ApiError(400, "INVALIDJOBSTATE", "The state of a query job can only be set to Aborted")
        if job.state in FINISHED:
            raise ApiError(400, "INVALIDJOBSTATE", f"The job is {job.state} already")
        job.state = State.ABORTED
        return json_response(_as_json(job))

    def delete(self, request: Request) -> Response:
        """Delete a finished job."""
        job = self._job(request)
        if job.state not in FINISHED:
            raise ApiError(400, "INVALIDJOBSTATE", f"A job that is {job.state} cannot be deleted; abort it first")
        self._drop(job)
        return Response(status_code=204)

    def _drop(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.id, None)
        job.close()

    def results(self, request: Request) -> Response:
        """One page of the result as CSV."""
        return ResultPage.of(request, self._complete(request)).response()

    def result_pages(self, request: Request) -> Response:
        """The URLs of up to five pages, to fetch in parallel."""
        return json_response(ResultPage.of(request, self._complete(request)).following())

    def _complete(self, request: Request) -> Job:
        job = self._job(request)
        if job.state is not State.COMPLETE:
            raise ApiError(400, "INVALIDJOBSTATE", f"The job is {job.state}; it has results when it is JobComplete")
        if job.version != Caller.of(request).version:
            text = f"The job was created in API version {job.version}; get its results in the same"
            raise ApiError(409, "INVALIDVERSION", text)
        return job

    def _job(self, request: Request) -> Job:
        wanted = request.path_params["id"]
        job = next((job for key, job in list(self._jobs.items()) if wanted in (key, key[:15])), None)
        if job is None or job.username != Caller.of(request).account.username:
            raise NOT_FOUND
        return job


def _as_json(job: Job) -> dict[str, object]:
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
        raise ApiError(400, "JSON_PARSER_ERROR", f"The body of {ROOT}/.../jobs/query is a JSON object")
    return data
