"""What a file of rows is made of: its columns, its rows as they come, and what they are about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from seatwise.domain.gaps import Gap
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_profiles import PROFILES
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.model import Column
from seatwise.views.panel import Row
from seatwise.views.people import COLUMNS as PEOPLE_SEEN
from seatwise.views.profile_totals import counted
from seatwise.views.tree import Level, PeoplePage, ProfilesPanel

LEVEL = Column("level", "Level", FieldType.TEXT, "What the row is: bucket, license, profile or user.")
FLAGS = Column("flags", "Flags", FieldType.TEXT, "What to notice, in words.")
UNATTRIBUTED = Column(
    "unattributed",
    "Unattributed",
    FieldType.SEATS,
    "Of licenses: Salesforce's counter less the active users we counted.",
)
# The names that programs rely on come first, in the order they were promised in.
_PROFILES = (
    *("level", "bucket", "license_key", "profile_id", "profile", "users", "logged_in_users", "actors"),
    *("api_only_actors", "assigned", "assigned_unit", "unlogged", "actor_cost", "non_actor_cost"),
    *("never_logged_in", "frozen", "not_yet_onboarded", "business_processes", "flags"),
    *("license", "unlogged_api_only", "pool_cost", "pool_unlogged_cost", "unit_price", "priced"),
    *("yearly_logins", "yearly_logins_source", "unattributed"),
)
_USERS = (
    *("user_id", "username", "name", "profile", "license_key", "last_login", "last_interactive_login"),
    *("last_api_login", "last_record_touch", "objects_touched", "is_actor", "is_frozen", "department", "manager"),
    *("yearly_cost", "flags"),
    *("level", "bucket", "license", "profile_id", "is_logged_in", "record_touches", "created", "manager_id"),
)


def _fields(names: Iterable[str], *columns: Column) -> tuple[Column, ...]:
    known = {column.name: column for column in columns}
    return tuple(known[name] for name in names)


PROFILE_FIELDS = _fields(_PROFILES, *PROFILES.columns, LEVEL, FLAGS, UNATTRIBUTED)
USER_FIELDS = _fields(_USERS, *USERS.columns, LEVEL, FLAGS)


@dataclass(frozen=True)
class Sheet:
    """Rows to be written.

    Attributes:
        name, title: `profiles`, and as people read it.
        about: org, snapshot, as_of, currency and which days the figures are of, in the order of a file's head.
        windows: these days in words.
        summary: the answer in a sentence.
        fields: every column that is written.
        seen: those that a page for people shows.
        rows: read once, in order.
        totals: sums, one row per group, each with `counted` in words.
        gaps: what could not be read.
        notes: what the figures mean here.
    """

    name: str
    title: str
    about: Mapping[str, str | int | None]
    windows: str
    summary: str
    fields: tuple[Column, ...]
    seen: tuple[Column, ...]
    rows: Iterable[Row]
    totals: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]

    @property
    def currency(self) -> str:
        """The currency of its money."""
        return str(self.about["currency"])


def of_profiles(panel: ProfilesPanel) -> Sheet:
    """The rows of the panel as they are shown."""
    return _sheet(panel, PROFILE_FIELDS, (*panel.columns, FLAGS), panel.rows, panel.title)


def of_people(pages: Iterator[PeoplePage]) -> Sheet:
    """The users of all pages, read while they are written; there is at least one page."""
    first = next(pages)
    rows = ({**row, "level": Level.USER.value} for page in chain([first], pages) for row in page.rows)
    return _sheet(first.panel, USER_FIELDS, (*PEOPLE_SEEN, FLAGS), rows, "Users")


def _sheet(
    panel: ProfilesPanel, fields: tuple[Column, ...], seen: tuple[Column, ...], rows: Iterable[Row], title: str
) -> Sheet:
    about: dict[str, str | int | None] = {
        "org": panel.org,
        "snapshot": panel.snapshot,
        "as_of": panel.as_of.isoformat(),
        "currency": panel.currency,
        "window_days": panel.window.days,
        "actor_days": panel.actor_days,
        "read_days": panel.read_days,
    }
    return Sheet(
        panel.name,
        title,
        about,
        panel.windows,
        panel.summary,
        fields,
        seen,
        rows,
        tuple({**total, "counted": counted(total)} for total in panel.totals),
        panel.gaps,
        panel.notes,
    )
