"""The Changes page: what moved between two snapshots of an org, and who; and the same as a file."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.compare import After, Question, every_user, last_of, read_changes
from seatwise.app.header import Header, read_header_anyway
from seatwise.views.changes import CHANGES
from seatwise.web.templating import page

router = APIRouter()
_PARTS = 3  # of the place behind which a page goes on: change, user id, name


@dataclass(frozen=True)
class Compared:
    """The state of the page, as it stands in the address. Empty values are left out of it."""

    earlier: str = ""
    later: str = ""
    change: str = ""
    q: str = ""
    after: str = ""

    @staticmethod
    def of(request: Request) -> "Compared":
        """As the address says it: `from` and `to` are the snapshots."""
        told = request.query_params
        return Compared(
            *(told.get(name, "") for name in ("from", "to")), *(told.get(name, "") for name in ("change", "q", "after"))
        )

    def with_(self, **changes: str) -> str:
        """The query of the same page with something else in it. What changes begins at the first users again."""
        told = {**vars(self), "after": "", **changes}
        named = {{"earlier": "from", "later": "to"}.get(name, name): value for name, value in told.items() if value}
        return f"?{urlencode(named)}" if named else ""

    @property
    def question(self) -> Question:
        """As `app.compare` takes it. A place that nobody can go on behind is none."""
        parts = self.after.split(":", _PARTS - 1)
        after = After(parts[2], parts[1], parts[0]) if len(parts) == _PARTS else None
        return Question(self.change, self.q, after)


@router.get("/orgs/{name}/changes")
def changes(request: Request, name: str) -> Response:
    """The page; with one snapshot only, what to do."""
    header, asked = read_header_anyway(name, wiring.sources()), Compared.of(request)
    if not header.snapshots:
        return page(request, "never_read.html", header=header, nav="changes")
    context: dict[str, Any] = {"header": header, "asked": asked, "labels": CHANGES, "nav": "changes"}
    if _nothing_before(header, asked):
        return page(request, "changes_later.html", **context)
    moved, people = read_changes(
        name, wiring.sources(), earlier=asked.earlier or None, later=asked.later or None, question=asked.question
    )
    following = ""
    if people.more:
        last = last_of(people.rows)
        following = asked.with_(after=f"{last.change}:{last.user_id}:{last.place}")
    return page(request, "changes.html", **context, changes=moved, people=people.rows, following=following)


@router.get("/orgs/{name}/changes.{form}")
def changes_file(request: Request, name: str, form: str) -> Response:
    """What the page shows, with every user, as a file."""
    asked, sources = Compared.of(request), wiring.sources()
    moved, _ = read_changes(
        name, sources, earlier=asked.earlier or None, later=asked.later or None, question=asked.question
    )
    people = every_user(moved.earlier, moved.later, sources, Question(asked.change, asked.q))
    content, kind = wiring.export_changes(moved, people, form)
    saved = f'attachment; filename="changes-{moved.earlier.id}-{moved.later.id}.{form}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": saved})


def _nothing_before(header: Header, asked: Compared) -> bool:
    """Whether nobody said with what to compare, and there is nothing older."""
    oldest = header.snapshots[-1]
    return not asked.earlier and (
        len(header.snapshots) == 1 or (bool(asked.later) and oldest.id.startswith(asked.later))
    )
