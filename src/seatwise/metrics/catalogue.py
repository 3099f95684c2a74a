"""Every metric that `seatwise explain` knows, by name."""

from seatwise.metrics.active_users import ACTIVE_USERS
from seatwise.metrics.flat_profiles import PROFILES
from seatwise.metrics.flat_trends import TRENDS
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.history import HISTORY
from seatwise.metrics.inventory import METRICS as OF_LICENSES
from seatwise.metrics.license_changes import LICENSE_CHANGES
from seatwise.metrics.logins_per_day import LOGINS_PER_DAY
from seatwise.metrics.model import Metric
from seatwise.metrics.person_facts import PERSON, PERSON_FACTS
from seatwise.metrics.user_changes import USER_CHANGE_COUNTS, USER_CHANGE_PAGE

METRICS: dict[str, Metric] = OF_LICENSES | {
    metric.name: metric
    for metric in (
        *(PROFILES, *PROFILES.bases, USERS, *USERS.bases, PERSON, PERSON_FACTS),
        *(TRENDS, HISTORY, LICENSE_CHANGES, USER_CHANGE_COUNTS, USER_CHANGE_PAGE, *USER_CHANGE_PAGE.bases),
        *(ACTIVE_USERS, LOGINS_PER_DAY),
    )
}
