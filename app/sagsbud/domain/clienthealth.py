"""How the queues of a unit's programs are, as each said of itself."""

from datetime import datetime

from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen


@frozen
class ClientHealth:
    """What one program of the unit last said of itself. Machines are told apart by a number, never by a person."""

    client: str
    last_contact: datetime
    undelivered: int
    oldest_undelivered: datetime | None
    needs_person: int
    undecided: int
    oldest_undecided: datetime | None
    version: str = ""


@frozen
class QueueHealth:
    """The unit's queues, as far as its programs have reported."""

    clients: tuple[ClientHealth, ...]
    as_of: datetime | None = None
    problem: Trouble | None = None
