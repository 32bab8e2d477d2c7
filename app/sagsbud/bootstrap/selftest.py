"""The self-test over the real rooms: what an administrator wants proven after an installation. It files nothing."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from sagsbud.bootstrap.connecting import client_for
from sagsbud.bootstrap.following import rules_of
from sagsbud.bootstrap.keeping import proven_key
from sagsbud.bootstrap.profile import prepare, service_address, starter_plan, utc_now
from sagsbud.domain.addresses import is_loopback, is_safe
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.domain.errors import ExtractError, SagsbudError, ServiceError, StoreError, Trouble, Unreachable
from sagsbud.extract import ocr
from sagsbud.extract.pool import ChildExtractor
from sagsbud.intake.watcher import FolderWatcher
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.proof import prove_sealed, prove_writable
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sagdok import SagDokumentClient
from sagsbud.settingtexts import setting_problem_text
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.system import checks
from sagsbud.system.embedded import EmbeddedService
from sagsbud.system.folders import Folders
from sagsbud.system.keyringstore import KeyringStore
from sagsbud.system.keys import KeyOrigin, MasterKey
from sagsbud.system.schema import SCHEMA
from sagsbud.system.settings import Settings

if TYPE_CHECKING:
    from sagsbud.bootstrap.house import House

SAMPLE = "Fjordby, den 23. november 2026\n\nSagsnr. 26/1182\n\nDette er en prøve.\n"
OF_THE_STORE = (CheckName.STORE, CheckName.ENCRYPTION, CheckName.QUEUE)


def self_checks(profile: str | None, data: Path | None, service: str | None) -> Iterator[Check]:
    """Every check, each as it is done. Raises PolicyError for a profile or service that is not allowed."""
    folders, preferences = prepare(profile, data)
    address = service_address(preferences, service)
    yield from checks.check_settings(preferences.problems(), setting_problem_text)
    key = yield from _keeping(folders, on_loopback=address is None or is_loopback(address))
    yield from _service(folders, address, preferences.current, key)
    yield from _machine(folders, preferences.current)


def house_checks(house: "House") -> Iterator[Check]:
    """The same checks on a running program: with its own key and its own connection to the service. Blocks."""
    settings = house.settings
    yield from checks.check_settings(house.preferences.problems(), setting_problem_text)
    yield from _keyed(house.folders, house.key)
    with client_for(house.service_url, settings) as client:
        yield from _spoken(client, house.service_url, embedded=house.embedded is not None)
    yield from _machine(house.folders, settings)


def service_checks(house: "House", address: str | None) -> Iterator[Check]:
    """The service at an address one may choose, None for the embedded one. A store that may not go there is a finding."""
    url = address or (house.service_url if house.embedded else "")
    if not is_safe(url) and url:
        yield checks.failed(CheckName.SERVICE, SagsbudError(Trouble.UNSAFE_ADDRESS))
        return
    if house.key.origin is KeyOrigin.TRIAL and url and not is_loopback(url):
        yield checks.failed(CheckName.KEY, StoreError(Trouble.TRIAL_ONLY))
        return
    if url:
        with client_for(url, house.settings) as client:
            yield from _spoken(client, url, embedded=address is None)
    else:
        yield from _service(house.folders, None, house.settings, house.key)


def folder_checks(folders: Sequence[Mapping[str, object]]) -> Iterator[Check]:
    """Each folder watched for a moment. Raises ValueError for what the setting could not hold."""
    rules = rules_of(Settings(folders=SCHEMA["folders"].check(list(folders))))
    yield from checks.check_folders(FolderWatcher(rules), {rule.path: rule.target for rule in rules})


def _keeping(folders: Folders, *, on_loopback: bool) -> Generator[Check, None, MasterKey | None]:
    """Key, store, encryption, queue and space; without the key nothing else of the store can be looked at. The key."""
    try:
        key = proven_key(folders, on_loopback=on_loopback)
    except StoreError as error:
        yield checks.failed(CheckName.KEY, error)
        yield from (Check(name, CheckState.SKIPPED, "not_looked_at") for name in OF_THE_STORE)
        return None
    yield from _keyed(folders, key)
    return key


def _keyed(folders: Folders, key: MasterKey) -> Iterator[Check]:
    yield checks.check_key(key.origin, KeyringStore().kind() if key.origin is KeyOrigin.KEYRING else "")
    yield from _store(folders, key)
    yield checks.check_space(folders.data)


def _store(folders: Folders, key: MasterKey) -> Iterator[Check]:
    done: list[CheckName] = []
    try:
        with closing(EncryptedDatabase(folders.outbox, key.key)) as database:
            vault = SealedVault(folders.vault, key.key)
            prove_writable(database)
            sealed = prove_sealed(vault, folders.vault)
            yield Check(CheckName.STORE, CheckState.OK, "store_writable")
            done.append(CheckName.STORE)
            databases = [folders.outbox, folders.data / "sager.db", folders.data / "memory.db"]
            if folders.service_store.exists():  # one in the clear beside it was to be gone
                databases += [folder / "service.db" for folder in (folders.service_store, folders.service)]
            yield checks.check_encryption(databases, sealed=sealed)
            done.append(CheckName.ENCRYPTION)
            yield checks.check_queue(SealedOutbox(database, vault, utc_now), utc_now())
            done.append(CheckName.QUEUE)
    except StoreError as error:
        first, *rest = [name for name in OF_THE_STORE if name not in done]
        yield checks.failed(first, error)
        yield from (Check(name, CheckState.SKIPPED, "not_looked_at") for name in rest)


def _service(folders: Folders, address: str | None, settings: Settings, key: MasterKey | None) -> Iterator[Check]:
    """The service, the embedded one started for it when none is named; that one takes the key."""
    with ExitStack() as ending:
        if address is None and key is None:
            yield from checks.with_the_rest([Check(CheckName.SERVICE, CheckState.SKIPPED, "not_looked_at")])
            return
        embedded = EmbeddedService(folders.service, key.key) if key and address is None else None
        if embedded:
            ending.callback(embedded.stop)
        try:
            url = address or (embedded.start() if embedded else "")
        except StoreError as error:
            yield from checks.with_the_rest([checks.failed(CheckName.SERVICE, error)])
            return
        except (ServiceError, OSError):
            yield from checks.check_service(_unreachable, "", utc_now)
            return
        client = ending.enter_context(client_for(url, settings))
        yield from _spoken(client, url, embedded=embedded is not None)


def _spoken(client: SagDokumentClient, url: str, *, embedded: bool) -> Iterator[Check]:
    """Whether it answers, lets us in, and speaks the standard."""
    found = checks.check_service(client.contact, urlsplit(url).netloc, utc_now)
    yield from found
    if CheckName.STANDARD not in {check.name for check in found}:
        yield from _standard(client, url, embedded=embedded)


def _unreachable() -> NoReturn:
    raise Unreachable(cause="embedded")


def _standard(client: SagDokumentClient, url: str, *, embedded: bool) -> Iterator[Check]:
    searches = {
        "Sag": lambda: client.search("sag", "sag", brugervendtnoegle="-"),
        "Dokument": lambda: client.search("dokument", "dokument", brugervendtnoegle="-"),
        "Klasse": lambda: client.search("klassifikation", "klasse", brugervendtnoegle="-"),
    }
    spoken = checks.check_standard(searches, urlsplit(url).netloc)
    yield spoken
    if spoken.state is CheckState.OK:
        yield checks.check_subjects(
            lambda: client.search("klassifikation", "klasse", brugervendtnoegle="%", maximalantalresultater="1"),
            embedded=embedded,
        )
    else:
        yield Check(CheckName.SUBJECTS, CheckState.SKIPPED, "not_looked_at")


def _machine(folders: Folders, settings: Settings) -> Iterator[Check]:
    """Messages, what this machine reads with, and what it watches."""
    yield from _messages(folders, settings)
    imported = folders.kle if folders.kle.exists() else None
    catalogue = LocalKleCatalogue(starter_plan(), imported)
    subjects = len(catalogue.loaded.emner)
    yield checks.check_kle(catalogue, subjects, starter=catalogue.edition == "starter")
    rules = rules_of(settings)
    yield from checks.check_folders(FolderWatcher(rules), {rule.path: rule.target for rule in rules})
    yield _reading()
    there = ocr.available()
    yield Check(CheckName.OCR, CheckState.OK if there else CheckState.NOTE, "ocr_there" if there else "ocr_missing")


def _messages(folders: Folders, settings: Settings) -> Iterator[Check]:
    """Few have a broker, and what speaks with one is loaded for them alone."""
    if not settings.broker_url:
        yield Check(CheckName.BROKER, CheckState.OK, "broker_none")
    if settings.broker_url or settings.gateway_url:
        from sagsbud.bootstrap.brokerchecks import broker_checks

        yield from broker_checks(folders, settings)


def _reading() -> Check:
    """A letter read in a child process, as every document is."""
    with closing(ChildExtractor(workers=1)) as extractor:
        try:
            found = extractor.read("prøve.txt", SAMPLE.encode(), datetime(2026, 11, 23, tzinfo=UTC))
        except (ExtractError, OSError) as error:
            code = error.trouble.value if isinstance(error, ExtractError) else "reading_crashed"
            return Check(CheckName.READING, CheckState.FAILED, code)
    read = [number.value for number in found.case_numbers]
    return Check(
        CheckName.READING, CheckState.OK if read else CheckState.FAILED, "reading_works" if read else "reading_crashed"
    )
