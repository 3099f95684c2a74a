"""Objects: users, roles, and the records that users own."""

from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.sandbox.objects.fields import AUDIT, ID, STAMP, VIEW_ALL, fields, reference
from seatwise.sandbox.objects.schema import Child, SObject

# The feature licenses of this org. The fields of the others do not exist, as in a real org without the feature.
VISIBLE_FEATURES = tuple(
    feature
    for feature in FEATURES
    if feature.key
    in {
        "InteractionUser",
        "KnowledgeUser",
        "LiveAgentUser",
        "MarketingUser",
        "OfflineUser",
        "SFContentUser",
        "SiteforceContributorUser",
        "SupportUser",
        "WorkDotComUserFeature",
    }
)

USER = SObject(
    "User",
    "User",
    "005",
    (
        *ID,
        *fields("string", "Username", length=80, nillable=False),
        *fields("string", "LastName", length=80, nillable=False),
        *fields("string", "FirstName", length=40),
        *fields("string", "Name", length=121, nillable=False),
        *fields("string", "CompanyName Division Department Title EmployeeNumber", length=80),
        *fields("string", "City Country"),
        *fields("email", "Email", nillable=False),
        *fields("string", "Alias CommunityNickname FederationIdentifier", length=40),
        *fields("boolean", "IsActive"),
        *fields("picklist", "UserType TimeZoneSidKey LocaleSidKey LanguageLocaleKey EmailEncodingKey"),
        reference("ProfileId", "Profile"),
        reference("UserRoleId", "UserRole"),
        reference("ManagerId", "User"),
        reference("ContactId", "Contact"),
        reference("AccountId", "Account"),
        *fields("boolean", "IsPortalEnabled"),
        *fields("datetime", "LastLoginDate LastPasswordChangeDate"),
        *(field for feature in VISIBLE_FEATURES for field in fields("boolean", feature.field)),
        *fields("boolean", "UserPreferencesLightningExperiencePreferred"),
        *AUDIT,
    ),
    children=(
        Child("ManagedUsers", "User", "ManagerId"),
        Child("PermissionSetAssignments", "PermissionSetAssignment", "AssigneeId"),
        Child("PermissionSetLicenseAssignments", "PermissionSetLicenseAssign", "AssigneeId"),
    ),
    tooling=True,
)

USER_ROLE = SObject(
    "UserRole",
    "Role",
    "00E",
    (
        *ID,
        *fields("string", "Name DeveloperName RollupDescription", length=80),
        *fields("reference", "ParentRoleId"),
        *fields("picklist", "PortalType"),
        *fields("datetime", "LastModifiedDate"),
        reference("LastModifiedById", "User"),
        *STAMP,
    ),
    children=(Child("Users", "User", "UserRoleId"),),
    counted=False,
)

_OWNER = (reference("OwnerId", "User", nillable=False),)
_RECORD_TYPE = (reference("RecordTypeId", "RecordType"),)

ACCOUNT = SObject(
    "Account",
    "Account",
    "001",
    (
        *ID,
        *fields("string", "Name", nillable=False),
        *fields("picklist", "Type Industry"),
        *fields("string", "BillingCity BillingCountry"),
        *fields("boolean", "IsPartner IsCustomerPortal"),
        *_RECORD_TYPE,
        *_OWNER,
        *AUDIT,
    ),
    children=(
        Child("Contacts", "Contact", "AccountId"),
        Child("Opportunities", "Opportunity", "AccountId"),
        Child("Cases", "Case", "AccountId"),
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)
CONTACT = SObject(
    "Contact",
    "Contact",
    "003",
    (
        *ID,
        *fields("string", "LastName", length=80, nillable=False),
        *fields("string", "FirstName", length=40),
        *fields("string", "Name", length=121),
        *fields("email", "Email"),
        reference("AccountId", "Account"),
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)
OPPORTUNITY = SObject(
    "Opportunity",
    "Opportunity",
    "006",
    (
        *ID,
        *fields("string", "Name", length=120, nillable=False),
        reference("AccountId", "Account"),
        *fields("picklist", "StageName"),
        *fields("currency", "Amount"),
        *fields("date", "CloseDate"),
        *fields("boolean", "IsClosed IsWon"),
        *_RECORD_TYPE,
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)
CASE = SObject(
    "Case",
    "Case",
    "500",
    (
        *ID,
        *fields("string", "CaseNumber", length=30),
        *fields("string", "Subject"),
        *fields("picklist", "Status Origin Priority"),
        reference("AccountId", "Account"),
        *fields("boolean", "IsClosed"),
        *_RECORD_TYPE,
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)
LEAD = SObject(
    "Lead",
    "Lead",
    "00Q",
    (
        *ID,
        *fields("string", "LastName", length=80, nillable=False),
        *fields("string", "FirstName", length=40),
        *fields("string", "Name", length=121),
        *fields("string", "Company", nillable=False),
        *fields("picklist", "Status"),
        *fields("email", "Email"),
        *fields("boolean", "IsConverted"),
        *_RECORD_TYPE,
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)
CAMPAIGN = SObject(
    "Campaign",
    "Campaign",
    "701",
    (
        *ID,
        *fields("string", "Name", length=80, nillable=False),
        *fields("picklist", "Type Status"),
        *fields("date", "StartDate EndDate"),
        *fields("boolean", "IsActive"),
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)

INVOICE = SObject(
    "Invoice__c",
    "Invoice",
    "a01",
    (
        *ID,
        *fields("string", "Name", length=80, nillable=False),
        reference("Account__c", "Account", relationship="Account__r"),
        *fields("currency", "Amount__c"),
        *fields("picklist", "Status__c"),
        *_RECORD_TYPE,
        *_OWNER,
        *AUDIT,
    ),
    owner="OwnerId",
    visible_with=(VIEW_ALL,),
)

RECORD_OBJECTS: tuple[SObject, ...] = (
    USER,
    USER_ROLE,
    ACCOUNT,
    CONTACT,
    OPPORTUNITY,
    CASE,
    LEAD,
    CAMPAIGN,
    INVOICE,
)
