"""Lists below the Profiles page: users, page by page, searched and sorted; the business processes of a profile."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from seatwise import wiring
from seatwise.app.header import Header, read_header
from seatwise.app.profiles import MOST, PAGE, read_people, read_processes, read_profiles
from seatwise.views.people import Cursor
from seatwise.views.tree import PeoplePage
from seatwise.web.page_cache import PageCache
from seatwise.web.pages.profiles import REFUSED, WINDOWS, drawn_with
from seatwise.web.profile_query_params import AskedPeople
from seatwise.web.templating import page

router = APIRouter()
_PART = 65_536  # bytes of a file that are sent at once


@router.get("/orgs/{name}/people")
def people(request: Request, name: str) -> Response:
    """One page of users; for htmx, only the list."""
    kept: PageCache = request.app.state.page_cache
    return kept.page(request, wiring.data_version(), lambda: _people(request, name))


def _people(request: Request, name: str) -> Response:
    asked = AskedPeople.of(request)
    since = Cursor.parse(asked.after[-1]).snapshot if asked.after else None  # the pages of a list are of one snapshot
    header = read_header(name, wiring.sources(), asked.snapshot or since)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="profiles")
    shown = _read(header, asked, after=asked.after[-1] if asked.after else "")
    context: dict[str, Any] = {"header": header, "panel": shown.panel, "shown": shown, "asked": asked}
    context |= {"nav": "profiles", "at": "people", "windows": WINDOWS, "per_page": PAGE, **drawn_with(name, asked)}
    template = "people_part.html" if request.headers.get("HX-Target") == "panel" else "people.html"
    return page(request, template, REFUSED if asked.refused else 200, **context)


@router.get("/orgs/{name}/people.{form}")
def people_file(request: Request, name: str, form: str) -> Response:
    """Every user of the list, all its pages, in its order, as a file to save."""
    asked = AskedPeople.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    file = TemporaryFile()  # noqa: SIM115 - closed once it has been sent
    try:
        wiring.export_people(_pages(header, asked), form, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    saved = f'attachment; filename="people-{header.snapshot.id if header.snapshot else name}.{form}"'
    return StreamingResponse(_sent(file), media_type=wiring.EXPORTS[form], headers={"Content-Disposition": saved})


@router.get("/orgs/{name}/profiles/{profile_id}/processes")
def processes(request: Request, name: str, profile_id: str) -> Response:
    """The business processes behind a profile's count."""
    asked = AskedPeople.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="profiles")
    moment = header.snapshot.id
    found = read_processes(name, wiring.sources(), {profile_id}, snapshot_id=moment)
    panel = read_profiles(name, wiring.sources(), snapshot_id=moment, days=asked.days, profile=profile_id)
    context: dict[str, Any] = {"header": header, "panel": panel, "found": found, "asked": asked, "nav": "profiles"}
    return page(request, "processes.html", profile=panel.rows[0], at=f"profiles/{profile_id}/processes", **context)


def _pages(header: Header, asked: AskedPeople) -> Iterator[PeoplePage]:
    """All pages of a list, read while they are written."""
    after: str | None = ""
    while after is not None:
        shown = _read(header, asked, after=after, limit=MOST)
        yield shown
        after = shown.after


def _sent(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(_PART):
            yield part


def _read(header: Header, asked: AskedPeople, *, after: str, limit: int = PAGE) -> PeoplePage:
    return read_people(
        header.connection.name,
        wiring.sources(),
        snapshot_id=header.snapshot.id if header.snapshot else None,
        days=asked.days,
        license_key=asked.license or None,
        profile=asked.profile or None,
        sort=asked.sort or None,
        descending=bool(asked.desc),
        after=after or None,
        limit=limit,
        text=asked.q,
    )
