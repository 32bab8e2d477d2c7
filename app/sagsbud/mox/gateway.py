"""The gateway: what is told here, told to the national distributor, one event for each registrering.

The message is a hint here too: what the event says is read from the service. Other messages about the same registrering
(ours, and the bridge's) are no news. What goes out is the envelope alone: which object, its subject, who, when.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Unreachable
from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.mox import Acted, Heard, ObjectChange, Objekttype
from sagsbud.mox.afsend import Distributor, Refusal
from sagsbud.mox.beskedfordeler import Haendelse, Registreringsinfo
from sagsbud.mox.wire import Malformed

log = logging.getLogger(__name__)

_OBJEKTTYPE = {Objekttype.SAG: "Sag", Objekttype.DOKUMENT: "Dokument"}


@frozen
class Sender:
    """Who we are at the distributor: the uuid of our system, the authority's CVR number, the type of our messages."""

    system: UUID
    authority: str
    beskedtype: UUID

    @property
    def myndighed(self) -> str:
        """The authority as the distributor names it."""
        return f"urn:oio:cvr-nr:{self.authority}"


@frozen
class Registered:
    """An object's newest registrering: what changed, when, by whom, and the object's subject, where it has one."""

    change: ObjectChange
    at: datetime
    by: UUID | None
    emne: KleNummer | None


class Register(Protocol):
    """Where the newest registrering is read. Implemented over the client."""

    def newest(self, objekttype: Objekttype, objekt: UUID) -> Registered | None:
        """None when there never was one; one that is deleted has its last subject. Raises ServiceError."""


class Apart:
    """A ledger of its own within another: who acts for another purpose acts on the same messages once more."""

    def __init__(self, ledger: Acted, purpose: str) -> None:
        self._ledger = ledger
        self._purpose = purpose

    def met(self, message: UUID) -> str | None:
        """What was kept about it for this purpose."""
        return self._ledger.met(uuid5(message, self._purpose))

    def keep(self, message: UUID, outcome: str = "") -> None:
        """It was acted on for this purpose."""
        self._ledger.keep(uuid5(message, self._purpose), outcome)


class Gateway:
    """Passes on what is heard. For one thread."""

    def __init__(
        self, register: Register, distributor: Distributor, sender: Sender, ledger: Acted, clock: Callable[[], datetime]
    ) -> None:
        self._register = register
        self._distributor = distributor
        self._sender = sender
        self._ledger = ledger
        self._clock = clock

    def pass_on(self, heard: Heard) -> None:
        """Tell the distributor; what it has is told once. Raises ServiceError when that must wait, and Malformed for
        what cannot be told: an object without a subject, or one the distributor refuses.
        """
        found = self._register.newest(heard.objekttype, heard.objekt)
        if found is None or self._ledger.met(found.change.id) is not None:
            return
        haendelse = haendelse_of(found, self._sender, self._clock)
        try:
            self._distributor.send(haendelse)
        except Refusal as refusal:
            log.warning("the distributor refused an event with code %d", refusal.status)
            raise Malformed("distributor", f"refused it with {refusal.status}") from None
        except OSError as error:
            log.info("the distributor does not answer: %s", type(error).__name__)
            raise Unreachable(cause="distributor") from None
        self._ledger.keep(found.change.id)


def haendelse_of(found: Registered, sender: Sender, clock: Clock) -> Haendelse:
    """The event that says it; the same registrering is the same event and the same transaction. Raises Malformed."""
    if found.emne is None:
        raise Malformed("OpgaveEmne", "is missing: the object has no subject")
    change = found.change
    registrering = Registreringsinfo(
        id=change.id,
        aktoer=found.by or sender.system,
        at=found.at,
        myndighed=sender.myndighed,
        objekt=change.objekt,
        objekttype=f"urn:oio:sagdok:objekttype:{_OBJEKTTYPE[change.objekttype]}",
        handling=f"urn:oio:sagdok:livscykluskode:{change.livscyklus}",
        emne=f"urn:oio:kle:{found.emne}",
    )
    return Haendelse(
        id=uuid5(change.id, "haendelse"),
        beskedtype=sender.beskedtype,
        ansvarlig=sender.system,
        modtagere=(sender.myndighed,),
        registreringer=(registrering,),
        transaktion=uuid5(change.id, "transaktion"),
        at=clock(),
        kildesystem=sender.system,
    )
