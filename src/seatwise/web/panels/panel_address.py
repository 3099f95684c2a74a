"""The address of a panel's page: it holds every choice of the reader, so it can be sent, saved and revisited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote

from starlette.datastructures import QueryParams

from seatwise.domain.errors import UsageError
from seatwise.panels.declaration.panel import Panel, Shape
from seatwise.panels.declaration.params import Kind, Param
from seatwise.panels.registry import USER_LEVEL, panel_per_user

Choice = str | tuple[str, ...]
_MOMENT = {"snapshot", "earlier", "later", "period"}


@dataclass(frozen=True)
class PanelAddress:
    """A panel's page."""

    panel: Panel
    path: str  # without a query
    choices: Mapping[str, Choice]  # the parameters in the query, by name; what has its default is absent
    extra: Mapping[str, Choice] = field(default_factory=dict)  # what else the query remembers: rows that are open

    @property
    def query(self) -> str:
        """The query of this page."""
        return query({**self.choices, **self.extra})

    def with_(self, **changes: Choice) -> str:
        """The address of the same page with something else chosen; another list begins at its first page."""
        return f"{self.path}{query({**self.choices, **self.extra, 'after': '', **changes})}"

    def toggled(self, name: str) -> str:
        """The address after a click on a switch."""
        return self.with_(**{name: "" if self.choices.get(name) else "1"})

    def without(self, name: str, value: str) -> str:
        """The address without one value of a filter."""
        chosen = self.choices.get(name, ())
        left = tuple(each for each in chosen if each != value) if isinstance(chosen, tuple) else ""
        return self.with_(**{name: left})

    def sorted_by(self, column: str) -> str:
        """The address after a click on a heading: largest first, then smallest first, then the panel's own order."""
        now = self.sort
        if now.removeprefix("-") != column:
            return self.with_(sort=f"-{column}")
        return self.with_(sort=column) if now.startswith("-") else self.with_(sort="")

    def aria_sort(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        if self.sort.removeprefix("-") != column:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"

    @property
    def sort(self) -> str:
        """The column that was chosen to sort by; a minus in front: largest first; empty: the panel's own order."""
        chosen = self.choices.get("sort", "")
        return chosen if isinstance(chosen, str) else ""

    @property
    def filters(self) -> list[tuple[Param, str, str]]:
        """Every filter that is on: its parameter, its value as displayed, and the address without it."""
        found = []
        for param in self.panel.params:
            chosen = self.choices.get(param.name)
            if not chosen or not param.label or param.conditions is None:
                continue
            if isinstance(chosen, tuple):
                found += [(param, value, self.without(param.name, value)) for value in chosen]
            else:
                found.append((param, "" if param.kind is Kind.FLAG else chosen, self.with_(**{param.name: ""})))
        return found

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """What a form on the page must send along, but for what it sends itself."""
        pairs = {**self.choices, **self.extra}
        return [
            (name, each)
            for name, value in pairs.items()
            if name not in (*without, "after")
            for each in ((value,) if isinstance(value, str) else value)
            if each
        ]

    @property
    def moment_choices(self) -> Mapping[str, Choice]:
        """What other pages of the org take over: the snapshot and the period."""
        return {name: self.choices[name] for name in ("snapshot", "period") if name in self.choices}

    @property
    def moment(self) -> str:
        """The query with these."""
        return query(self.moment_choices)

    def file(self, form: str) -> str:
        """The address of the same as a file."""
        base, choices = self.path, {**self.choices, "after": ""}
        if self.panel.key is not None:
            org, _, key = self.path.rpartition(f"/{self.panel.name}/")
            base, choices[self.panel.key.name] = f"{org}/{self.panel.name}", unquote(key)
        return f"{base}.{form}{query(choices)}"

    @property
    def chart_choices(self) -> Mapping[str, Choice]:
        """What charts follow: the snapshots, the period, what the panel is of; not the filter, nor the order."""
        params = {param.name for param in self.panel.params if param.hides or param.chooses} | _MOMENT
        return {name: value for name, value in self.choices.items() if name in params}

    def chart(self, name: str, form: str = "") -> str:
        """The address of a chart: drawn as svg or png, or as a table, which leads back to this page."""
        choices = self.chart_choices if form else {**self.choices, "after": ""}
        return f"{self.path}/charts/{name}{f'.{form}' if form else ''}{query(choices)}"


def address_of(panel: Panel, path: str, params: QueryParams) -> PanelAddress:
    """The address of the request. What is no parameter of the panel is left out."""
    choices: dict[str, Choice] = {}
    for param in panel.all_params:
        if param.name in params:
            several = tuple(dict.fromkeys(each for each in params.getlist(param.name) if each))
            value: Choice = several if param.kind is Kind.TEXTS else params[param.name].strip(" ")
            if value:
                choices[param.name] = value
    opened = {name: tuple(dict.fromkeys(params.getlist(name))) for name in ("open", "shut") if name in params}
    return PanelAddress(panel, path, choices, opened if panel.shape is Shape.TREE else {})


def check_level(panel: Panel, level: object, base: str) -> None:
    """Raises UsageError where a panel has no rows of that level; of users, says where they are."""
    listed = panel_per_user(panel)
    if listed and str(level).strip().casefold() == USER_LEVEL:
        raise UsageError(
            f"Users have a list of their own: {base}/{listed.name}", f"Open {listed.title}: seatwise {listed.name}"
        )
    for param in panel.params:
        if param.name == "level":
            param.parse(level)


def query(choices: Mapping[str, Choice]) -> str:
    """A query without empty values; a tuple is there once for each of its values."""
    pairs = [
        f"{name}={_quoted(each)}"
        for name, value in choices.items()
        if value
        for each in ((value,) if isinstance(value, str) else value)
    ]
    return f"?{'&'.join(pairs)}" if pairs else ""


@lru_cache(maxsize=8192)  # of 500 rows the same again and again: a fifth of rendering them (measured)
def _quoted(value: str) -> str:
    return quote_plus(value)


def segment(text: str) -> str:
    """A text as one segment of a path."""
    return quote(text, safe="")
