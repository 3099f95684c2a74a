"""Which bucket Salesforce's licenses belong to: the table of names and keys that the Licenses metric looks up.

Keys first, then names: names are localized, keys are not. The rules and their order are in
`metrics/licenses/license_terms.sql` (definitions section 2). Names are as Salesforce shows them in English.
"""

from dataclasses import dataclass

from seatwise.domain.licensing.license_kinds import Bucket


@dataclass(frozen=True)
class Known:
    """One license that Salesforce sells or includes. `key` is empty where no public document gives it."""

    name: str
    key: str
    bucket: Bucket


def _known(bucket: Bucket, *names_and_keys: str) -> tuple[Known, ...]:
    """From `Name = KEY` or `Name`."""
    pairs = (text.partition(" = ") for text in names_and_keys)
    return tuple(Known(name, key, bucket) for name, _, key in pairs)


KNOWN: tuple[Known, ...] = (
    # A seat is bought for a person; member-based community and partner licenses too.
    *_known(
        Bucket.NAMED,
        "Salesforce = SFDC",
        "Salesforce Platform = AUL",
        "Salesforce Platform One = AUL1",
        "Salesforce Platform Light = AUL_LIGHT",
        "Force.com - App Subscription = FDC_SUB",
        "Lightning Platform - App Subscription",
        "Force.com - One App = FDC_ONE",
        "Lightning Platform - One App",
        "Knowledge Only User = PID_KNOWLEDGE",
        "Content Only User = PID_CONTENT",
        "Ideas Only User = PID_IDEAS",
        "Chatter Only = PID_CHATTER",
        "Chatter Plus",
        "Work.com Only",
        "Company Communities",
        "Company Community",
        "Employee Apps",
        "Customer Apps",
        "Customer Community = PID_Customer_Community",
        "Customer Community Plus = PID_Customer_Community_Plus",
        "Partner Community = PID_Partner_Community",
        "Channel Account",
        "External Apps",
        "External Apps Plus",
        "Customer Portal Manager Standard = PID_Customer_Portal_Basic",
        "Customer Portal User = PID_Customer_Portal_Basic",
        "Customer Portal Manager Custom = PID_Customer_Portal_Standard",
        "Customer Portal Manager = POWER_SSP",
        "Limited Customer Portal Manager Standard = PID_Limited_Customer_Portal_Basic",
        "Limited Customer Portal Manager Custom = PID_Limited_Customer_Portal_Standard",
        "Gold Partner = PID_STRATEGIC_PRM",
        "Silver Partner",
        "Bronze Partner",
        "Partner = POWER_PRM",
    ),
    # A pool of logins is bought, not seats.
    *_known(
        Bucket.COMMUNITY_LOGIN,
        "Customer Community Login = PID_Customer_Community_Login",
        "Customer Community Plus Login = PID_Customer_Community_Plus_Login",
        "Partner Community Login = PID_Partner_Community_Login",
        "Channel Account Login",
        "External Apps Login",
        "Overage Customer Portal Manager Standard = PID_Overage_Customer_Portal_Basic",
    ),
    # Free, system, identity, site.
    *_known(
        Bucket.OTHER,
        "Force.com - Free = PID_FDC_FREE",
        "Lightning Platform Free",
        "Ideas Only Portal = PID_Ideas_Only_Portal",
        "Ideas Only Site = PID_Ideas_Only_Site",
        "Chatter Free = PID_CSN_User",
        "Chatter External = PID_CSN_External",
        "Identity = PID_Identity_User",
        "External Identity",
        "Analytics Cloud Integration User",
        "Analytics Cloud Security User",
        "SalesforceIQ Integration User",
        "Sales Insights Integration User",
        "CPQ Integration User",
        "Cross Org Data Proxy User",
        "Cloud Integration User = CLOUD_INTEGRATION_USER",
        "Anypoint Integration",
        "Salesforce Integration",
        "Einstein Agent",
        "External Einstein Agent",
        "Guest User License = PID_Guest_User",
        "Guest",
        "High Volume Customer Portal = High Volume Customer Portal_User",
        "Overage High Volume Customer Portal = PID_Overage_High Volume Customer Portal",
        "Authenticated Website = Platform_Portal_User",
        "Overage Authenticated Website = Overage_Platform_Portal_User",
    ),
)
