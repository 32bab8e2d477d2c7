"""What looks at the service teach about the connection, beside what the delivery knows of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.orders import Problem


class LastLook:
    """How the last look of one kind went. Safe to read from any thread."""

    def __init__(self) -> None:
        self.contact: datetime | None = None
        self.problem: Problem | None = None
        """Since when it is so, however often it was met again."""
        self.failed_at: datetime | None = None
        """When it was met last."""

    def went_well(self, at: datetime) -> bool:
        """The service answered; whether the look before had failed."""
        before, self.problem = self.problem, None
        self.contact = at
        return before is not None

    def failed(self, error: SagsbudError, at: datetime) -> bool:
        """It did not; whether that is news. The same trouble again lasts since it was first met."""
        self.failed_at = at
        if self.problem and self.problem.trouble is error.trouble:
            return False
        self.problem = Problem.of(error, at)
        return True


def known_with(status: ServiceStatus, looks: Sequence[LastLook]) -> ServiceStatus:
    """What the delivery knows of the connection, with what was learned since: the newest word holds."""
    newest = max((at for at in (status.last_contact, *(look.contact for look in looks)) if at), default=None)
    problem = status.problem
    for look in looks:
        others = (status.last_contact, *(one.contact for one in looks if one is not look))
        failed = look.failed_at if look.problem else None
        if problem is None and failed and all(at is None or at < failed for at in others):
            problem = look.problem
    return replace(status, last_contact=newest, problem=problem)
