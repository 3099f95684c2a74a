"""The result of the last connection test of each org, while the server runs."""

from dataclasses import dataclass, field

from seatwise.bootstrap import Services
from seatwise.domain.connection import ConnectionReport
from seatwise.domain.errors import OrgError


@dataclass
class ConnectionTestResults:
    """The last test result of each org, by name."""

    _services: Services
    _found: dict[str, ConnectionReport | OrgError] = field(default_factory=dict)

    def take(self, name: str) -> None:
        """Test a connection and store the result. A failure is a result, too.

        Raises UsageError: there is no such org, or it is disabled; StorageError: its secrets cannot be read.
        """
        try:
            self._found[name] = self._services.orgs().test(name)
        except OrgError as error:
            self._found[name] = error

    def of(self, name: str) -> ConnectionReport | OrgError | None:
        """The result of the last test: its report, or its error if it failed."""
        return self._found.get(name)

    def forget(self, name: str) -> None:
        """Delete the result: the org was removed, or its connection has changed."""
        self._found.pop(name, None)
