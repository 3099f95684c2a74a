"""The org itself."""

from seatwise.sources.permissions import API_ENABLED
from seatwise.sources.source import ID, Source, Type, fields

ORGANIZATION = Source(
    "organization",
    "Organization",
    ID
    + fields(Type.TEXT, "Name OrganizationType InstanceName NamespacePrefix LanguageLocaleKey TimeZoneSidKey")
    + fields(Type.BOOL, "IsSandbox")
    + fields(Type.TIME, "TrialExpirationDate CreatedDate"),
    API_ENABLED,
    "Which edition the org has, whether it is a sandbox or a trial, and its time zone.",
)

SOURCES = (ORGANIZATION,)
