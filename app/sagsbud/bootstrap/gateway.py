"""The gateway to the national distributor, wired. Only an agent that is told to be one is; a window never is."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from sagsbud.bootstrap.following import path_of
from sagsbud.bootstrap.profile import utc_now
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.mox import Livscyklus, MessageLedger, ObjectChange, Objekttype
from sagsbud.mox.afsend import AmqpDistributor, DistributorTokenFile
from sagsbud.mox.broker import Broker
from sagsbud.mox.gateway import Apart, Gateway, Registered, Sender
from sagsbud.mox.listener import Listener
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.client import ALL_TIME
from sagsbud.sagdok.models import parse_moment
from sagsbud.system.settings import Settings

ROLE = "gateway"
NEEDED = (
    "gateway_url",
    "gateway_certificate",
    "gateway_token_file",
    "gateway_system",
    "gateway_message_type",
    "authority",
)
ALL_REGISTRATIONS = {"registreretfra": "-infinity", "registrerettil": "infinity"}


def missing(settings: Settings) -> list[str]:
    """The settings a gateway needs that have no value it can use; the authority is named by its CVR number."""
    absent = [key for key in NEEDED if not getattr(settings, key)]
    if settings.authority and not re.fullmatch(r"\d{8}", settings.authority):
        absent.append("authority")
    return absent


class NationalGateway:
    """Hears on the organisation's own broker and passes on. Only with nothing missing."""

    def __init__(
        self, settings: Settings, broker: Broker, queue: str, client: SagDokumentClient, ledger: MessageLedger
    ) -> None:
        apart = Apart(ledger, ROLE)
        self._distributor = distributor_of(settings)
        gateway = Gateway(ServiceRegister(client), self._distributor, sender_of(settings), apart, utc_now)
        self._listener = Listener(broker, queue, apart, gateway.pass_on, exchange=settings.broker_topic)

    def start(self) -> None:
        """Begin. Either broker may be away."""
        self._listener.start()

    def stop(self) -> None:
        """End after the event in hand; the next run goes on from there."""
        self._listener.stop()
        self._distributor.close()


def sender_of(settings: Settings) -> Sender:
    """Who we are at the distributor."""
    assert settings.authority
    return Sender(
        UUID(settings.gateway_system or ""), settings.authority, beskedtype=UUID(settings.gateway_message_type or "")
    )


def distributor_of(settings: Settings) -> AmqpDistributor:
    """The way to it, with the certificate and the tokens of the settings."""
    certificate, key = path_of(settings.gateway_certificate), path_of(settings.gateway_key)
    assert certificate
    broker = Broker.at(
        settings.gateway_url or "", ca_file=path_of(settings.ca_file), client_certificate=(certificate, key)
    )
    return AmqpDistributor(broker, DistributorTokenFile(Path(settings.gateway_token_file or "").expanduser()))


class ServiceRegister:
    """The gateway's Register over the client. The numbers of subjects are remembered."""

    def __init__(self, client: SagDokumentClient) -> None:
        self._client = client
        self._numbers: dict[UUID, KleNummer] = {}

    def newest(self, objekttype: Objekttype, objekt: UUID) -> Registered | None:
        """Read by the list, which knows of deleted objects too. Raises ServiceError."""
        found = self._client.objects(objekttype, objekttype, [objekt], **ALL_TIME)
        if not found:
            return None
        registrations: list[dict[str, Any]] = found[0]["registreringer"]
        klasse = _klasse(registrations)
        if klasse is None:  # what is out of use may have had one before
            for one in self._client.objects(objekttype, objekttype, [objekt], **ALL_TIME, **ALL_REGISTRATIONS):
                klasse = _klasse(one["registreringer"])
        newest = registrations[0]
        stamp = parse_moment(newest["fratidspunkt"]["tidsstempeldatotid"])
        change = ObjectChange(objekttype, objekt, Livscyklus(newest["livscykluskode"]), stamp.iso())
        by = newest.get("brugerref")
        return Registered(change, stamp.datetime(), UUID(by) if by else None, self._number(klasse))

    def _number(self, klasse: UUID | None) -> KleNummer | None:
        if klasse and klasse not in self._numbers:
            for found in self._client.objects("klassifikation", "klasse", [klasse]):
                periods = found["registreringer"][0].get("attributter", {}).get("klasseegenskaber", [])
                for key in {str(period.get("brugervendtnoegle", "")) for period in periods}:
                    with suppress(ValueError):  # a Klasse of another plan
                        self._numbers[klasse] = KleNummer(key)
        return self._numbers.get(klasse) if klasse else None


def _klasse(registrations: list[dict[str, Any]]) -> UUID | None:
    """The subject in the newest of them that has one."""
    for one in registrations:
        for relation in one.get("relationer", {}).get("primaerklasse", []):
            if relation.get("uuid"):
                return UUID(relation["uuid"])
    return None
