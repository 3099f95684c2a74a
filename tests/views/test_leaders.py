"""The answer to a question of the Profiles page: who comes first and how much that is; unknown is said."""

from datetime import UTC, datetime
from decimal import Decimal

from seatwise.domain.window import Window
from seatwise.views.leaders import leaders
from seatwise.views.tree import Branch, Level, ProfilesPanel, Recipe

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORK = Recipe("who-works", "Who works?", "profiles", "actor_cost", "Named", "")
LOGINS = Recipe("who-logs-in", "Who logs in?", "profiles", "logged_in_users", None, "")


def panel(*profiles: tuple[str, int | None]) -> ProfilesPanel:
    """Profiles of a Named license by how many hundreds their actors cost; and another in another bucket."""
    leaves = tuple(
        Branch({"level": "profile", "label": name, "license": "Salesforce", "actor_cost": cost and Decimal(cost * 100),
                "logged_in_users": cost})
        for name, cost in profiles
    )  # fmt: skip
    other = Branch(
        {"level": "profile", "label": "Other", "license": "Free", "actor_cost": Decimal(999), "logged_in_users": 1}
    )
    tree = (
        Branch({"level": "bucket", "bucket": "Named"}, leaves),
        Branch({"level": "bucket", "bucket": "Other"}, (other,)),
    )
    return ProfilesPanel(
        *("profiles", "Profiles", "acme", "20261121T120000Z", NOON, "EUR"),
        *((), (), (), "", (), ()),
        *(Level.PROFILE, tree, Window(NOON), 30, 30, ()),
    )


def test_the_first_five_of_the_bucket_are_named_with_their_part_of_the_whole() -> None:
    told = leaders(panel(("F", 0), ("A", 40), ("B", 30), ("C", 10), ("D", 8), ("E", 2), ("G", 10)), WORK)
    assert told.sentence == "The first 5 of 7 profiles make 98.0% of 10,000.00 EUR a year."
    assert told.lines[0] == "A (Salesforce): 4,000.00 EUR a year"
    assert [line[0] for line in told.lines] == ["A", "B", "C", "G", "D"]


def test_logins_are_counted_in_users() -> None:
    told = leaders(panel(("A", 3)), LOGINS)
    assert told.sentence == "The first 2 of 2 profiles make 100.0% of 4 users who logged in within 30 days."
    assert told.lines[1] == "Other (Free): 1 user who logged in within 30 days"


def test_one_profile_is_named_in_the_sentence() -> None:
    assert leaders(panel(("A", 3), ("B", 0)), WORK).sentence == "A (Salesforce) makes 100.0% of 300.00 EUR a year."


def test_what_is_unknown_is_not_ranked() -> None:
    assert leaders(panel(("A", 3), ("B", None)), WORK).lines == ()


def test_nothing_is_not_divided() -> None:
    assert leaders(panel(("A", 0)), WORK).sentence == "Nobody comes first: every one of them has 0."
