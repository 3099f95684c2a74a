"""What a reader asked of the Licenses page: all of its state, as it stands in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request


@dataclass(frozen=True)
class Asked:
    """The state of the page. Empty values are left out of the address."""

    snapshot: str = ""
    sort: str = ""
    desc: str = ""
    all: str = ""
    q: str = ""

    @staticmethod
    def of(request: Request) -> "Asked":
        """As the address says it; of a form's POST, as the page it was sent from says it."""
        known = Asked.__dataclass_fields__
        return Asked(**{name: value for name, value in request.query_params.items() if name in known})

    def with_(self, **changes: str) -> str:
        """The query of the same page with something else in it: `?sort=available&desc=1`, or nothing."""
        told = {name: value for name, value in {**vars(self), **changes}.items() if value}
        return f"?{urlencode(told)}" if told else ""

    def sorted_by(self, column: str) -> str:
        """The query after a click on a column's heading: it, largest first; then smallest first; then as it was."""
        if self.sort != column:
            return self.with_(sort=column, desc="1")
        return self.with_(desc="") if self.desc else self.with_(sort="", desc="")

    def order(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        if self.sort != column:
            return "none"
        return "descending" if self.desc else "ascending"

    @property
    def options(self) -> dict[str, Any]:
        """As `app.report.read_licenses` takes it."""
        return {
            "snapshot_id": self.snapshot or None,
            "sort": self.sort or None,
            "descending": bool(self.desc),
            "show_disabled": bool(self.all),
            "text": self.q,
        }
