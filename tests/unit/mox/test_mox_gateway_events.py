"""What the gateway makes of a registrering, and what it acts on for itself."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.mox import Livscyklus, ObjectChange, Objekttype
from sagsbud.mox.beskedfordeler import build, parse
from sagsbud.mox.gateway import Apart, Registered, Sender, haendelse_of
from sagsbud.mox.wire import Malformed

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SENDER = Sender(uuid4(), "29189999", uuid4())
CHANGE = ObjectChange(Objekttype.DOKUMENT, uuid4(), Livscyklus.OPSTAAET, "2026-11-23T09:30:00.000001+00:00")


def registered(emne: str | None = "82.20.00", by: UUID | None = None) -> Registered:
    return Registered(CHANGE, AT, by, KleNummer(emne) if emne else None)


def test_the_same_registrering_is_the_same_event_and_transaction() -> None:
    first, again = (haendelse_of(registered(), SENDER, lambda: AT) for _ in range(2))

    assert first == again
    assert parse(build(first)) == first
    assert first.registreringer[0].objekttype == "urn:oio:sagdok:objekttype:Dokument"


def test_who_registered_is_named_and_otherwise_our_system() -> None:
    user = uuid4()

    assert haendelse_of(registered(by=user), SENDER, lambda: AT).registreringer[0].aktoer == user
    assert haendelse_of(registered(), SENDER, lambda: AT).registreringer[0].aktoer == SENDER.system


def test_an_object_without_a_subject_cannot_be_told() -> None:
    with pytest.raises(Malformed, match="OpgaveEmne"):
        haendelse_of(registered(None), SENDER, lambda: AT)


class Kept(dict[UUID, str]):
    """A ledger in memory."""

    def met(self, message: UUID) -> str | None:
        return self.get(message)

    def keep(self, message: UUID, outcome: str = "") -> None:
        self[message] = outcome


def test_another_purpose_acts_on_the_same_message_once_more() -> None:
    ledger, message = Kept(), uuid4()
    apart = Apart(ledger, "gateway")
    ledger.keep(message)

    assert apart.met(message) is None
    apart.keep(message, "done")
    assert apart.met(message) == "done"
    assert ledger.met(message) == ""
