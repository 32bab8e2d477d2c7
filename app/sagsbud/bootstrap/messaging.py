"""Messages to and from other systems, wired: what is told, what is heard, and what is asked of an agent.

What speaks with a broker is imported when one is configured: few have one, and everybody waits for the window.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sagsbud.bootstrap.following import path_of
from sagsbud.bootstrap.profile import utc_now
from sagsbud.domain.changes import Change
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.suggestports import SagDirectory
from sagsbud.engine.reactions import Reactions
from sagsbud.engine.workers import Worker
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.whereabouts import Whereabouts
from sagsbud.system.folders import Folders
from sagsbud.system.settings import Settings

if TYPE_CHECKING:
    from sagsbud.bootstrap.desk import ServiceDesk
    from sagsbud.bootstrap.gateway import NationalGateway
    from sagsbud.mox.bridge import Bridge, ChangeSource
    from sagsbud.mox.broker import Broker
    from sagsbud.mox.commander import Commander
    from sagsbud.mox.listener import Listener
    from sagsbud.mox.publisher import Announcer
    from sagsbud.mox.recipes import Recipe
    from sagsbud.sagdok import SagDokumentClient

DESKTOP, AGENT = "desktop", "agent"
INSTALLATION = "installation"
"""The file with this installation's uuid, by which its queues are named."""


def broker_of(settings: Settings) -> Broker | None:
    """The broker of the settings, None when there is none."""
    if not settings.broker_url:
        return None
    from sagsbud.mox.broker import Broker, LoginFile

    certificate, key = path_of(settings.client_certificate), path_of(settings.client_key)
    login = path_of(settings.broker_login_file)
    return Broker.at(
        settings.broker_url,
        login=LoginFile(login) if login else None,
        ca_file=path_of(settings.ca_file),
        client_certificate=(certificate, key) if certificate else None,
    )


def installation(folder: Path) -> UUID:
    """This installation's uuid, made on first use. It stands for nothing outside this folder."""
    file = folder / INSTALLATION
    with suppress(FileExistsError):
        opened = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as new:
            new.write(str(uuid4()))
    return UUID(file.read_text(encoding="ascii").strip())


@dataclass
class Messaging:
    """What of a house speaks with other systems; without a broker it only looks at the service from time to time."""

    folders: Folders
    settings: Settings
    reactions: Reactions
    messages: SealedMessages | None
    url: str
    broker: Broker | None = field(init=False)
    announcer: Announcer | None = field(init=False, default=None)
    listener: Listener | None = field(init=False, default=None)
    commander: Commander | None = field(init=False, default=None)
    bridges: list[Bridge] = field(init=False, default_factory=list)
    posts: list[Commander] = field(init=False, default_factory=list)
    gateway: NationalGateway | None = field(init=False, default=None)
    _desks: list[ServiceDesk] = field(init=False, default_factory=list)
    _poller: Worker = field(init=False)
    _started: bool = field(init=False, default=False)
    _missed: threading.Event = field(init=False, default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.broker = broker_of(self.settings)
        self._poller = Worker("poll", self._poll, self.settings.poll_seconds)

    def start(self, role: str = DESKTOP) -> None:
        """Begin to tell and to hear. The broker may be away."""
        self._started = True
        if self.broker and self.messages:
            from sagsbud.mox.listener import Listener
            from sagsbud.mox.publisher import Announcer
            from sagsbud.mox.wire import queue_name

            lock = self.folders.data / "announce.lock"
            self.announcer = Announcer(self.broker, self.messages, lock, self.settings.broker_topic)
            self.announcer.start()
            queue = queue_name(installation(self.folders.data), role)
            self.listener = Listener(
                self.broker, queue, self.messages, self.reactions.react, self._back, self.settings.broker_topic
            )
            self.listener.start()
        self._poller.start()

    def serve(self) -> None:
        """Carry out commands too. Only with a broker."""
        from sagsbud.bootstrap.desk import ServiceDesk
        from sagsbud.mox.commander import Commander
        from sagsbud.mox.commands import trade_of

        assert self.broker is not None
        assert self.messages is not None
        desk = ServiceDesk(self.url, self.settings)
        self._desks.append(desk)
        self.commander = Commander(
            self.broker, self.messages, trade_of(desk), utc_now, exchange=self.settings.broker_commands
        )
        self.commander.start()

    def follow(self, recipe: Recipe) -> None:
        """File what comes in messages by this recipe, with the agent's own rights. Only with a broker."""
        from sagsbud.bootstrap.desk import ServiceDesk
        from sagsbud.mox.authorities import AuthorityPost
        from sagsbud.mox.commander import Commander

        assert self.broker is not None
        assert self.messages is not None
        desk = ServiceDesk(self.url, self.settings, own_login=True)
        self._desks.append(desk)
        post = AuthorityPost(recipe, desk)
        commander = Commander(self.broker, self.messages, post.trade, utc_now, exchange=post.exchange, queue=post.queue)
        self.posts.append(commander)
        commander.start()

    def bridge(self, source: ChangeSource, *, feed_reference_queue: bool = False) -> None:
        """Pass a service's changes on too. Only with a broker."""
        from sagsbud.mox.bridge import Bridge

        assert self.broker is not None
        assert self.messages is not None
        bridge = Bridge(
            self.broker,
            source,
            self.messages,
            utc_now,
            exchange=self.settings.broker_topic,
            feed_reference_queue=feed_reference_queue,
        )
        self.bridges.append(bridge)
        bridge.start()

    def pass_on(self, client: SagDokumentClient) -> None:
        """Be the gateway to the national distributor too. Only with a broker, and with everything set it needs."""
        from sagsbud.bootstrap.gateway import ROLE, NationalGateway
        from sagsbud.mox.wire import queue_name

        assert self.broker is not None
        assert self.messages is not None
        queue = queue_name(installation(self.folders.data), ROLE)
        self.gateway = NationalGateway(self.settings, self.broker, queue, client, self.messages)
        self.gateway.start()

    def wake(self) -> None:
        """Something was filed."""
        if self.announcer:
            self.announcer.wake()

    def stop(self) -> None:
        """End; what is not told yet is told by the next run."""
        for part in (*self.bridges, *self.posts, self.gateway, self.commander, self.listener, self.announcer):
            if part:
                part.stop()
        for desk in self._desks:
            desk.close()
        if self._started:
            self._poller.stop()
            self._poller.join()

    def _poll(self) -> bool:
        """Look at the service: while nobody tells of it, and once whenever somebody begins to."""
        told = self.listener is not None and self.listener.connected
        if not told or self._missed.is_set():
            self._missed.clear()
            self.reactions.poll()
        return False

    def _back(self) -> None:
        """News comes from now on; what came before was perhaps missed."""
        self._missed.set()
        self._poller.wake()


def open_messaging(
    folders: Folders,
    settings: Settings,
    url: str,
    outbox: SealedOutbox,
    messages: SealedMessages | None,
    sager: SagDirectory,
    service: FilingService,
    tell: Callable[[Change], None],
) -> Messaging:
    """Everything made and nothing started."""
    reactions = Reactions(Whereabouts(outbox, messages), sager, service, utc_now, tell)
    return Messaging(folders, settings, reactions, messages, url)
