"""A place to look from: one snapshot of one org, through one window, priced as people told Seatwise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from seatwise.app.memory import Memory
from seatwise.app.report import Sources, in_utc, license_rows
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.login_types import API_TYPES, INTERACTIVE_TYPES, LoginKind
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.window import Window
from seatwise.metrics.flat_profiles import PROFILES
from seatwise.metrics.profile_processes import PROFILE_PROCESSES
from seatwise.metrics.query import InputTable, Row
from seatwise.sources.affected_panels import affects
from seatwise.views.profile_part import GROUPS
from seatwise.views.profiles import NAME, ordered, profiles_panel
from seatwise.views.tree import Level, ProfilesPanel

ONBOARDING_DAYS = 30  # a user younger than this who never logged in is no waste yet (definitions section 3)
_TABLES = (
    "user",
    "profile",
    "user_license",
    "user_login",
    "record_touch",
    "login_day",
    "profile_record_type",
    "record_type",
)


@dataclass(frozen=True)
class Place:
    """One snapshot of one org, looked at through one window."""

    name: str
    currency: str
    sources: Sources
    snapshot: Snapshot
    window: Window
    _memory: Memory = field(default_factory=Memory, repr=False, compare=False)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read of what the panel shows; a table that the snapshot does not hold is one, too."""
        told = tuple(gap for gap in self.snapshot.gaps if affects(gap, NAME))
        missing = {gap.table for gap in told if gap.column is None}
        return (
            *told,
            *(
                Gap(
                    table,
                    None,
                    "It was not read: this snapshot was taken by an earlier Seatwise.",
                    f"Read the org again: seatwise refresh {self.name}",
                )
                for table in _TABLES
                if table not in self.snapshot.tables and table not in missing
            ),
        )

    @property
    def actor_days(self) -> int | None:
        """In how many days users must have worked to be actors; None: it was not read."""
        return self.snapshot.actor_days(self.window.days)

    @property
    def period(self) -> InputTable:
        """The window, as models carry it."""
        until = in_utc(self.window.end)
        actor_days = self.actor_days or self.window.days
        return InputTable(
            {
                "login_start": ("TIMESTAMP", [in_utc(self.window.start)]),
                "actor_start": ("TIMESTAMP", [until - timedelta(days=actor_days)]),
                "onboarding_start": ("TIMESTAMP", [until - timedelta(days=ONBOARDING_DAYS)]),
                "until": ("TIMESTAMP", [until]),
                "pool_days": ("BIGINT", [self.window.days]),
                "same_window": ("BOOLEAN", [actor_days == self.window.days]),
            }
        )

    @property
    def profiles(self) -> Sequence[Row]:
        """The Profiles metric."""
        rows = self.sources.engine.rows
        return self._memory.answer("profiles", lambda: rows(PROFILES, self.snapshot, self._inputs()))

    def processes(self, profile_ids: Collection[object]) -> list[Row]:
        """The metric `profile_processes`, of these profiles."""
        rows = self.sources.engine.once(PROFILE_PROCESSES, self.snapshot)
        return [row for row in rows if row["profile_id"] in profile_ids]

    def panel(
        self,
        chosen: frozenset[object] | None,
        *,
        level: Level,
        sort: str | None = None,
        descending: bool = False,
    ) -> ProfilesPanel:
        """The panel; see `profiles_panel` and `ordered`."""

        def made() -> ProfilesPanel:
            summed = chosen is not None and level in GROUPS
            return profiles_panel(
                self.profiles,
                self.snapshot,
                self.window,
                org=self.name,
                currency=self.currency,
                gaps=self.gaps,
                actor_days=self.actor_days,
                level=level,
                profile_ids=chosen,
                processes=self.processes(chosen or ()) if summed else (),
            )

        return ordered(self._memory.answer((level, chosen), made), sort, descending=descending)

    def _inputs(self) -> dict[str, InputTable]:
        terms = license_rows(self.snapshot, self.sources.engine, self.sources.book, self.name)
        terms = [row for row in terms if row["kind"] == "user"]
        types = {
            "id": "VARCHAR",
            "key": "VARCHAR",
            "label": "VARCHAR",
            "bucket": "VARCHAR",
            "by_login": "BOOLEAN",
            "priced": "BOOLEAN",
            "unit_price": "DECIMAL(18,4)",
            "yearly_logins": "BIGINT",
            "yearly_logins_source": "VARCHAR",
            "unattributed": "BIGINT",
        }
        return {
            "term": InputTable({column: (kind, [row[column] for row in terms]) for column, kind in types.items()}),
            **self._moments(),
        }

    @property
    def user_inputs(self) -> Mapping[str, InputTable]:
        """What the metric `users` needs beside the snapshot's tables."""
        return self._memory.answer("user inputs", self._user_inputs)

    def _user_inputs(self) -> Mapping[str, InputTable]:
        rows = self.profiles
        texts = ("profile", "license_key", "license", "bucket")
        return {
            "profile_line": InputTable(
                {
                    "profile_id": ("VARCHAR", [row["profile_id"] or "" for row in rows]),
                    **{name: ("VARCHAR", [row[name] for row in rows]) for name in texts},
                    "priced": ("BOOLEAN", [row["priced"] for row in rows]),
                    "yearly_cost": ("DECIMAL(38,2)", [yearly_cost(row) for row in rows]),
                }
            ),
            "login_prefix": login_prefixes(),
            **self._moments(),
        }

    def _moments(self) -> dict[str, InputTable]:
        return {
            "moment": InputTable({"at": ("TIMESTAMP", [in_utc(self.window.end)])}),
            "period": self.period,
            "gap": InputTable(
                {
                    "table_name": ("VARCHAR", [gap.table for gap in self.gaps]),
                    "column_name": ("VARCHAR", [gap.column for gap in self.gaps]),
                }
            ),
        }


def yearly_cost(row: Row) -> Decimal | None:
    """What one seat of the profile costs per year; None where a seat is not what is paid for, or nobody knows."""
    price = row["unit_price"]
    if row["by_login"] or not isinstance(price, Decimal):
        return None
    return price.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def login_prefixes() -> InputTable:
    """Who logs in, by how the login type begins."""
    pairs = [(prefix, LoginKind.INTERACTIVE.value) for prefix in INTERACTIVE_TYPES]
    pairs += [(prefix, LoginKind.API.value) for prefix in API_TYPES]
    return InputTable(
        {"prefix": ("VARCHAR", [prefix for prefix, _ in pairs]), "kind": ("VARCHAR", [kind for _, kind in pairs])}
    )


def place_of(name: str, sources: Sources, snapshot_id: str | None, days: int) -> Place:
    """The snapshot of the org that is asked for, or its latest.

    Raises:
        UsageError: there is no such org, snapshot or window.
    """

    def found() -> Place:
        connection = sources.connections.get(name)
        if not connection.org_id:
            raise UsageError(f"{name} has never been read.", f"Read it first: seatwise refresh {name}")
        snapshot = sources.lake.snapshot(connection.org_id, snapshot_id)
        return Place(name, connection.currency, sources, snapshot, Window(snapshot.as_of, days))

    return sources.remembered(("place", name, snapshot_id, days), found)
