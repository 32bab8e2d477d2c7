"""The end of the line where the house is: answers calls in a few threads, and passes on what the house tells."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sagsbud.apart.surface import Choices, Opened, Surface, surface_of
from sagsbud.apart.wire import Answer, Call, Close, LineEnded, Wire
from sagsbud.domain.errors import SagsbudError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.settings import Preferences
from sagsbud.domain.states import IllegalTransition
from sagsbud.engine.engine import Engine
from sagsbud.engine.front import About, Front
from sagsbud.engine.ports import Ports
from sagsbud.engine.workers import describe

log = logging.getLogger(__name__)

WORKERS = 6
"""Threads that answer: those of the window's reads and one or two to spare, each with a connection to the store."""
PARTS = ("conflicts", "contents", "corrections", "imports", "kin", "lists", "new_sager", "together")
"""The engine's own rooms that are always there."""
EXPECTED = (SagsbudError, IllegalTransition, ValueError, LookupError)
"""Errors that whoever asked may know what to do with; every other one is a defect."""


@frozen
class Inside:
    """What can be reached over the line, and what the house is."""

    engine: Engine
    ports: Ports
    front: Front
    preferences: Preferences
    about: About


def serve(wire: Wire, house: Inside) -> None:
    """Answer until the other end asks to close, or is gone. Closes nothing."""
    preferences = house.preferences
    desk = _Desk(wire, {"engine": house.engine, "front": house.front, "preferences": preferences})
    endings: list[Callable[[], None]] = []
    try:
        wire.send(Opened(surfaces_of(house), _choices(preferences), house.about))  # the first word, before any news
        endings.append(house.engine.subscribe(desk.tell))
        endings.append(preferences.subscribe(lambda keys: desk.tell(_choices(preferences, keys))))
        while not isinstance(message := wire.receive(), Close):
            if isinstance(message, Call):
                desk.take(message)
    except LineEnded:
        return
    finally:
        for end in endings:
            end()
        desk.close()


def surfaces_of(house: Inside) -> dict[str, Surface]:
    """What can be asked, by the room's name; a room that is not there has none. Opens no room that waits to be opened."""
    from sagsbud.engine.handing import Handing
    from sagsbud.engine.review import Review

    engine, ports = house.engine, house.ports
    kinds: dict[str, type] = {
        "engine": type(engine),
        "front": type(house.front),
        "preferences": type(house.preferences),
    }
    for name in PARTS:
        kinds[f"engine.{name}"] = type(getattr(engine, name))
    if ports.handing is not None:
        kinds["engine.handing"] = Handing
    if ports.review is not None:
        kinds["engine.review"] = Review
    return {name: surface_of(kind) for name, kind in kinds.items()}


def _choices(preferences: Preferences, changed: frozenset[str] = frozenset()) -> Choices:
    return Choices(tuple(preferences.explain()), preferences.problems(), changed)


class _Desk:
    """Carries out calls, several at a time."""

    def __init__(self, wire: Wire, rooms: Mapping[str, object]) -> None:
        self._wire = wire
        self._rooms = rooms
        self._pool = ThreadPoolExecutor(WORKERS, "sagsbud-answer")

    def take(self, call: Call) -> None:
        """Answer it soon."""
        self._pool.submit(self._answer, call)

    def tell(self, news: object) -> None:
        """Pass on what changed; whoever is gone need not hear it."""
        try:
            self._wire.send(news)
        except LineEnded:
            return

    def close(self) -> None:
        """Wait for what is being answered; what has not begun is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _answer(self, call: Call) -> None:
        try:
            answer = Answer(call.number, self._carry_out(call))
        except EXPECTED as error:
            answer = Answer(call.number, error=error)
        except Exception as defect:  # noqa: BLE001 - a defect in one call is answered, and the others go on
            log.error("%s.%s stopped short: %s", call.room, call.name, describe(defect))
            answer = Answer(call.number, error=SagsbudError(Trouble.DEFECT, kind=type(defect).__name__))
        try:
            self._wire.send(answer)
        except LineEnded:
            return
        except Exception as defect:  # noqa: BLE001 - whoever waits must be told
            log.error("the answer of %s.%s cannot be sent: %s", call.room, call.name, describe(defect))
            self.tell(Answer(call.number, error=SagsbudError(Trouble.DEFECT, kind=type(defect).__name__)))

    def _carry_out(self, call: Call) -> Any:
        first, *parts = call.room.split(".")
        room = self._rooms[first]
        for part in parts:
            room = getattr(room, part)
        if call.name.startswith("_"):
            raise AttributeError(call.name)
        found = getattr(room, call.name)
        return found if call.kwargs is None else found(*call.args, **call.kwargs)
