"""The Profiles page: a tree of buckets, licenses, profiles and users, open as the address says; the same as a file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import Header, read_header
from seatwise.app.profiles import read_people, read_processes, read_profiles
from seatwise.app.use_pictures import read_use_pictures
from seatwise.metrics.model import Column
from seatwise.views.leaders import leaders
from seatwise.views.panel import Row, Section
from seatwise.views.pictures import Picture
from seatwise.views.processes import together
from seatwise.views.tree import Branch, Level, PeoplePage, ProfilesPanel, Recipe
from seatwise.views.use_cells import cells
from seatwise.web.marks import figures, flag_marks, link, person_flags, person_line
from seatwise.web.page_cache import PageCache
from seatwise.web.profile_query_params import AskedTree, Chosen, query
from seatwise.web.templating import org_path, page, segment
from seatwise.web.tree_lines import Line, lines, shown_rows

router = APIRouter()
WINDOWS = (7, 14, 30, 60, 90)
_RENEGOTIATE = "unassigned_cost"  # the order in which the Licenses page answers by itself: money, then seats
_FIRST_PEOPLE = 10  # users shown in the tree; all of them have a page of their own
REFUSED = 422


@router.get("/orgs/{name}/profiles")
def profiles(request: Request, name: str) -> Response:
    """The page; for htmx, only the tree and what stands around it."""
    kept: PageCache = request.app.state.page_cache
    return kept.page(request, wiring.data_version(), lambda: _profiles(request, name))


def _profiles(request: Request, name: str) -> Response:
    asked = AskedTree.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="profiles")
    panel = _panel(header, asked)
    context: dict[str, Any] = {"header": header, "panel": panel, "asked": asked, "nav": "profiles", "at": "profiles"}
    context |= {"lines": _lines(header, panel, asked), "windows": WINDOWS, "recipes": _recipes(panel, asked)}
    context |= {**drawn_with(name, asked), "figures": _figures(name, panel, asked)}
    if request.headers.get("HX-Target") == "panel":
        return page(request, "profiles_part.html", **context)
    drawn = _pictures(header, panel)
    return page(request, "profiles.html", REFUSED if asked.refused else 200, pictures=drawn, **context)


@router.get("/orgs/{name}/profiles.{form}")
def profiles_file(request: Request, name: str, form: str) -> Response:
    """Exactly the lines that the page shows, as a file to save."""
    asked = AskedTree.of(request)
    panel = _panel(read_header(name, wiring.sources(), asked.snapshot or None), asked)
    shown = replace(panel, sections=(Section(panel.title, tuple(shown_rows(panel.tree, asked))),))
    content, kind = wiring.export(shown, form)
    saved = f'attachment; filename="profiles-{panel.snapshot}.{form}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": saved})


def drawn_with(name: str, asked: Chosen) -> dict[str, Any]:
    """What the templates of the tree call: flags with what they mean, lines of users, the address of a row's users."""
    chosen = {"snapshot": asked.snapshot, "window": asked.window}
    people, below = f"{org_path(name)}/people", asked.below

    def people_of(row: Row) -> str:
        return query({**chosen, "license": row["license_key"], "profile": row["profile_id"] or row["profile"]})

    def line_of(user: Row, columns: Sequence[Column], *, placed: bool = False) -> Markup:
        return person_line(user, columns, f"{people}/{segment(str(user['user_id']))}{below}", placed=placed)

    return {
        "leaders": leaders,
        "flag_marks": flag_marks,
        "person_flags": person_flags,
        "person_line": line_of,
        "people_of": people_of,
    }


def _figures(name: str, panel: ProfilesPanel, asked: AskedTree) -> Callable[[Line, str], Markup]:
    """What draws the cells of a line: its figures, of which users and business processes lead on."""
    people_of, here = drawn_with(name, asked)["people_of"], org_path(name)

    def drawn(line: Line, line_id: str) -> Markup:
        row, leads = line.row, {}
        told = cells(row, panel.columns[1:], panel.window.days)
        texts = {cell.name: cell.text for cell in told}
        if row["level"] != Level.BUCKET and texts["users"]:
            text, address = texts["users"], f"{here}/people{people_of(row)}"
            leads["users"] = link(address, f"{text} users of {row['label']}", text)
        if row["business_processes"]:
            text, address = texts["business_processes"], f"{here}/profiles{asked.with_processes(row)}"
            label, is_open = f"{text} business processes of {row['label']}", line.processes is not None
            leads["business_processes"] = link(address, label, text, name=f"processes-{line_id}", is_open=is_open)
        return figures(told, leads)

    return drawn


def _panel(header: Header, asked: AskedTree) -> ProfilesPanel:
    """Of the snapshot that the header shows: if the latest is damaged, the header says so, and shows the one before."""
    return read_profiles(
        header.connection.name,
        wiring.sources(),
        snapshot_id=header.snapshot.id if header.snapshot else None,
        days=asked.days,
        sort=asked.sort or None,
        descending=bool(asked.desc),
    )


def _lines(header: Header, panel: ProfilesPanel, asked: AskedTree) -> list[Line]:
    name, sources = header.connection.name, wiring.sources()

    def people(row: Row) -> PeoplePage:
        return read_people(
            name,
            sources,
            snapshot_id=panel.snapshot,
            days=asked.days,
            license_key=str(row["license_key"]),
            profile=str(row["profile_id"] or row["profile"]),
            sort=asked.people_sort or None,
            descending=bool(asked.people_desc),
            limit=_FIRST_PEOPLE,
        )

    def processes(branch: Branch) -> Sequence[Row]:
        profile_ids = {str(row["profile_id"]) for row in branch.walk() if row["profile_id"]}
        found = read_processes(name, sources, profile_ids, snapshot_id=panel.snapshot)
        return found if branch.row["level"] == Level.PROFILE else together(found)

    return list(lines(panel.tree, asked, people=people, processes=processes))


def _pictures(header: Header, panel: ProfilesPanel) -> list[Picture]:
    """Those of this page, and the seats over time, which the Licenses page shows, too; in whatever order it is."""
    snapshot, sources = header.snapshot, wiring.sources()
    if snapshot is None:
        return []

    def made() -> list[Picture]:
        return [*read_use_pictures(panel, snapshot, sources)]

    return sources.remembered(("pictures of profiles", panel.org, panel.snapshot, panel.window.days), made)


def _recipes(panel: ProfilesPanel, asked: AskedTree) -> list[tuple[Recipe, str, bool]]:
    """(recipe, where one click leads, whether it is what the page shows) of each that this org has an answer to."""
    told = []
    for recipe in panel.recipes:
        if recipe.panel != panel.name:
            where = {"snapshot": asked.snapshot, "sort": _RENEGOTIATE, "desc": "1"}
            told.append((recipe, f"/{recipe.panel}{query(where)}#inventory", False))
            continue
        others = sorted(str(each.row["id"]) for each in panel.tree if recipe.bucket not in {None, each.row["bucket"]})
        follows = replace(
            asked, sort=recipe.sort, desc="1", level=Level.PROFILE, open=(), shut=tuple(others), processes=()
        )
        is_on = (asked.sort, asked.desc, asked.level, sorted(asked.shut)) == (recipe.sort, "1", Level.PROFILE, others)
        if len(others) < len(panel.tree):
            told.append((recipe, f"/profiles{asked.plain() if is_on else follows.with_()}", is_on))
    return told
