"""Results made by hand: a table with groups and totals, a tree, a long list, one thing in detail."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from seatwise.domain.gaps import Gap
from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.panels.declaration.panel import FactTable, Link, Panel, Shape
from seatwise.panels.declaration.result import Result, Row, Section

AS_OF = datetime(2026, 11, 28, 14, 37, tzinfo=UTC)
SEEN = datetime(2026, 11, 28, 14, 30, tzinfo=UTC).replace(tzinfo=None)  # models carry UTC without a zone
EVIL = '=HYPERLINK("x") <script>alert(\'1\')</script> [bold]\x1b]0;title\x07 \u202eabc \N{ROCKET}, "q"'
GAP = Gap("user_license", "MonthlyLoginsUsed", "Hidden <b>.", "Grant View Setup.", "INVALID_FIELD")

COLUMNS = (
    columns.text("kind", "What it is."),
    columns.text("label", "Its name.", label="License", source="MasterLabel"),
    columns.text("key", "Its key."),
    columns.text("bucket", "How it is bought."),
    columns.seats("provisioned", "Seats the org has.", blank=(("unlimited", "Unlimited"),)),
    columns.flag("unlimited", "Whether there is no limit."),
    columns.flag("priced", "Whether there is a price."),
    columns.price("unit_price", "A seat's price.", blank=(("not priced", "No price set"),)),
    columns.money("cost", "Seats times price.", "provisioned * unit_price", label="Provisioned cost", missing=True),
    columns.share("share", "How much is assigned.", label="Assigned share"),
    columns.day("expires", "When it ends."),
    columns.moment("seen", "When it was seen."),
    columns.words("flags", "What to notice."),
    columns.rank("rank", "For sorting alone.", internal=True),
)
SUMS = (
    columns.text("group", "What is summed."),
    columns.licenses("licenses", "How many."),
    columns.seats("provisioned", "Seats the org has."),
    columns.money("cost", "Their sum.", label="Provisioned cost", missing=True),
)
TABLE = Panel(
    "seats",
    "Seats",
    question="What do we pay for?",
    metric=Metric("seats", "One row per license.", COLUMNS, (), text="select 1"),
    totals=Metric("seats_totals", "One row per group.", SUMS, (), text="select 1"),
    shown=("label", "provisioned", "unit_price", "cost", "share"),
    group_by=("bucket", "kind"),
    order="-cost",
    headline=lambda result: f"{result.org} has seats.",
    notes=lambda _: ("Money is per year.",),
    links={"label": Link("seat", {"key": "key"})},
    row_word=("license", "licenses"),
)
NODES = (
    columns.text("level", "bucket, license or profile."),
    columns.text("name", "Its name."),
    columns.users("users", "Active users.", missing=True),
)
TREE = Panel(
    "tree",
    "Tree",
    question="Who stands where?",
    metric=Metric("tree", "One row per node.", NODES, (), text="select 1"),
    shown=("name", "users"),
    shape=Shape.TREE,
)
PEOPLE = (
    columns.text("user_id", "The user's id.", label="Id"),
    columns.text("name", "The user's name.", label="User"),
    columns.moment("last_login", "When."),
    columns.money("cost", "The seat's price.", label="Yearly cost"),
)
LIST = Panel(
    "users",
    "Users",
    question="Who are they?",
    metric=Metric("users", "One row per user.", PEOPLE, (), text="select 1"),
    shown=("name", "last_login", "cost"),
    shape=Shape.LIST,
    row_word=("user", "users"),
)
PROFILE = (
    columns.text("name", "The name.", source="User.Name"),
    columns.day("since", "The first day."),
    columns.money("cost", "A year."),
)
LOGINS = (
    columns.text("type", "How."),
    columns.logins("count", "How many.", label="Logins"),
)
DETAIL = Panel(
    "user",
    "User",
    question="Who is it?",
    metric=Metric("user", "One row: the user.", PROFILE, (), text="select 1"),
    shown=("name", "since", "cost"),
    shape=Shape.DETAIL,
    facts=(
        FactTable("work", "Work", Metric("work", "Their work.", LOGINS, (), text="select 1"), "Records", upright=True),
        FactTable("logins", "Logins", Metric("logins", "By type.", LOGINS, (), text="select 1"), "LoginHistory"),
    ),
)


def license_row(**changes: object) -> Row:
    known = {
        "kind": "user", "label": "Salesforce", "key": "SFDC", "bucket": "Named", "provisioned": 1000,
        "unlimited": False, "priced": True, "unit_price": Decimal("1980.0000"), "cost": Decimal("1980000.00"),
        "cost_missing": 0, "share": 0.8, "expires": date(2026, 12, 31), "seen": SEEN,
        "flags": [], "rank": 1,
    }  # fmt: skip
    return {**known, **changes}


def result(panel: Panel, rows: Iterable[Row], **changes: object) -> Result:
    whole = Result(panel, {}, "acme", "EUR", "20261128T143700Z", AS_OF, {}, rows)
    return replace(whole, **changes)  # type: ignore[arg-type]


def table(*rows: Row, **changes: object) -> Result:
    """Three licenses: one with a hostile name, one without price, one without limit and bucket."""
    three = (
        license_row(label=EVIL, flags=["over-assigned", "-x"]),
        license_row(label="Platform", key="PF", provisioned=-5, priced=False, unit_price=None, cost=None,
                    cost_missing=1, flags=["no price set"], share=None, expires=None, seen=None),
        license_row(label="Free", key="FREE", kind="package", bucket=None, provisioned=None, unlimited=True, cost=None,
                    unit_price=Decimal("0.0375"), cost_missing=0),
    )  # fmt: skip
    totals = (
        {"group": "Named", "licenses": 2, "provisioned": 995, "cost": Decimal("1980000.00"), "cost_missing": 1},
        {"group": "package", "licenses": 1, "provisioned": 0, "cost": Decimal(0), "cost_missing": 0},
        {"group": "all", "licenses": 3, "provisioned": 995, "cost": Decimal("1980000.00"), "cost_missing": 1},
    )
    return result(TABLE, rows or three, **{"totals": totals, "gaps": (GAP,), **changes})


def tree() -> Result:
    return result(
        TREE,
        (
            {"level": "bucket", "name": "Named", "users": 3, "users_missing": 0},
            {"level": "license", "name": "Salesforce", "users": 3, "users_missing": 2},
            {"level": "profile", "name": "Sales", "users": 2, "users_missing": None},
            {"level": "profile", "name": "Service", "users": None, "users_missing": 1},
        ),
    )


def people(count: int, **changes: object) -> Result:
    """So many users, made while they are read: once."""
    return result(LIST, _people(count), count=count, **changes)


def _people(count: int) -> Iterator[Row]:
    for number in range(count):
        login = SEEN + timedelta(minutes=number)
        yield {"user_id": f"005{number:09}", "name": f"User {number}", "last_login": login, "cost": Decimal(number)}


def detail() -> Result:
    work, logins = DETAIL.facts
    row = {"name": EVIL, "since": date(2026, 1, 31), "cost": Decimal("-5.00")}
    rows = ({"type": "UI", "count": 7}, {"type": "API", "count": None})
    return result(
        DETAIL, [row], sections=(Section(work, ({"type": "Case", "count": 12},)), Section(logins, rows, (GAP,)))
    )


_NO_FACTS = tuple(Section(table, ()) for table in DETAIL.facts)
EMPTY = (result(TABLE, ()), result(TREE, ()), result(LIST, (), count=0), result(DETAIL, (), sections=_NO_FACTS))
