"""Where an edition of the subject plan can come from: a file, its public address, or the service's own Klassifikation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import UUID

from sagsbud.bootstrap.connecting import client_for
from sagsbud.bootstrap.keeping import proven_key
from sagsbud.bootstrap.profile import prepare, service_address, starter_plan, utc_now
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.download import download
from sagsbud.sagdok.klasser import ServiceKlasse, read_klasser
from sagsbud.suggest.catalogue import KleImport, LocalKleCatalogue
from sagsbud.suggest.kleplan import Emne, Facet, KlePlan, Noegleord, Retskilde
from sagsbud.system.embedded import EmbeddedService
from sagsbud.system.folders import Folders
from sagsbud.system.preferences import LivePreferences
from sagsbud.system.wayout import way_out


def import_kle(profile: str | None, data: Path | None, file: Path) -> KleImport:
    """Take the edition in a file into use. Raises KleFormatError, OSError."""
    folders, _ = prepare(profile, data)
    return _catalogue(folders).install(file)


def import_published_kle(profile: str | None, data: Path | None) -> KleImport:
    """Fetch OS2KLE from the address in the settings and take it into use. Raises ServiceError, KleFormatError, OSError."""
    folders, preferences = prepare(profile, data)
    address = preferences.current.kle_address
    with TemporaryDirectory() as name:
        file = Path(name) / (Path(urlsplit(address).path).name or "OS2KLE")
        ca_file = preferences.current.ca_file
        proxy = way_out(address, preferences.current.proxy)
        download(address, file, ca_file=Path(ca_file) if ca_file else None, proxy=proxy)
        return _catalogue(folders).install(file)


def import_kle_from_service(profile: str | None, data: Path | None, service: str | None) -> KleImport:
    """Take the numbers the service itself knows into use. Raises ServiceError; StoreError where that is our own."""
    folders, preferences = prepare(profile, data)
    with _client(folders, preferences, service) as client:
        klasser = read_klasser(client)
    return _catalogue(folders).install_plan(plan_of(klasser, f"Klassifikation {utc_now():%Y-%m-%d}"))


def plan_of(klasser: Iterable[ServiceKlasse], edition: str) -> KlePlan:
    """The service's Klasser as an edition: what is not published any more is retired, and others may take its place."""
    known = {klasse.id: klasse for klasse in klasser}
    successors: dict[UUID, list[KleNummer]] = defaultdict(list)
    for klasse in known.values():
        for replaced in klasse.erstatter:
            if isinstance(klasse.key, KleNummer):
                successors[replaced].append(klasse.key)
    return KlePlan(
        edition,
        tuple(
            _emne(klasse, klasse.key, successors[klasse.id])
            for klasse in known.values()
            if isinstance(klasse.key, KleNummer)
        ),
        tuple(
            Facet(klasse.key, klasse.titel, udgaaet=not klasse.publiceret)
            for klasse in known.values()
            if isinstance(klasse.key, Handlingsfacet)
        ),
    )


def _emne(klasse: ServiceKlasse, nummer: KleNummer, successors: Iterable[KleNummer]) -> Emne:
    return Emne(
        nummer,
        klasse.titel,
        noegleord=tuple(Noegleord(word) for word in klasse.soegeord),
        vejledning=klasse.beskrivelse,
        retskilder=(Retskilde(klasse.retskilde),) if klasse.retskilde else (),
        udgaaet=not klasse.publiceret,
        afloest_af=tuple(successors),
        uuid=str(klasse.id),
    )


@contextmanager
def _client(folders: Folders, preferences: LivePreferences, given: str | None) -> Iterator[SagDokumentClient]:
    """A client of the service in use; the embedded one is started for as long as it is asked."""
    address = service_address(preferences, given)
    embedded = None if address else _own_service(folders)
    try:
        url = address or (embedded.start() if embedded else "")
        with client_for(url, preferences.current) as client:
            yield client
    finally:
        if embedded:
            embedded.stop()


def _own_service(folders: Folders) -> EmbeddedService:
    return EmbeddedService(folders.service, proven_key(folders, on_loopback=True).key)


def _catalogue(folders: Folders) -> LocalKleCatalogue:
    folders.make()
    folders.kle.mkdir(exist_ok=True)
    return LocalKleCatalogue(starter_plan(), folders.kle)
