"""Who holds a seat of each profile, counted by who logged in and who worked."""

from seatwise.metrics.model import Metric

ACTIVE = ("User", "User.IsActive")
LOGINS = ("User.LastLoginDate", "LoginHistory")
ACTORS = (*ACTIVE, "TrackedRecords")
NEVER = (*ACTIVE, "User.LastLoginDate")
FROZEN = ("UserLogin", "UserLogin.UserId", "UserLogin.IsFrozen")

PROFILE_NUMBERS = Metric("profile_numbers", tables=("user",))
# A model of its own: in a join DuckDB must know that these are few, or it takes a third longer (measured).
SEEN_LOGINS = Metric("seen_logins", tables=("user", "login_day"), inputs=("moment",))
SEAT_ACTIVITY = Metric(
    "seat_activity",
    tables=("user", "user_login", "record_touch"),
    bases=(PROFILE_NUMBERS, SEEN_LOGINS),
    inputs=("moment",),
    masks={
        "created": ("User.CreatedDate",),
        "login_date": ("User.LastLoginDate",),
        "never_logged_in": ("User.LastLoginDate",),
        "seen_login": ("LoginHistory",),
        "last_touch": ("TrackedRecords",),
        "is_frozen": FROZEN,
        "is_active": ACTIVE,
        "is_unknown": ("User",),
    },
)
PROFILE_COUNTS = Metric(
    "profile_counts",
    tables=("profile",),
    bases=(PROFILE_NUMBERS, SEEN_LOGINS, SEAT_ACTIVITY),
    inputs=("period",),
    large=True,
    masks={
        "has_profile": ("User.ProfileId",),
        "has_license": ("Profile.UserLicenseId",),
        **dict.fromkeys(("users", "logged_in_users", "no_login_users"), ACTIVE),
        **dict.fromkeys(("actors", "logged_in_actors", "no_login_actors"), ACTORS),
        "never_logged_in": NEVER,
        "frozen": (*ACTIVE, *FROZEN),
        "not_yet_onboarded": (*NEVER, "User.CreatedDate"),
    },
)
