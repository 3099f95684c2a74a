"""Lines of the tree and of users, drawn without a template: there may be 500 of them, with eight cells each.

Measured on them: Jinja2 takes three times as long. Pieces that many lines share are drawn once, and kept.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import cast

from markupsafe import Markup, escape

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.views.panel import Row
from seatwise.views.people import in_words
from seatwise.views.profile_flags import MEANING, MEANING_OF_ONE
from seatwise.views.use_cells import Cell, Part

_BAR = Markup('<svg class="bar{}" width="100%" height="{}" aria-hidden="true">{}{}</svg>')
_GROUND = Markup('<rect width="100%" height="{}" class="bar-ground"/>')
_FILL = Markup('<rect width="{}%" height="4" class="bar-fill"/>')
_PART = Markup('<rect x="{}%" width="{}%" height="6" class="{}"/>')
_COUNTED = {
    "never logged in": "never_logged_in",
    "frozen": "frozen",
    "not yet onboarded": "not_yet_onboarded",
}
_FLAG = Markup('<details class="why"><summary class="flag">{}</summary><p>{}</p></details>')


@lru_cache(maxsize=1024)
def share_bar(share: float) -> Markup:
    """A bar of so many percent."""
    return _BAR.format(" part", 4, _GROUND.format(4), _FILL.format(share))


@lru_cache(maxsize=4096)
def parted_bar(parts: Sequence[Part]) -> Markup:
    """A bar of parts, one after the other."""
    drawn = Markup("").join(_PART.format(part.begins, part.length, part.name) for part in parts)
    return _BAR.format("", 6, _GROUND.format(6), drawn)


def link(address: str, label: str, text: str, *, name: str = "", is_open: bool | None = None) -> str:
    """A figure, as HTML, that leads somewhere.

    Args:
        address: where to.
        label: what it is called aloud.
        text: the figure.
        name: its id on the page.
        is_open: whether what it opens in place is open; None: it leads to another page.
    """
    told = f' id="{escape(name)}"' if name else ""
    opens = "" if is_open is None else f' hx-boost="true" aria-expanded="{"true" if is_open else "false"}"'
    return f'<a{told} href="{escape(address)}"{opens} aria-label="{escape(label)}">{escape(text)}</a>'


def figures(cells: Sequence[Cell], links: Mapping[str, str]) -> Markup:
    """The cells of a line; `links` has the figures that lead somewhere, by column, as `link` drew them."""
    return Markup("".join([_cell(cell, links.get(cell.name)) for cell in cells]))  # noqa: S704 - every text is escaped


def person_line(user: Row, columns: Sequence[Column], address: str, *, placed: bool = False) -> Markup:
    """The line of a user: the name leads to the user's page, and has what to notice beside it; then the figures.

    Args:
        user: a row of the users.
        columns: which figures.
        address: of the user's page.
        placed: whether license and profile stand below the name, where the line is not among its likes.
    """
    name = user["name"] or user["username"] or user["user_id"]
    where = f'<span class="sub">{escape(user["license"])} · {escape(user["profile"])}</span>' if placed else ""
    head = f'<tr><th scope="row"><a href="{escape(address)}">{escape(name)}</a>{person_flags(user)}{where}</th>'
    figures = "".join(
        f"<td{_kind(each.type)}>{escape(in_words(user, each))}</td>"
        for each in columns
        if each.name not in {"name", "flags"}
    )
    return Markup(f"{head}{figures}</tr>\n")  # noqa: S704 - every text is escaped


def person_flags(user: Row) -> Markup:
    """What to notice of a user, each with what it means behind it."""
    return Markup("").join(flag_mark(str(flag), of_one=True) for flag in cast("Sequence[object]", user["flags"]))


@cache
def _kind(unit: FieldType) -> str:
    return ' class="n"' if unit.numeric else ' class="at"' if unit is FieldType.TIME else ""


@lru_cache(maxsize=8192)  # the same figures in whatever order
def _cell(cell: Cell, leads: str | None) -> str:
    if cell.blank:
        kind = "unread" if cell.blank == "unknown" else "sub"
        return f'<td class="n"><span class="{kind}">{escape(cell.blank)}</span></td>\n'
    below = f'<span class="sub">{escape(cell.below)}</span>' if cell.below else ""
    bar = "" if cell.share is None else share_bar(cell.share)
    parts = parted_bar(tuple(cell.parts)) if cell.parts else ""
    return f'<td class="n">{leads or escape(cell.text)}{below}{bar}{parts}</td>\n'


@lru_cache(maxsize=64)
def flag_mark(flag: str, *, of_one: bool = False) -> Markup:
    """A flag of a line, or of one user, with what it means behind it."""
    return _FLAG.format(flag, (MEANING_OF_ONE if of_one else MEANING).get(flag, ""))


def flag_marks(row: Row, price: str = "") -> Markup:
    """What to notice of a line, each with what it means behind it: flags, then what is counted beside the price."""
    flags = [str(flag) for flag in cast("Sequence[object]", row["flags"])]
    plain = "".join(flag_mark(flag) for flag in flags if flag not in _COUNTED)
    counts = "".join(_count(f"{row[_COUNTED[flag]]:,}", flag) for flag in flags if flag in _COUNTED)
    aside = f'<div class="aside">{escape(price)}{counts}</div>' if counts or price else ""
    return Markup(plain + aside)  # noqa: S704 - every text is escaped


@lru_cache(maxsize=4096)
def _count(text: str, flag: str) -> str:
    means = escape(MEANING.get(flag, ""))
    return f'<details class="why"><summary class="count">{text} {escape(flag)}</summary><p>{means}</p></details>\n'
