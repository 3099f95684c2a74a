"""What the last look around each org found, or why there was none; remembered while the server runs."""

from dataclasses import dataclass, field

from seatwise.app.orgs import test_org
from seatwise.bootstrap import Services
from seatwise.domain.connection import ConnectionReport
from seatwise.domain.errors import OrgError


@dataclass
class ConnectionTestResults:
    """The outcome of the last test of each org, by its name."""

    _services: Services
    _found: dict[str, ConnectionReport | OrgError] = field(default_factory=dict)

    def take(self, name: str) -> None:
        """Test an org and keep what came of it. What is wrong with the org is an outcome, too.

        Raises:
            UsageError: there is no such org, or it is disabled.
            StorageError: its secrets cannot be read.
        """
        try:
            self._found[name] = test_org(
                name, self._services.connections, open_org=self._services.open_org, clock=self._services.clock
            )
        except OrgError as error:
            self._found[name] = error

    def report(self, name: str) -> ConnectionReport | None:
        """What was found."""
        found = self._found.get(name)
        return found if isinstance(found, ConnectionReport) else None

    def trouble(self, name: str) -> OrgError | None:
        """Why nothing was found."""
        found = self._found.get(name)
        return found if isinstance(found, OrgError) else None

    def forget(self, name: str) -> None:
        """The org is gone, or reached in another way."""
        self._found.pop(name, None)
