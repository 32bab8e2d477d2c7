"""The house: every room made, handed to the others, and closed again in the order that loses nothing.

The rooms that suggest and those that speak with the service are opened, and imported, when something is first asked of
them: everybody waits for the window, and its rows need neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import UUID

from sagsbud import i18n
from sagsbud.bootstrap.following import Followers, follow, least_priority, rules_of
from sagsbud.bootstrap.later import Rooms
from sagsbud.bootstrap.messaging import DESKTOP, Messaging, open_messaging
from sagsbud.bootstrap.profile import ask_passphrase, prepare, service_address, starter_plan, utc_now
from sagsbud.bootstrap.reviewing import review_ports
from sagsbud.bootstrap.rotation import leave_escrow
from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.changes import ItemsChanged, QueueChanged
from sagsbud.domain.checks import Check
from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.verdicts import Verdict
from sagsbud.engine import Engine, Ports
from sagsbud.extract.opener import ChildOpener
from sagsbud.extract.pool import ChildExtractor
from sagsbud.intake.afterwards import OriginalsKeeper
from sagsbud.intake.bulk import BulkImporter
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.settler import QuietSettler
from sagsbud.intake.taker import FileTaker
from sagsbud.intake.watcher import FolderWatcher
from sagsbud.outbox.batches import SealedBatches
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.delivery import Deliverer
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.settingtexts import setting_problem_text
from sagsbud.system.embedded import EmbeddedService
from sagsbud.system.folders import Folders
from sagsbud.system.keys import KeyOrigin, MasterKey, master_key
from sagsbud.system.memory import leave_no_core
from sagsbud.system.metered import Line
from sagsbud.system.person import user_id, user_name
from sagsbud.system.preferences import LivePreferences
from sagsbud.system.pseudonyms import FILE, Pseudonyms
from sagsbud.system.settings import Settings
from sagsbud.system.unsent import leave_note

if TYPE_CHECKING:
    from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
    from sagsbud.sagdok.reviewing import SagDokumentReview
    from sagsbud.suggest.catalogue import KleImport, LocalKleCatalogue
    from sagsbud.suggest.sager import LocalSagDirectory
    from sagsbud.suggest.suggester import LocalSuggester


@dataclass
class House:
    """A whole running program without a face. Close it when done."""

    folders: Folders
    preferences: LivePreferences
    key: MasterKey = field(repr=False)
    service_url: str
    client: SagDokumentClient
    ports: Ports
    engine: Engine
    catalogue: LocalKleCatalogue
    embedded: EmbeddedService | None
    messaging: Messaging
    _rooms: Rooms = field(repr=False)
    _closing: ExitStack = field(repr=False)
    _complete: bool = field(default=False, init=False)

    @property
    def settings(self) -> Settings:
        """The values that hold now."""
        return self.preferences.current

    def checks(self) -> list[Check]:
        """The self-test on what runs here. Files nothing; blocks for seconds."""
        from sagsbud.bootstrap.selftest import house_checks

        return list(house_checks(self))

    def try_service(self, address: str | None) -> list[Check]:
        """Whether filing would work at this address, None for the service on this machine. Files nothing; blocks."""
        from sagsbud.bootstrap.selftest import service_checks

        return list(service_checks(self, address))

    def try_folders(self, folders: Sequence[Mapping[str, object]]) -> list[Check]:
        """Whether these folders, as the setting has them, can be watched and written to as wished. Blocks."""
        from sagsbud.bootstrap.selftest import folder_checks

        return list(folder_checks(folders))

    def install_plan(self, path: Path) -> KleImport:
        """Take an edition of the subject plan into use; the embedded service learns it. Raises IntakeError, blocks."""
        try:
            brought = self.catalogue.install(path)
        except (OSError, ValueError):
            raise IntakeError(Trouble.UNSUPPORTED) from None
        self.teach()
        return brought

    def teach(self) -> None:
        """See to it that a service of our own knows the subjects one can choose."""
        if self.embedded:
            from sagsbud.bootstrap.subjects import teach_embedded

            teach_embedded(self.client, self.catalogue, self.folders.service)

    def complete(self) -> None:
        """Open the rooms that were left for later. Raises StoreError when one of them cannot be opened."""
        if not self._complete:
            self._rooms.open()
            self.teach()
            self._complete = True

    def start(self, role: str = DESKTOP) -> None:
        """Start every thread: the engine's, those of messages, and the one that looks at the settings.

        Raises StoreError when a room that was left for later cannot be opened; then none runs.
        """
        self.complete()
        self.preferences.start()
        self.engine.start()
        self.messaging.start(role)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, in the order that loses nothing."""
        self.messaging.stop()
        self.engine.stop()
        with suppress(OSError, StoreError):  # a disk that is full or gone: the note is missed, not the documents
            leave_note(self.folders.data, self.ports.outbox.counts())
        self._closing.close()

    def say_warnings(self, warn: Callable[[str], None]) -> None:
        """Tell what a person must know about how this program was started."""
        if self.key.origin is KeyOrigin.TRIAL:
            warn(i18n.tr("Trial: the key lies in a file beside the data. Do not put real documents here."))
        for problem in self.preferences.problems():
            warn(setting_problem_text(problem))


