"""What must hold of the Profiles panel whatever the org: the invariant, the sums, the pool, the pages of users."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import price
from rows_org import profile, sid, user_license
from seatwise.app.profiles import read_everybody, read_people, read_profiles
from seatwise.app.report import Sources, read_licenses
from seatwise.app.trends import read_trends
from seatwise.metrics.flat_users import USERS
from seatwise.views.panel import ALL, Row
from seatwise.views.profile_totals import SUMMED
from seatwise.views.tree import Branch
from seatwise.views.trends import MONEY, SEATS
from seatwise.views.trends import USERS as USED
from users_workspace import Rows, Workspace, ago, login, person, touch

KEYS = {1: "SFDC", 2: "AUL", 3: "PID_Customer_Community_Login"}
STATUS = ("Active", "Disabled")
NAMES = ("Sales", "sales", "Şales", "Support")
DAYS = st.none() | st.floats(-1, 60)
FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class World:
    """An org and its prices, as Hypothesis made them up."""

    tables: Mapping[str, Rows]
    prices: Mapping[str, Decimal]

    def read(self, folder: str) -> Sources:
        workspace = Workspace(Path(folder, "lake"))
        workspace.book.set_prices("acme", [price(key, str(amount)) for key, amount in self.prices.items()])
        return workspace.read(self.tables)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to 40 users, some without a profile or of one that nobody lists; licenses sold by seat and by login."""
    held = draw(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5, 6, 99]), max_size=40))
    users = [
        person(
            number,
            held_profile,
            Name=draw(st.sampled_from(NAMES)),
            Department=draw(st.none() | st.sampled_from(NAMES)),
            LastLoginDate=_moment(draw(DAYS)),
            IsActive=draw(st.integers(0, 9)) > 0,
        )
        for number, held_profile in enumerate(held, start=1)
    ]
    counted = dict.fromkeys(KEYS, 0)
    of_profile = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 6: 9}  # 9: a license that nobody lists
    for user in users:
        number = next((n for n in of_profile if user["ProfileId"] == sid("00e", n)), 0)
        if user["IsActive"] and of_profile.get(number) in counted:
            counted[of_profile[number]] += 1
    more = draw(st.integers(-2, 3))
    pool = draw(st.none() | st.integers(0, 10_000))
    licenses = [
        user_license(1, "Salesforce", KEYS[1], 50, max(counted[1] + more, 0)),
        user_license(2, "Salesforce Platform", KEYS[2], 50, counted[2], Status=draw(st.sampled_from(STATUS))),
        user_license(3, "Customer Community Login", KEYS[3], 50, counted[3], MonthlyLoginsEntitlement=pool),
    ]
    numbers = st.integers(1, len(users) + 3)
    return World(
        {
            "user_license": licenses,
            "profile": [{**profile(n, of), "Name": draw(st.sampled_from(NAMES))} for n, of in of_profile.items()],
            "user": users,
            "record_touch": [touch(n, days=draw(st.floats(0, 30))) for n in draw(st.sets(numbers, max_size=15))],
            "login_day": [login(n) for n in draw(st.sets(numbers, max_size=5))],
        },
        draw(st.dictionaries(st.sampled_from(list(KEYS.values())), st.decimals(0, 5000, places=4))),
    )


def _moment(days: float | None) -> object:
    return None if days is None else ago(days)


def whole(branch: Branch) -> None:
    """The invariant of a branch, and that its figures are the sums of its children's."""
    row = branch.row
    if not row["by_login"] and row["assigned"] is not None:
        assert row["assigned"] == row["unlogged"] + row["actor_cost"] + row["non_actor_cost"]  # type: ignore[operator]
    for name in SUMMED if branch.children else ():
        values = [child.row[name] for child in branch.children]
        assert row[name] == (None if None in values else sum(values))  # type: ignore[arg-type]
    for child in branch.children:
        whole(child)


