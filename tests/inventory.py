"""The sources that tests read as they are: licenses, users and counts, and what users may do."""

from seatwise.sources import counts, licenses, organization, rights, users

INVENTORY = (*organization.SOURCES, *licenses.SOURCES, *users.SOURCES, *counts.SOURCES)
RIGHTS = tuple(source for source in rights.SOURCES if not source.made)
