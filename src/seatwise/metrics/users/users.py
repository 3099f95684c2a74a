"""The users metric: who holds a seat, and what each user does with it."""

from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.metrics.profiles.profile_counts import ACTIVE, LOGINS
from seatwise.metrics.profiles.profiles import BY_SEAT, PROFILES
from seatwise.metrics.sums import count_of_rows, known_or_not
from seatwise.metrics.users import user_index as of

PROFILE, LICENSE_KEY, LICENSE, BUCKET = PROFILES.choose("profile", "license_key", "license", "bucket")
PRICED, BY_LOGIN = PROFILES.choose("priced", "by_login")
IS_ACTOR = columns.flag(
    "is_actor",
    "Whether the user created or last modified a tracked record in the activity period.",
    label="Actor",
    source="CreatedById, LastModifiedById of the tracked records",
    needs=("TrackedRecords",),
)
IS_LOGGED_IN = columns.flag(
    "is_logged_in",
    "Whether the latest login lies in the activity period.",
    label="Logged in",
    source="User.LastLoginDate, else LoginHistory",
    reads=LOGINS,
    blank=(("not login_known", "not known"),),
)
YEARLY_COST = columns.money(
    "yearly_cost",
    "Yearly cost of the user's seat. Blank for login licenses, which are not paid by seat.",
    "unit_price",
    source="the prices that you entered",
    reads=PROFILES.known_column("unit_price").reads,
    blank=BY_SEAT,
)
FLAGS = columns.words("flags", "Things to notice about the user.", rank="flags_rank")

USERS = Metric(
    "users",
    sentence="One row per active user: who holds a seat, and what the user does with it.",
    bases=(*of.USER_INDEX.bases, of.USER_INDEX),
    lookups=(PROFILES,),
    partial_lookups=True,  # of the profile and the price of its license alone
    inputs=("period",),
    large=True,
    columns=(
        *(of.USER_ID, of.USERNAME, of.NAME, PROFILE, LICENSE_KEY),
        *(of.LAST_LOGIN, of.INTERACTIVE, of.API, of.LAST_RECORD_TOUCH, of.OBJECTS),
        *(IS_ACTOR, of.FROZEN, of.DEPARTMENT, of.MANAGER, YEARLY_COST, FLAGS),
        *(BUCKET, LICENSE, PRICED, BY_LOGIN, of.PROFILE_ID, IS_LOGGED_IN),
        *(of.NEVER, of.LOGIN_KNOWN, of.TOUCHES, of.CREATED, of.MANAGER_ID, of.SEARCHED, *of.RANKS),
        columns.rank(
            "flags_rank", "A number for each combination of flags: 0 without any.", label="Rank by flags", internal=True
        ),
        of.NUMBER,
    ),
)
USER_TOTALS = count_of_rows(USERS, *known_or_not(columns.users("users", "Users who are shown.", needs=ACTIVE)))


_COLUMNS = (
    columns.text("user_id", "Salesforce's id of the user.", source="User.Id"),
    columns.text("username", "The name that the user logs in with.", source="User.Username"),
    columns.text("name", "The user's name.", source="User.Name"),
)
USER_MATCHES = Metric(
    "user_matches",
    sentence="One row per user with this username or name, at most ten.",
    tables=("user",),
    inputs=("key",),
    columns=_COLUMNS,
)
USER_SUGGESTIONS = Metric(
    "user_suggestions",
    sentence="The three users whose username or name is most like a text.",
    tables=("user",),
    inputs=("key",),
    columns=_COLUMNS,
)
