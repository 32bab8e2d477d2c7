"""The house: every room made, handed to the others, and closed again in the order that loses nothing.

Most rooms are opened, and imported, when something is first asked of them: everybody waits for the window, and its rows
need only the store.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sagsbud import i18n
from sagsbud.bootstrap.keeping import proven_key
from sagsbud.bootstrap.later import Rooms
from sagsbud.bootstrap.profile import ask_passphrase, prepare, service_address
from sagsbud.bootstrap.wiring import inside_of, outside_of, wire
from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.states import OrderState
from sagsbud.settingtexts import setting_problem_text
from sagsbud.system.keys import KeyOrigin, MasterKey
from sagsbud.system.memory import leave_no_core
from sagsbud.system.pseudonyms import FILE, Pseudonyms
from sagsbud.system.unsent import leave_note

if TYPE_CHECKING:
    from sagsbud.bootstrap.messaging import Messaging
    from sagsbud.engine import Engine, Ports
    from sagsbud.sagdok import SagDokumentClient
    from sagsbud.suggest.catalogue import KleImport, LocalKleCatalogue
    from sagsbud.system.embedded import EmbeddedService
    from sagsbud.system.folders import Folders
    from sagsbud.system.preferences import LivePreferences
    from sagsbud.system.settings import Settings


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
    _closed: bool = field(default=False, init=False)

    @property
    def settings(self) -> Settings:
        """The values that hold now."""
        return self.preferences.current

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

    def start(self, role: str | None = None) -> None:
        """Start every thread: the engine's, those of messages, and the one that looks at the settings.

        `role` says as what messages are heard, the window unless it is given. Raises StoreError when a room that was
        left for later cannot be opened; then none runs. A house that was closed stays so.
        """
        from sagsbud.bootstrap.messaging import DESKTOP

        if self._closed:
            return
        self.complete()
        self.preferences.start()
        self.engine.start()
        self.messaging.start(role or DESKTOP)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, in the order that loses nothing."""
        self._closed = True
        self.messaging.stop()
        self.engine.stop()
        with suppress(OSError, StoreError):  # a disk that is full or gone: the note is missed, not the documents
            leave_note(self.folders.data, self._promised())
        self._closing.close()

    def _promised(self) -> dict[OrderState, int]:
        """What is kept here, hand-overs that are not there yet among what is queued."""
        counts = dict(self.ports.outbox.counts())
        if counts.get(OrderState.HANDED) and self.ports.handing:
            unsent = self.ports.handing.handovers.unsent()
            counts[OrderState.QUEUED] = counts.get(OrderState.QUEUED, 0) + unsent
        return counts

    def say_warnings(self, warn: Callable[[str], None]) -> None:
        """Tell what a person must know about how this program was started."""
        if self.key.origin is KeyOrigin.TRIAL:
            warn(i18n.tr("Trial: the key is in a file next to the data. Do not put real documents here."))
        for problem in self.preferences.problems():
            warn(setting_problem_text(problem))


def open_house(
    profile: str | None = None,
    data: Path | None = None,
    service: str | None = None,
    *,
    whole: bool = True,
    ask: Callable[[], str | None] = ask_passphrase,
) -> House:
    """Everything wired together; no thread runs before `start()`, `engine.start()` or `ports.delivery.start()`.

    Unless it is to be `whole` at once, `complete()` or `start()` opens what the rows of the store can do without.
    `ask` asks a person for the passphrase, where the profile has one.
    Raises StoreError without a key or store, Unreachable when the embedded service does not come up, PolicyError for
    a profile or service the organisation does not allow.
    """
    folders, preferences = prepare(profile, data)
    given = service_address(preferences, service)
    leave_no_core()
    folders.make()
    Pseudonyms(folders.data / FILE).make()
    key = proven_key(folders, on_loopback=given is None or is_loopback(given), ask=ask)
    _leave_escrow(folders, key.key, preferences.current)
    with ExitStack() as closing:
        embedded = None if given else _own_service(folders, key.key)
        if embedded:
            closing.callback(embedded.stop)
        url = given or (embedded.start() if embedded else "")
        rooms = Rooms()
        outside = outside_of(rooms, preferences.current, url, closing)
        inside = inside_of(rooms, folders, key.key, closing)
        ports, engine, messaging = wire(rooms, folders, preferences, key, outside, inside, url, closing)
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


def _leave_escrow(folders: Folders, key: bytes, settings: Settings) -> None:
    """Where policy names a public key, the key is sealed to it before anything is taken. Raises PolicyError."""
    if settings.escrow_key_file:
        from sagsbud.system.escrow import keep_escrow

        keep_escrow(folders.data, key, Path(settings.escrow_key_file).expanduser())


def _own_service(folders: Folders, key: bytes) -> EmbeddedService:
    from sagsbud.system.embedded import EmbeddedService

    return EmbeddedService(folders.service, key)
