"""The window's end of the line: calls that wait for their answers, and news for whoever listens."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from sagsbud.apart.wire import Answer, Call, LineEnded, Wire
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.engine.workers import describe

log = logging.getLogger(__name__)


class Line:
    """Safe to ask from any thread but the window's own, which must not wait. `begin` before anything is asked."""

    def __init__(self, wire: Wire, told: Callable[[object], None], ended: Callable[[], None]) -> None:
        """`told` hears of news and `ended` of the other end's going, both from the line's thread."""
        self._wire = wire
        self._told = told
        self._ended = ended
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[Any]] = {}
        self._last = 0
        self._gone = False
        self._thread = threading.Thread(target=self._hear, name="sagsbud-line", daemon=True)

    def begin(self) -> None:
        """Hear from now on."""
        self._thread.start()

    def join(self) -> None:
        """Wait until the other end has gone."""
        self._thread.join()

    def ask(self, room: str, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        """What the room answers; without `kwargs` the value of an attribute. Raises what the room raised.

        Raises StoreError HOUSE_ENDED when the other end goes before it has answered: then nobody knows what became of it.
        """
        answered: Future[Any] = Future()
        with self._lock:
            if self._gone:
                raise StoreError(Trouble.HOUSE_ENDED)
            self._last += 1
            call = Call(self._last, room, name, args, kwargs)
            self._waiting[call.number] = answered
        if threading.current_thread() is threading.main_thread():
            log.warning("%s.%s is asked by the thread that paints", call.room, call.name)
        try:
            self._wire.send(call)
        except LineEnded:
            self._drop(call.number)
            raise StoreError(Trouble.HOUSE_ENDED) from None
        except BaseException:
            self._drop(call.number)
            raise
        return answered.result()

    def _drop(self, number: int) -> None:
        with self._lock:
            self._waiting.pop(number, None)

    def _hear(self) -> None:
        try:
            while True:
                message = self._wire.receive()
                if isinstance(message, Answer):
                    self._answered(message)
                else:
                    self._pass_on(message)
        except LineEnded:
            pass
        except Exception as defect:  # noqa: BLE001 - whoever waits must be told, whatever could not be understood
            log.error("an answer could not be read: %s", describe(defect))
        self._wire.close()  # whatever is still being said would wait for ever to be heard
        with self._lock:
            self._gone = True
            left, self._waiting = list(self._waiting.values()), {}
        for one in left:
            one.set_exception(StoreError(Trouble.HOUSE_ENDED))
        self._ended()

    def _pass_on(self, news: object) -> None:
        try:
            self._told(news)
        except Exception as defect:  # noqa: BLE001 - one listener's defect must not keep the others waiting for answers
            log.error("news was not followed: %s", describe(defect))

    def _answered(self, answer: Answer) -> None:
        with self._lock:
            waiting = self._waiting.pop(answer.number, None)
        if waiting is None:
            return
        if answer.error is None:
            waiting.set_result(answer.value)
        else:
            waiting.set_exception(answer.error)
