"""What is known of the connection to the service."""

from datetime import datetime

from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import Problem


@frozen
class ServiceStatus:
    """What is known of the connection. `problem` is None when the last contact was good."""

    url: str
    last_contact: datetime | None = None
    problem: Problem | None = None

    @property
    def lost_since(self) -> datetime | None:
        """Since when there is no contact: since the last one, if there was any, not since its lack was noticed."""
        return (self.last_contact or self.problem.since) if self.problem else None
