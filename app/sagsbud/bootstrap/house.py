"""The house: every room made, handed to the others, and closed again in the order that loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_URL, uuid5

from sagsbud import i18n
from sagsbud.bootstrap.profile import ask_passphrase, on_loopback, prepare, starter_plan, utc_now
from sagsbud.domain.changes import ItemsChanged, QueueChanged
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer
from sagsbud.engine import Engine, Ports
from sagsbud.extract.pool import ChildExtractor
from sagsbud.intake.afterwards import OriginalsKeeper
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.rules import FolderRule
from sagsbud.intake.settler import QuietSettler
from sagsbud.intake.taker import FileTaker
from sagsbud.intake.watcher import FolderWatcher
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.delivery import Deliverer
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester
from sagsbud.system.embedded import EmbeddedService
from sagsbud.system.folders import Folders
from sagsbud.system.keys import KeyOrigin, MasterKey, master_key
from sagsbud.system.settings import Folder, Settings


@dataclass
class House:
    """A whole running program without a face. Close it when done."""

    folders: Folders
    settings: Settings
    key: MasterKey = field(repr=False)
    service_url: str
    client: SagDokumentClient
    ports: Ports
    engine: Engine
    embedded: EmbeddedService | None
    _closing: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, in the order that loses nothing."""
        self.engine.stop()
        for close in self._closing:
            close()

    def say_warnings(self, warn: Callable[[str], None]) -> None:
        """Tell what a person must know about how this program was started."""
        if self.key.origin is KeyOrigin.TRIAL:
            warn(i18n.tr("Trial: the key lies in a file beside the data. Do not put real documents here."))


def open_house(profile: str | None = None, data: Path | None = None, service: str | None = None) -> House:
    """Everything wired together; no thread runs before `engine.start()` or `ports.delivery.start()`.

    Raises StoreError without a key or store, Unreachable when the embedded service does not come up.
    """
    folders, settings = prepare(profile, data)
    folders.make()
    given = service or settings.service_url
    key = master_key(folders, on_loopback=given is None or on_loopback(given), ask=ask_passphrase)
    embedded = None if given else EmbeddedService(folders.service)
    url = given or (embedded.start() if embedded else "")
    ca_file = Path(settings.ca_file) if settings.ca_file else None
    client = SagDokumentClient(url, ca_file=ca_file)
    closing: list[Callable[[], None]] = []
    ports, engine = _wire(folders, settings, key, client, url, closing)
    closing.append(client.close)
    if embedded:
        closing.append(embedded.stop)
    return House(folders, settings, key, url, client, ports, engine, embedded, closing)


def _wire(
    folders: Folders,
    settings: Settings,
    key: MasterKey,
    client: SagDokumentClient,
    url: str,
    closing: list[Callable[[], None]],
) -> tuple[Ports, Engine]:
    vault = SealedVault(folders.vault, key.key)
    database = EncryptedDatabase(folders.outbox, key.key)
    outbox = SealedOutbox(database, vault, utc_now)
    filing = SagDokumentFiling(client)
    catalogue = LocalKleCatalogue(starter_plan(), folders.kle)
    directory = LocalSagDirectory(folders.data / "sager.db", key.key)
    suggester = LocalSuggester(catalogue, directory, folders.data / "memory.db", key.key)
    rules = [_rule(folder) for folder in settings.folders]
    own_moves = OwnMoves()
    originals = OriginalsKeeper(rules, own_moves)
    bell = _Bell()
    ports = Ports(
        outbox=outbox,
        vault=vault,
        taker=FileTaker(vault, outbox, utc_now),
        settler=QuietSettler(own_moves=own_moves),
        watcher=FolderWatcher(rules),
        extractor=ChildExtractor(own_domains=settings.own_domains),
        suggester=suggester,
        sager=directory,
        kle=catalogue,
        service=filing,
        delivery=Deliverer(
            outbox,
            vault,
            filing,
            url=url,
            lock_file=folders.data / "delivery.lock",
            clock=utc_now,
            changed=bell.changed,
            filed=bell.filed,
        ),
        clock=utc_now,
        aktoer=Aktoer(AktoerId(uuid5(NAMESPACE_URL, f"sagsbud:user:{os.environ.get('USER', 'user')}"))),
        undo_hold=timedelta(seconds=settings.undo_seconds),
    )
    engine = Engine(ports)
    bell.engine, bell.originals = engine, originals
    closing += [suggester.close, directory.close, database.close]
    return ports, engine


@dataclass
class _Bell:
    """Carries the delivery's word to the engine, which is made after it."""

    engine: Engine | None = None
    originals: OriginalsKeeper | None = None

    def changed(self, entry: OutboxEntry) -> None:
        if self.engine:
            self.engine.tell(ItemsChanged(frozenset({entry.item.id})))
            self.engine.tell(QueueChanged())

    def filed(self, entry: OutboxEntry) -> None:
        if self.engine:
            self.engine.filed(entry)
        if self.originals and entry.item.origin:
            self.originals.close(entry.item)


def _rule(folder: Folder) -> FolderRule:
    return FolderRule(
        path=Path(folder.path),
        label=folder.label,
        take=folder.take,
        afterwards=folder.afterwards,
        target=Path(folder.target) if folder.target else None,
    )
