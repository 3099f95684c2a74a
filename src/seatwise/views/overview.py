"""All orgs side by side: money summed per currency, sandboxes apart, what is worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seatwise.views.panel import Row

SEATS = ("users", "provisioned", "assigned")
MONEY = ("provisioned_cost", "assigned_cost", "unassigned_cost")
FIGURES = (*SEATS, *MONEY)
FIELDS: tuple[str, ...] = (
    *("org", "organization", "sandbox", "status", "cause", "currency", "snapshot", "as_of"),
    *FIGURES,
    *("licenses", "unpriced", "gaps", "trouble", "same_as"),
)


@dataclass(frozen=True)
class Group:
    """Orgs whose money is in one currency.

    Attributes:
        currency: of their prices.
        rows: the orgs, what is worst first; the keys are `FIELDS`.
        total: their sums, with `orgs`, how many are in it, and `left_out`, how many are not.
    """

    currency: str
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True)
class Overview:
    """Every org.

    Attributes:
        groups: the orgs in use, by currency, the most committed money first.
        sandboxes: those that are sandboxes: in no total.
        notes: what the figures mean here, one sentence each.
    """

    groups: tuple[Group, ...]
    sandboxes: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every org, in reading order."""
        return (*(row for group in self.groups for row in group.rows), *self.sandboxes)


def overview_of(rows: Sequence[Row]) -> Overview:
    """The overview of orgs, each a row of `FIELDS`, in any order.

    What could not be read is told first: the orgs with the most gaps, then those with the most money for seats that
    nobody holds. Orgs that were never read stand last, and so stand in no total.
    """
    told = _marked(rows)
    used = [row for row in told if row["sandbox"] is not True]
    groups = [_group(currency, used) for currency in dict.fromkeys(str(row["currency"]) for row in used)]
    groups.sort(key=lambda group: (-len([row for row in group.rows if row["snapshot"]]), group.currency))
    sandboxes = sorted((row for row in told if row["sandbox"] is True), key=_worst_first)
    return Overview(tuple(groups), tuple(sandboxes), _notes(told))


def _marked(rows: Sequence[Row]) -> list[Row]:
    """The rows, each with the name of the org before it that is the same org under another name."""
    first: dict[object, object] = {}
    marked: list[Row] = []
    for row in sorted(rows, key=lambda row: str(row["org"])):
        known = first.setdefault(row["org_id"], row["org"]) if row["org_id"] else row["org"]
        marked.append({**row, "same_as": known if known != row["org"] else None})
    return marked


def _group(currency: str, rows: Sequence[Row]) -> Group:
    members = sorted((row for row in rows if row["currency"] == currency), key=_worst_first)
    counted = [row for row in members if _read(row) and not row["same_as"]]
    total: Mapping[str, object] = {
        "currency": currency,
        "orgs": len(counted),
        "left_out": len(members) - len(counted),
        **{name: _sum(counted, name) for name in FIGURES},
        **{name: sum(_count(row[name]) for row in counted) for name in ("licenses", "unpriced", "gaps")},
    }
    return Group(currency, tuple(members), total)


def _read(row: Row) -> bool:
    """Whether it was ever read; a snapshot that is damaged now counts: what it held is unknown."""
    return bool(row["snapshot"] or row["trouble"])


def _worst_first(row: Row) -> tuple[object, ...]:
    idle = row["unassigned_cost"]
    money = -idle if isinstance(idle, Decimal) else Decimal(1)
    return (not _read(row), not row["trouble"], -_count(row["gaps"]), money, str(row["org"]))


def _sum(rows: Sequence[Row], name: str) -> int | Decimal | None:
    """Unknown as soon as it is unknown of one of them."""
    figures = [row[name] for row in rows]
    known = [figure for figure in figures if isinstance(figure, int | Decimal)]
    return sum(known[1:], start=known[0]) if known and len(known) == len(figures) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    never = sum(not _read(row) for row in rows)
    twice = sum(bool(row["same_as"]) for row in rows)
    unsure = sum(_read(row) and row["sandbox"] is None for row in rows)
    unpriced = sum(_count(row["unpriced"]) for row in rows if any(row[name] is not None for name in MONEY))
    said = (
        (
            len(rows),
            "Orgs with the most that could not be read stand first, then those with the most unassigned money.",
        ),
        (
            len(rows),
            "Seats are those of user licenses; money is that of all licenses, priced as of each snapshot's day.",
        ),
        (unpriced, f"{_many(unpriced, 'license')} unpriced: costs count as 0."),
        (any(row["sandbox"] for row in rows), "Sandboxes are in no total."),
        (unsure, f"{_many(unsure, 'org')} counted as in use: whether it is a sandbox could not be read."),
        (twice, f"{_many(twice, 'org')} connected a second time: in no total."),
        (never, f"{_many(never, 'org')} never read: in no total."),
    )
    return tuple(text for is_so, text in said if is_so)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