def open_house(
    profile: str | None = None, data: Path | None = None, service: str | None = None, *, whole: bool = True
) -> House:
    """Everything wired together; no thread runs before `start()`, `engine.start()` or `ports.delivery.start()`.

    Unless it is to be `whole` at once, `complete()` or `start()` opens what the rows of the store can do without.
    Raises StoreError without a key or store, Unreachable when the embedded service does not come up, PolicyError for
    a profile or service the organisation does not allow.
    """
    folders, preferences = prepare(profile, data)
    given = service_address(preferences, service)
    leave_no_core()
    folders.make()
    Pseudonyms(folders.data / FILE).make()
    key = master_key(folders, on_loopback=given is None or is_loopback(given), ask=ask_passphrase)
    leave_escrow(folders, key.key, preferences.current)
    with ExitStack() as closing:
        embedded = None if given else EmbeddedService(folders.service)
        if embedded:
            closing.callback(embedded.stop)
        url = given or (embedded.start() if embedded else "")
        rooms = Rooms()
        outside = _outside(rooms, preferences.current, url, closing)
        inside = _inside(rooms, folders, key.key, closing)
        ports, engine, messaging = _wire(folders, preferences, key, outside, inside, url, closing)
        closing.callback(preferences.stop)
        house = House(
            folders, preferences, key, url, outside.client, ports, engine, inside.catalogue, embedded, messaging,
            rooms, closing.pop_all(),
        )  # fmt: skip
    if whole:
        try:
            house.complete()
        except BaseException:
            house.close()
            raise
    return house


@dataclass(frozen=True, slots=True)
class _Outside:
    """The rooms that speak with the service."""

    client: SagDokumentClient
    filing: SagDokumentFiling
    review: SagDokumentReview


def _outside(rooms: Rooms, settings: Settings, url: str, closing: ExitStack) -> _Outside:
    def client() -> SagDokumentClient:
        from sagsbud.bootstrap.connecting import client_for

        return client_for(url, settings)

    def filing() -> SagDokumentFiling:
        from sagsbud.bootstrap.connecting import filing_over

        return filing_over(way, settings)

    def review() -> SagDokumentReview:
        from sagsbud.bootstrap.connecting import review_over

        return review_over(way, files)

    way = rooms.later(client)
    closing.callback(way.close)
    files = rooms.later(filing)
    return _Outside(way, files, rooms.later(review))


@dataclass(frozen=True, slots=True)
class _Inside:
    """The rooms that suggest."""

    catalogue: LocalKleCatalogue
    directory: LocalSagDirectory
    suggester: LocalSuggester


