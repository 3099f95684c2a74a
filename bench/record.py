"""Records the requests of a refresh, so that a bare client can repeat them: `python -m bench.record`."""

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from bench.refresh_once import READ
from seatwise.app.refresh.run import refresh
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.salesforce.auth.methods import login
from seatwise.salesforce.org import SalesforceOrg
from seatwise.salesforce.read.bulk import FIRST_WAIT, LONGEST_WAIT, PAGE_ROWS, WAIT_GROWTH
from seatwise.storage.snapshot_store import FolderStore


class Recorder(httpx2.HTTPTransport):
    """Transport that records every successful request."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, str, str]] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and record it, unless the org refuses it, as it does a query that is too large."""
        sent = (request.method, request.url.raw_path.decode(), request.read().decode())
        answer = super().handle_request(request)
        if answer.is_success:
            self.requests.append(sent)
        return answer


def steps(requests: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """What a bare client must ask for, in the same order.

    A job stands for its creation, its polling and its pages; a query for its following pages. The first page of an
    object that was read by a job after all is left out, and so is what was refused: whoever knows the sizes need not
    ask.
    """
    jobs = {json.loads(body)["query"] for method, _, body in requests if method == "POST"}
    wanted = []
    for method, path, body in requests:
        soql = dict(httpx2.QueryParams(path.partition("?")[2])).get("q")
        if method == "POST":
            wanted.append({"job": json.loads(body)["query"], "path": path})
        elif soql not in jobs and "/jobs/query/" not in path and "/query/" not in path:
            wanted.append({"get": path})
    return wanted


def main(url: str, login_with: Sequence[str], target: str, what: str) -> None:
    """Refresh once into a temporary folder, and write the plan as JSON.

    Args:
        url: the org.
        login_with: username, password, security token.
        target: the file to write.
        what: as `bench.refresh_once` has it.
    """
    username, password, token = login_with
    recorder = Recorder()
    connection = Connection("recorded", AuthMethod.PASSWORD, url, username=username)
    org = SalesforceOrg(lambda: login(connection, {"password": password, "security_token": token}), transport=recorder)
    with tempfile.TemporaryDirectory() as folder:
        refresh(
            org,
            FolderStore(Path(folder)),
            name="recorded",
            tables=READ[what],
            as_of=None,
            clock=lambda: datetime.now(UTC),
            watch=lambda _: None,
        )
    org.close()
    plan: dict[str, Any] = {
        "url": url,
        "username": username,
        "password": password + token,
        "page_rows": PAGE_ROWS,
        "waits": [FIRST_WAIT, WAIT_GROWTH, LONGEST_WAIT],
        "steps": steps(recorder.requests),
    }
    Path(target).write_text(json.dumps(plan, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:5], *sys.argv[5:])
