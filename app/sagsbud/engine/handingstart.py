"""Giving to colleagues and receiving from them: made, and loaded, when somebody asks for it or the engine starts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sagsbud.domain.changes import Change
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine.ports import Ports
from sagsbud.engine.workers import Worker

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing, Trays
    from sagsbud.engine.reading import Reading
    from sagsbud.engine.views import Detail


class Colleagues:
    """The commands, the looks at the tray with their thread, and the delivery; nothing where there are no ports for it."""

    def __init__(
        self,
        ports: Ports,
        reading: Reading,
        *,
        detail: Callable[[ItemId], Detail | None],
        changed: Callable[[OutboxEntry], None],
        tell: Callable[[Change], None],
        received: Callable[[], None],
    ) -> None:
        self._all = ports
        self._ports = ports.handing
        self._reading = reading
        self._detail = detail
        self._changed = changed
        self._tell = tell
        self._received = received
        self._making = threading.Lock()
        self._made: tuple[Handing, Trays, Worker] | None = None
        self._started = self._ended = False

    @property
    def desk(self) -> Handing | None:
        """What screens and commands ask."""
        return self._parts[0] if self._ports else None

    @property
    def trays(self) -> Trays | None:
        """What looks at the own tray, and follows what was given away."""
        return self._parts[1] if self._ports else None

    @property
    def _parts(self) -> tuple[Handing, Trays, Worker]:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> tuple[Handing, Trays, Worker]:
        from sagsbud.engine.handing import LOOK_INTERVAL, Handing, Trays

        assert self._ports, "nobody asks where there are none"
        desk = Handing(self._all, self._ports, self._reading, detail=self._detail, changed=self._changed)
        trays = Trays(self._all, self._ports, self._tell, self._received)
        return desk, trays, Worker("tray", trays.turn, LOOK_INTERVAL)

    def start(self) -> None:
        """Begin, unless it has ended already."""
        if self._ports and not self._ended:
            worker = self._parts[2]
            self._started = True
            self._ports.delivery.start()
            worker.start()

    def wake(self) -> None:
        """Look at the tray soon."""
        if self._made:
            self._made[2].wake()

    def stop(self) -> None:
        """End and join; what was promised stays promised."""
        self._ended = True
        if self._ports and self._made:
            worker = self._made[2]
            worker.stop()
            self._ports.delivery.stop()
            if self._started:
                worker.join()