@FEW
@given(worlds())
def test_the_invariant_and_the_sums_hold_at_every_level_to_the_cent(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        panel = read_profiles("acme", world.read(folder))
    for branch in panel.tree:
        whole(branch)
    active = sum(bool(user["IsActive"]) for user in world.tables["user"])
    assert panel.overall["users"] == active == sum(int(str(branch.row["users"])) for branch in panel.tree) or not active


@FEW
@given(worlds())
def test_money_of_a_seat_license_is_its_assigned_cost_up_to_what_is_unattributed(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = world.read(folder)
        panel, licenses = read_profiles("acme", sources), read_licenses("acme", sources)
    tree = {branch.row["license_key"]: branch.row for bucket in panel.tree for branch in bucket.children}
    for row in licenses.rows:
        if row["kind"] == "user" and not row["by_login"] and row["key"] in tree:
            # whatever decimals were entered: a seat is priced in cents
            assert row["assigned_cost"] == tree[row["key"]]["assigned"] + row["unattributed_cost"]  # type: ignore[operator]


@FEW
@given(worlds())
def test_a_point_of_the_trends_is_what_the_panels_say_of_the_same_snapshot(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = world.read(folder)
        panel, licenses = read_profiles("acme", sources), read_licenses("acme", sources)

        def point(of: str) -> Mapping[str, object]:
            (only,) = read_trends("acme", sources, of=of).points
            return only.figures

        branches = {str(bucket.row["bucket"]): bucket.row for bucket in panel.tree}
        branches |= {f"user:{one.row['license_key']}": one.row for bucket in panel.tree for one in bucket.children}
        used = {of: point(of) for of in [*branches, "all"]}
        bought = {str(row["key"]): (row, point(f"user:{row['key']}")) for row in licenses.rows if row["kind"] == "user"}
    for of, row in {**branches, "all": panel.overall}.items():
        assert [used[of][name] or 0 for name in USED] == [row[name] or 0 for name in USED]
    for key, (row, told) in bought.items():
        assert [told[name] for name in SEATS] == [row[name] for name in SEATS]
        assert [told[name] for name in MONEY] == [row[name] if row["priced"] else None for name in MONEY]
        seats = branches.get(f"user:{key}")
        if seats and told["assigned_cost"] is not None:
            assert told["assigned_cost"] == seats["assigned"] + row["unattributed_cost"]  # type: ignore[operator]
    every = [told for _, told in bought.values()]
    for name in ("assigned", "assigned_cost"):
        known = [told[name] for told in every if told[name] is not None]
        assert used["all"][name] == (sum(known) if known else None)  # type: ignore[arg-type]


@FEW
@given(worlds())
def test_the_shares_of_a_pool_sum_to_the_pool(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        panel = read_profiles("acme", world.read(folder), days=30)
    for bucket in panel.tree:
        for branch in bucket.children:
            yearly = branch.row["yearly_logins"]
            if branch.row["by_login"] and isinstance(yearly, int):
                pool = (Decimal(yearly) * 30 / 365).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
                assert sum(child.row["assigned"] for child in branch.children) == pool  # type: ignore[misc]
                assert branch.row["assigned"] == pool


@FEW
@given(worlds(), st.sampled_from([None, 1, 2, 3, 4, 99]))
def test_a_user_without_activity_never_raises_actors_or_logins(world: World, joins: int | None) -> None:
    users = [*world.tables["user"], person(900, joins)]
    with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as after:
        one = read_profiles("acme", world.read(before)).overall
        two = read_profiles("acme", World({**world.tables, "user": users}, world.prices).read(after)).overall
    for name in ("actors", "logged_in_users", "api_only_actors"):
        assert (one[name] or 0) == two[name]
    assert (one["users"] or 0) + 1 == two["users"]  # type: ignore[operator]


@FEW
@given(
    worlds(),
    st.sampled_from([column.name for column in USERS.columns]),
    st.booleans(),
    st.integers(1, 7),
)
def test_pages_visit_every_user_once_in_order_for_any_sort(
    world: World,
    sort: str,
    descending: bool,  # noqa: FBT001
    limit: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = world.read(folder)
        pages = list(read_everybody("acme", sources, sort=sort, descending=descending, limit=limit))
        at_once = read_people("acme", sources, sort=sort, descending=descending, limit=100)
    rows = [row for page in pages for row in page.rows]
    assert [row["user_id"] for row in rows] == [row["user_id"] for row in at_once.rows]
    active = {user["Id"] for user in world.tables["user"] if user["IsActive"]}
    assert len(rows) == len(active)
    assert {row["user_id"] for row in rows} == active
    assert all(page.total in (len(active), None) for page in pages)
    _ordered([row[sort] for row in rows if sort in row and sort != "flags"], descending=descending)


def _ordered(values: Sequence[object], *, descending: bool) -> None:
    known = [value.lower() if isinstance(value, str) else value for value in values if value is not None]
    assert known == sorted(known, reverse=descending)  # type: ignore[type-var]
    assert all(value is None for value in values[len(known) :])


@FEW
@given(worlds(), st.sampled_from(["sal", "user1 s", "SUPPORT", "%", "ş"]))
def test_a_search_finds_who_has_all_its_words_and_counts_them(world: World, text: str) -> None:
    def told(user: Mapping[str, object]) -> str:
        return " ".join(str(user.get(name) or "") for name in ("Name", "Username", "Department")).lower()

    with tempfile.TemporaryDirectory() as folder:
        page = read_people("acme", world.read(folder), text=text, limit=3)
    users = [user for user in world.tables["user"] if user["IsActive"]]
    meant = [user for user in users if all(word in told(user) for word in text.lower().split())]
    assert page.total == len(meant)
    assert len(page.rows) == min(3, len(meant))


def flat(rows: Sequence[Row]) -> Sequence[object]:
    return [sorted((name, str(value)) for name, value in row.items()) for row in rows]


@FEW
@given(worlds())
def test_the_same_snapshot_gives_the_same_figures_whoever_asks_and_whenever(world: World) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first, second = world.read(one), world.read(other)
        panels = [read_profiles("acme", sources) for sources in (first, second, first)]
    assert flat(panels[0].rows) == flat(panels[1].rows) == flat(panels[2].rows)
    assert [row["group"] for row in panels[0].totals][-1] == ALL
