"""The answer to a question of the Profiles page: which profiles come first, and how much of the whole they are."""

from dataclasses import dataclass
from decimal import Decimal

from seatwise.domain.window import in_words
from seatwise.views.panel import Row
from seatwise.views.tree import Level, ProfilesPanel, Recipe

FIRST = 5


@dataclass(frozen=True)
class Leaders:
    """The first profiles.

    Attributes:
        sentence: how much of the whole they are; or why nobody can say.
        lines: one per profile, the largest first.
    """

    sentence: str
    lines: tuple[str, ...]


def leaders(panel: ProfilesPanel, recipe: Recipe) -> Leaders:
    """The first five profiles of a question's bucket, by the figure it sorts by."""
    branches = [each for each in panel.tree if recipe.bucket in (None, each.row["bucket"])]
    profiles = [row for each in branches for row in each.walk() if row["level"] == Level.PROFILE.value]
    known = [(amount, row) for row in profiles if isinstance(amount := row[recipe.sort], int | Decimal)]
    if len(known) < len(profiles):
        return Leaders("Who comes first is unknown: not everything could be read.", ())
    ordered = sorted((each for each in known if each[0]), key=lambda each: (-each[0], str(each[1]["label"])))
    first, whole = ordered[:FIRST], sum(amount for amount, _ in ordered)
    if not whole:
        return Leaders("Nobody comes first: every one of them has 0.", ())
    share = sum(amount for amount, _ in first) / whole
    count = (
        f"The first {len(first)} of {len(profiles)} profiles make" if len(first) > 1 else f"{_name(first[0][1])} makes"
    )
    return Leaders(
        f"{count} {float(share):.1%} of {_told(whole, panel)}.",
        tuple(f"{_name(row)}: {_told(amount, panel)}" for amount, row in first),
    )


def _name(row: Row) -> str:
    return f"{row['label']} ({row['license']})"


def _told(amount: int | Decimal, panel: ProfilesPanel) -> str:
    if isinstance(amount, Decimal):
        return f"{amount:,.2f} {panel.currency} a year"
    return f"{amount:,} {'user' if amount == 1 else 'users'} who logged in within {in_words(panel.window.days)}"
