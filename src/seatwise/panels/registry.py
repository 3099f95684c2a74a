"""Every panel, in the order of menus and of `--help`. Commands, pages, API, files and reference are made from it."""

from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.panels.changes import CHANGES
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.history import HISTORY
from seatwise.panels.license import LICENSE
from seatwise.panels.licenses import LICENSES
from seatwise.panels.overview import OVERVIEW
from seatwise.panels.processes import PROCESSES
from seatwise.panels.profiles import PROFILES
from seatwise.panels.trends import TRENDS
from seatwise.panels.user import USER
from seatwise.panels.user_changes import USER_CHANGES
from seatwise.panels.users import USERS

PANELS: list[Panel] = [
    *(LICENSES, LICENSE, PROFILES, USERS, USER, PROCESSES),
    *(CHANGES, USER_CHANGES, TRENDS, HISTORY, OVERVIEW),
]

USER_LEVEL = "user"  # the level at which another panel answers: a row is a user
PER_USER = {PROFILES.name: USERS.name, CHANGES.name: USER_CHANGES.name}  # the panel that answers at it


def panel_per_user(panel: Panel) -> Panel | None:
    """The panel that has a row per user where this one has a row per profile or license; None: there is none."""
    return next((each for each in PANELS if each.name == PER_USER.get(panel.name)), None)


def panel_of(name: str) -> Panel:
    """The panel of that name. Raises UsageError: there is none; names those there are."""
    for panel in PANELS:
        if panel.name == name:
            return panel
    names = [panel.name for panel in PANELS]
    there = did_you_mean(suggestions(name, names)) or f"Choose one of: {', '.join(names)}."
    raise UsageError(f"There is no panel {name!r}.", there)
