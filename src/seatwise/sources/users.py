"""Users, their profiles, and whether they can log in."""

from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.sources.permissions import MANAGE_USERS, VIEW_ALL_USERS, VIEW_SETUP
from seatwise.sources.source import Field, Source, Type, fields

PROFILE = Source(
    "profile",
    "Profile",
    fields(id="Id", text="Name UserType") + fields(id="UserLicenseId"),
    VIEW_SETUP,
    "Which license each user holds: every count of users by profile or license.",
    in_every_org=True,
)
USER = Source(
    "user",
    "User",
    fields(id="Id", text="Username Name UserType Department Division Title CompanyName Country", bool="IsActive")
    + fields(id="ProfileId UserRoleId ManagerId ContactId AccountId", time="CreatedDate LastLoginDate")
    + tuple(Field(feature.field, Type.BOOL, when_visible=True, feature=True) for feature in FEATURES),
    VIEW_ALL_USERS,
    "Who holds a seat: every count of users, logins and actors, and what they cost.",
    silent=True,
    field_security=True,
    created="CreatedDate",
    bulk=True,
    in_every_org=True,
)
USER_LOGIN = Source(
    "user_login",
    "UserLogin",
    fields(id="Id UserId", bool="IsFrozen IsPasswordLocked"),
    MANAGE_USERS,
    "Which users are frozen: they cannot log in, and a seat they hold stays assigned.",
    bulk=True,
    in_every_org=True,
)

SOURCES = (PROFILE, USER, USER_LOGIN)
