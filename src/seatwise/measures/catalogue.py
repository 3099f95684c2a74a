"""Every measure that `seatwise explain` knows, by name."""

from seatwise.measures.active_users import ACTIVE_USERS
from seatwise.measures.history import HISTORY
from seatwise.measures.license_changes import LICENSE_CHANGES
from seatwise.measures.licenses import MEASURES as OF_LICENSES
from seatwise.measures.logins_per_day import LOGINS_PER_DAY
from seatwise.measures.model import Measure
from seatwise.measures.person_facts import PERSON, PERSON_FACTS
from seatwise.measures.profiles import PROFILES
from seatwise.measures.trends import TRENDS
from seatwise.measures.user_changes import USER_CHANGE_COUNTS, USER_CHANGE_PAGE
from seatwise.measures.users import USERS

MEASURES: dict[str, Measure] = OF_LICENSES | {
    measure.name: measure
    for measure in (
        *(PROFILES, *PROFILES.bases, USERS, *USERS.bases, PERSON, PERSON_FACTS),
        *(TRENDS, HISTORY, LICENSE_CHANGES, USER_CHANGE_COUNTS, USER_CHANGE_PAGE, *USER_CHANGE_PAGE.bases),
        *(ACTIVE_USERS, LOGINS_PER_DAY),
    )
}
