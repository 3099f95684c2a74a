"""The org itself."""

from seatwise.sources.permissions import API_ENABLED
from seatwise.sources.source import Source, fields

ORGANIZATION = Source(
    "organization",
    "Organization",
    fields(
        id="Id",
        text="Name OrganizationType InstanceName NamespacePrefix LanguageLocaleKey TimeZoneSidKey",
        bool="IsSandbox",
        time="TrialExpirationDate CreatedDate",
    ),
    API_ENABLED,
    "Which edition the org has, whether it is a sandbox or a trial, and its time zone.",
    in_every_org=True,
)

SOURCES = (ORGANIZATION,)
