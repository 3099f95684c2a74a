"""The read-only guard: only reads, logins and query jobs leave this machine. Everything else raises."""

import json
import re
from urllib.parse import parse_qs
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree as ET  # noqa: N817 - the name its documentation uses
import httpx2
from defusedxml import DefusedXmlException

from seatwise.domain.connection import is_this_machine
from seatwise.domain.errors import UsageError

_DATA = re.compile(r"/services/data(/.*)?")
_USERINFO = "/services/oauth2/userinfo"
_TOKEN = "/services/oauth2/token"  # noqa: S105 - a path
_SOAP = re.compile(r"/services/Soap/u/\d+\.0")
_JOBS = re.compile(r"/services/data/v\d+\.0/jobs/query")
_QUERY = re.compile(r"/services/data/v\d+\.0/(tooling/)?query(All)?/?")
_MORE_ROWS = re.compile(r"/services/data/v\d+\.0/tooling/query(All)?/\w[\w-]*")
_TOOLING = re.compile(r"/services/data/[^/]*/tooling(/.*)?", re.IGNORECASE)  # a GET of it can run code
_GRANTS = {"client_credentials", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"}
_LOGIN_CALL = "{urn:partner.soap.sforce.com}login"
_BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"

_SELECT = re.compile(r"\s*SELECT\s", re.IGNORECASE)
# These clauses make a SELECT write: they lock rows or record a view.
_WRITES = re.compile(r"\b(FOR\s+(VIEW|REFERENCE|UPDATE)|UPDATE\s+(TRACKING|VIEWSTAT))\b", re.IGNORECASE)


def ensure_read_only(request: httpx2.Request) -> None:
    """Raise UsageError for a request that could change the org, or would send credentials unencrypted."""
    if request.url.scheme != "https" and not (request.url.scheme == "http" and is_this_machine(request.url.host)):
        raise UsageError(
            f"Not sent to {request.url.scheme}://{request.url.host}: the connection is not encrypted.",
            "Use the https address of the org.",
        )
    if not _only_reads(request):
        raise UsageError(f"Seatwise only reads: {request.method} {request.url.path} was not sent.")


def is_select(soql: str) -> bool:
    """Whether a query only reads."""
    return bool(_SELECT.match(soql)) and not _WRITES.search(soql)


def _only_reads(request: httpx2.Request) -> bool:
    path = request.url.path
    if ".." in path:
        return False
    if request.method == "GET":
        if _QUERY.fullmatch(path):
            return is_select(request.url.params.get("q", ""))
        if _TOOLING.fullmatch(path):
            return bool(_MORE_ROWS.fullmatch(path))
        return path == _USERINFO or bool(_DATA.fullmatch(path))
    if request.method != "POST":
        return False
    if path == _TOKEN:
        return parse_qs(request.read().decode()).get("grant_type", [""])[0] in _GRANTS
    if _SOAP.fullmatch(path):
        return _is_login(request.read())
    return bool(_JOBS.fullmatch(path)) and _is_query_job(request.read())


def _is_login(envelope: bytes) -> bool:
    try:
        body = ET.fromstring(envelope).find(_BODY)
    except (ParseError, DefusedXmlException):
        return False
    return body is not None and [child.tag for child in body] == [_LOGIN_CALL]


def _is_query_job(body: bytes) -> bool:
    try:
        job = json.loads(body)
    except ValueError:
        return False
    return isinstance(job, dict) and job.get("operation") == "query" and is_select(str(job.get("query", "")))
