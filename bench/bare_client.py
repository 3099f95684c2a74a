"""The floor: a bare HTTP client that fetches what a refresh fetches, one kind after the other, and stores nothing.

`python -m bench.bare_client PLAN` logs in, fetches everything in the plan, discards the bodies,
and prints their bytes and the seconds from before the login to the last byte.
"""

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import httpx2

_LOGIN = (
    '<?xml version="1.0" encoding="utf-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">'
    '<env:Body><login xmlns="urn:partner.soap.sforce.com"><username>{}</username><password>{}</password></login>'
    "</env:Body></env:Envelope>"
)
_NEXT = re.compile(rb'"nextRecordsUrl":\s*"([^"]+)"')
_HEAD = 500  # bytes of a page that contain the URL of the next one


def main(plan: dict[str, Any]) -> int:
    """Fetch everything; returns the number of bytes."""
    with httpx2.Client(base_url=plan["url"], timeout=300) as client, Path(os.devnull).open("wb") as nowhere:
        form = _LOGIN.format(escape(plan["username"]), escape(plan["password"]))
        answer = client.post(
            "/services/Soap/u/64.0", content=form, headers={"Content-Type": "text/xml", "SOAPAction": "login"}
        )
        client.headers["Authorization"] = f"Bearer {re.search('<sessionId>([^<]+)<', answer.text)[1]}"  # type: ignore[index]
        return sum(
            _job(client, plan, step, nowhere) if "job" in step else _get(client, step["get"], nowhere)
            for step in plan["steps"]
        )


def _get(client: httpx2.Client, path: str, nowhere: BinaryIO) -> int:
    """Fetch a response and its following pages."""
    size, following = 0, path
    while following:
        body = client.get(following).raise_for_status().content
        size += nowhere.write(body)
        found = _NEXT.search(body, 0, _HEAD)
        following = found[1].decode() if found else ""
    return size


def _job(client: httpx2.Client, plan: dict[str, Any], step: dict[str, str], nowhere: BinaryIO) -> int:
    """Run a query job, poll it as often as a refresh does, and fetch its pages."""
    body = {"operation": "query", "query": step["job"]}
    path = f"{step['path']}/{client.post(step['path'], json=body).raise_for_status().json()['id']}"
    wait, growth, longest = plan["waits"]
    while client.get(path).raise_for_status().json()["state"] != "JobComplete":
        time.sleep(wait)
        wait = min(wait * growth, longest)
    size, locator = 0, ""
    while locator != "null":
        params = {"maxRecords": plan["page_rows"]} | ({"locator": locator} if locator else {})
        with client.stream("GET", f"{path}/results", params=params) as page:
            page.raise_for_status()
            size += sum(nowhere.write(chunk) for chunk in page.iter_bytes())
            locator = page.headers["sforce-locator"]
    return size


if __name__ == "__main__":
    plan = json.loads(Path(sys.argv[1]).read_text())
    began = time.perf_counter()
    fetched = main(plan)
    sys.stdout.write(f"{fetched} {time.perf_counter() - began}\n")