def _inside(rooms: Rooms, folders: Folders, key: bytes, closing: ExitStack) -> _Inside:
    def plan() -> LocalKleCatalogue:
        from sagsbud.suggest.catalogue import LocalKleCatalogue

        return LocalKleCatalogue(starter_plan(), folders.kle)

    def sager() -> LocalSagDirectory:
        from sagsbud.suggest.sager import LocalSagDirectory

        return LocalSagDirectory(folders.data / "sager.db", key)

    def learned() -> LocalSuggester:
        from sagsbud.suggest.suggester import LocalSuggester

        return LocalSuggester(catalogue, directory, folders.data / "memory.db", key)

    catalogue, directory = rooms.later(plan), rooms.later(sager)
    closing.callback(directory.close)
    suggester = rooms.later(learned)
    closing.callback(suggester.close)
    return _Inside(catalogue, directory, suggester)


def _wire(
    folders: Folders,
    preferences: LivePreferences,
    key: MasterKey,
    outside: _Outside,
    inside: _Inside,
    url: str,
    closing: ExitStack,
) -> tuple[Ports, Engine, Messaging]:
    settings = preferences.current
    vault = SealedVault(folders.vault, key.key)
    database = EncryptedDatabase(folders.outbox, key.key)
    closing.callback(database.close)
    outbox = SealedOutbox(database, vault, utc_now)
    messages = SealedMessages(database, utc_now) if settings.broker_url else None
    rules = rules_of(settings)
    batches = SealedBatches(outbox, utc_now)
    own_moves = OwnMoves()
    settler = QuietSettler(own_moves=own_moves)
    originals = OriginalsKeeper(rules, own_moves)
    watcher = FolderWatcher(rules)
    extractor = ChildExtractor(own_domains=settings.own_domains)
    follow(preferences, Followers(watcher, originals, extractor))
    bell = _Bell()
    line = Line()
    me = Aktoer(AktoerId(UUID(settings.user) if settings.user else user_id(user_name())))
    ports = Ports(
        outbox=outbox,
        vault=vault,
        batches=batches,
        taker=FileTaker(vault, outbox, utc_now, failed=settler.forget),
        importer=BulkImporter(vault, outbox, batches, ChildOpener(), utc_now),
        settler=settler,
        watcher=watcher,
        extractor=extractor,
        suggester=inside.suggester,
        sager=inside.directory,
        kle=inside.catalogue,
        service=outside.filing,
        delivery=Deliverer(
            outbox,
            vault,
            outside.filing,
            url=url,
            lock_file=folders.data / "delivery.lock",
            clock=utc_now,
            changed=bell.changed,
            filed=bell.filed,
            grace=lambda: timedelta(days=preferences.current.grace_days),
            least=lambda: least_priority(preferences.current, line),
            messages=messages,
        ),
        clock=utc_now,
        aktoer=me,
        review=review_ports(
            preferences,
            database,
            vault,
            outside.review,
            inside.catalogue,
            me,
            url=url,
            data=folders.data,
            settled=bell.settled,
            messages=messages,
        ),
        undo_hold=lambda: timedelta(seconds=preferences.current.undo_seconds),
        closed_sager=lambda: preferences.current.closed_sager == "yes",
    )
    engine = Engine(ports)
    messaging = open_messaging(folders, settings, url, outbox, messages, inside.directory, outside.filing, engine.tell)
    bell.engine, bell.originals, bell.messaging = engine, originals, messaging
    return ports, engine, messaging


@dataclass
class _Bell:
    """Carries the delivery's word to the engine, which is made after it."""

    engine: Engine | None = None
    originals: OriginalsKeeper | None = None
    messaging: Messaging | None = None

    def changed(self, entry: OutboxEntry) -> None:
        if self.engine:
            self.engine.tell(ItemsChanged(frozenset({entry.item.id})))
            self.engine.tell(QueueChanged())

    def settled(self, verdict: Verdict) -> None:
        if self.engine and self.engine.review:
            self.engine.review.settled(verdict)
        if self.messaging:
            self.messaging.wake()

    def filed(self, entry: OutboxEntry) -> None:
        if self.engine:
            self.engine.filed(entry)
        if self.messaging:
            self.messaging.wake()
        if self.originals and entry.item.origin:
            self.originals.close(entry.item)
