"""The words of licensing: kinds of license, buckets, and the feature licenses that Salesforce knows."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a license is, in reading order."""

    USER = "user"
    PERMISSION_SET = "permission_set"
    FEATURE = "feature"
    PACKAGE = "package"

    @property
    def plural(self) -> str:
        """All licenses of the kind, as displayed."""
        return _PLURALS[self]


class Bucket(StrEnum):
    """How a user license is bought. Add-ons, features and packages have no bucket."""

    NAMED = "Named"
    COMMUNITY_LOGIN = "Community Login"
    OTHER = "Other"

    @property
    def sentence(self) -> str:
        """What is bought, in a few words (definitions section 2)."""
        return _BOUGHT[self]


BUCKETS = tuple(bucket.value for bucket in Bucket)


_PLURALS = {
    Kind.USER: "User licenses",
    Kind.PERMISSION_SET: "Add-ons (permission-set licenses)",
    Kind.FEATURE: "Feature licenses",
    Kind.PACKAGE: "Package licenses",
}
_BOUGHT = {
    Bucket.NAMED: "one seat per person",
    Bucket.COMMUNITY_LOGIN: "a pool of logins, not seats",
    Bucket.OTHER: "free, identity, guest and integration users",
}


@dataclass(frozen=True)
class LicenseName:
    """One license by its names: the key that prices and overrides belong to, and the label that people read."""

    kind: Kind
    key: str
    label: str
    by_login: bool | None = None  # whether logins are bought, not seats; None: not known

    @property
    def label_and_key(self) -> str:
        """`Salesforce (SFDC)`; where both are the same, once."""
        return self.key if self.label == self.key else f"{self.label} ({self.key})"


@dataclass(frozen=True)
class Feature:
    """A feature license: a checkbox on User. `key` is Salesforce's FeatureType."""

    key: str
    label: str

    @property
    def field(self) -> str:
        """The checkbox on User: `UserPermissionsMarketingUser`."""
        return f"UserPermissions{self.key}"


# Source: ActiveFeatureLicenseMetric.FeatureType, Salesforce object reference.
FEATURES = (
    Feature("AvantgoUser", "AvantGo User"),
    Feature("ChatterAnswersUser", "Chatter Answers User"),
    Feature("InteractionUser", "Flow User"),
    Feature("JigsawProspectingUser", "Data.com User"),
    Feature("KnowledgeUser", "Knowledge User"),
    Feature("LiveAgentUser", "Chat User"),
    Feature("MarketingUser", "Marketing User"),
    Feature("MobileUser", "Apex Mobile User"),
    Feature("OfflineUser", "Offline User"),
    Feature("SFContentUser", "Salesforce CRM Content User"),
    Feature("SiteforceContributorUser", "Site.com Contributor User"),
    Feature("SiteforcePublisherUser", "Site.com Publisher User"),
    Feature("SupportUser", "Service Cloud User"),
    Feature("WirelessUser", "Wireless User"),
    Feature("WorkDotComUserFeature", "WDC User"),
)
