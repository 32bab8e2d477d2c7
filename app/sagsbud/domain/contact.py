"""What is known of the connection to the service."""

from dataclasses import dataclass
from datetime import datetime

from sagsbud.domain.orders import Problem


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What is known of the connection. `problem` is None when the last contact was good."""

    url: str
    last_contact: datetime | None = None
    problem: Problem | None = None
