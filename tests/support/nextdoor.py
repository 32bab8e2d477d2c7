"""A house of this process as a window sees it: over a real line, everything pickled, as if it ran in one of its own."""

import os
import threading

from sagsbud import i18n
from sagsbud.apart.distant import DistantHouse
from sagsbud.apart.server import Inside, serve
from sagsbud.apart.surface import Opened
from sagsbud.apart.wire import Wire
from sagsbud.bootstrap import House
from sagsbud.bootstrap.front import HouseFront
from sagsbud.shipped import resources


def seen_from_next_door(house: House) -> DistantHouse:
    """Closing what is answered closes the house."""
    calls, asking = os.pipe()
    answers, answering = os.pipe()
    inner = Wire(os.fdopen(calls, "rb"), os.fdopen(answering, "wb"))
    outer = Wire(os.fdopen(answers, "rb"), os.fdopen(asking, "wb"))

    def keep() -> None:
        front = HouseFront(house)
        with house:
            serve(inner, Inside(house.engine, house.ports, front, house.preferences, front.about()))
        inner.close()

    keeping = threading.Thread(target=keep, name="next-door")
    keeping.start()
    opened = outer.receive()
    assert isinstance(opened, Opened)

    return DistantHouse(outer, opened, ended=keeping.join, speak=_speak)


def _speak(language: str) -> None:
    i18n.use_language(language, resources() / "translations")
