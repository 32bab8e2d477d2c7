"""Which rooms a house has and what each is handed. Most are opened, and imported, when something is first asked of them:
everybody waits for the window, and its rows need only the store.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sagsbud.bootstrap.arriving import arriving_over
from sagsbud.bootstrap.following import Followers, follow, least_priority
from sagsbud.bootstrap.later import Rooms, close_opened
from sagsbud.bootstrap.profile import starter_plan, utc_now
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.parties import Aktoer
from sagsbud.engine import Engine, Ports
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.system.metered import Line
from sagsbud.system.person import user_id, user_name

if TYPE_CHECKING:
    from sagsbud.bootstrap.bell import Bell
    from sagsbud.bootstrap.messaging import Messaging
    from sagsbud.engine.ports import HandingPorts, ReviewPorts
    from sagsbud.outbox.delivery import Deliverer
    from sagsbud.outbox.messages import SealedMessages
    from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
    from sagsbud.sagdok.handing import SagDokumentHanding
    from sagsbud.sagdok.reviewing import SagDokumentReview
    from sagsbud.suggest.catalogue import LocalKleCatalogue
    from sagsbud.suggest.sager import LocalSagDirectory
    from sagsbud.suggest.suggester import LocalSuggester
    from sagsbud.system.folders import Folders
    from sagsbud.system.keys import MasterKey
    from sagsbud.system.preferences import LivePreferences
    from sagsbud.system.settings import Settings


@frozen
class Outside:
    """The rooms that speak with the service."""

    client: SagDokumentClient
    filing: SagDokumentFiling
    review: SagDokumentReview
    handing: SagDokumentHanding


def outside_of(rooms: Rooms, settings: Settings, url: str, closing: ExitStack) -> Outside:
    """Made over one client, closed by `closing`."""

    def client() -> SagDokumentClient:
        from sagsbud.bootstrap.connecting import client_for

        return client_for(url, settings)

    def filing() -> SagDokumentFiling:
        from sagsbud.bootstrap.connecting import filing_over

        return filing_over(way, settings)

    def review() -> SagDokumentReview:
        from sagsbud.bootstrap.connecting import review_over

        return review_over(way, files)

    def handing() -> SagDokumentHanding:
        from sagsbud.bootstrap.connecting import handing_over

        return handing_over(way, files, looks, settings)

    way = rooms.later(client)
    closing.callback(close_opened, way)
    files = rooms.later(filing)
    looks = rooms.later(review)
    return Outside(way, files, looks, rooms.later(handing))


@frozen
class Inside:
    """The rooms that suggest."""

    catalogue: LocalKleCatalogue
    directory: LocalSagDirectory
    suggester: LocalSuggester


def inside_of(rooms: Rooms, folders: Folders, key: bytes, closing: ExitStack) -> Inside:
    """Made over the profile's folders, closed by `closing`."""

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
    closing.callback(close_opened, directory)
    suggester = rooms.later(learned)
    closing.callback(close_opened, suggester)
    return Inside(catalogue, directory, suggester)


@frozen
class _Store:
    """What keeps: opened at once, since the window's rows are in it."""

    database: EncryptedDatabase
    vault: SealedVault
    outbox: SealedOutbox
    messages: SealedMessages | None


def _store_in(folders: Folders, key: bytes, settings: Settings, closing: ExitStack) -> _Store:
    vault = SealedVault(folders.vault, key)
    database = EncryptedDatabase(folders.outbox, key)
    closing.callback(database.close)
    closing.callback(vault.close)
    messages = None
    if settings.broker_url:
        from sagsbud.outbox.messages import SealedMessages

        messages = SealedMessages(database, utc_now)
    return _Store(database, vault, SealedOutbox(database, vault, utc_now), messages)


def wire(
    rooms: Rooms,
    folders: Folders,
    preferences: LivePreferences,
    key: MasterKey,
    outside: Outside,
    inside: Inside,
    url: str,
    closing: ExitStack,
) -> tuple[Ports, Engine, Messaging]:
    """Everything handed to one another; the store is open, no thread runs."""
    settings = preferences.current
    store = _store_in(folders, key.key, settings, closing)
    arriving = arriving_over(rooms, store.vault, store.outbox, settings)
    follow(preferences, Followers(arriving.watcher, arriving.originals, arriving.extractor))
    line, me = Line(), Aktoer(AktoerId(UUID(settings.user) if settings.user else user_id(user_name())))

    def ringing() -> Bell:
        from sagsbud.bootstrap.bell import Bell

        return Bell(engine, ports, arriving.originals, messaging)

    bell = rooms.later(ringing)

    def delivering() -> Deliverer:
        from sagsbud.outbox.delivery import Deliverer

        return Deliverer(
            store.outbox,
            store.vault,
            outside.filing,
            url=url,
            lock_file=folders.data / "delivery.lock",
            clock=utc_now,
            changed=bell.changed,
            filed=bell.filed,
            grace=lambda: timedelta(days=preferences.current.grace_days),
            least=lambda: least_priority(preferences.current, line),
            messages=store.messages,
        )

    def reviewing() -> ReviewPorts:
        from sagsbud.bootstrap.reviewing import review_ports

        return review_ports(
            preferences,
            store.database,
            store.vault,
            outside.review,
            inside.catalogue,
            me,
            url=url,
            data=folders.data,
            settled=bell.settled,
            messages=store.messages,
        )

    def handing() -> HandingPorts:
        from sagsbud.bootstrap.handing import handing_ports

        return handing_ports(store.outbox, store.vault, outside.handing, url=url, data=folders.data, moved=bell.handed)

    ports = Ports(
        outbox=store.outbox,
        vault=store.vault,
        batches=arriving.batches,
        taker=arriving.taker,
        importer=arriving.importer,
        settler=arriving.settler,
        watcher=arriving.watcher,
        extractor=arriving.extractor,
        suggester=inside.suggester,
        sager=inside.directory,
        kle=inside.catalogue,
        service=outside.filing,
        delivery=rooms.later(delivering),
        clock=utc_now,
        aktoer=me,
        review=rooms.later(reviewing),
        handing=rooms.later(handing),
        undo_hold=lambda: timedelta(seconds=preferences.current.undo_seconds),
        closed_sager=lambda: preferences.current.closed_sager == "yes",
    )
    engine = Engine(ports)

    def speaking() -> Messaging:
        from sagsbud.bootstrap.messaging import open_messaging

        return open_messaging(
            folders, settings, url, store.outbox, store.messages, inside.directory, outside.filing, engine.tell
        )

    messaging = speaking() if settings.broker_url else rooms.later(speaking)
    return ports, engine, messaging
