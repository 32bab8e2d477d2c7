"""The house's own process: opens the house, lets the window ask over the line, and closes it when the window is gone."""

import json
import logging
import signal
import sys
from pathlib import Path

from sagsbud.apart.surface import Failed
from sagsbud.apart.wire import LineEnded, Question, Wire
from sagsbud.domain.errors import SagsbudError, Trouble
from sagsbud.ownprogram import own_wires
from sagsbud.system.memory import share_one_heap
from sagsbud.system.turns import take_short_turns

log = logging.getLogger(__name__)


def main() -> None:
    """Keep house until the other end of the line asks to close, or is gone."""
    share_one_heap()
    take_short_turns()
    _outlive_signals()
    given = json.loads(sys.argv[-1])
    data = Path(given["data"]) if given["data"] else None
    wire = Wire(*own_wires())
    try:
        _keep(wire, given["profile"], data, given["service"])
    except LineEnded:
        return
    except SagsbudError as error:
        wire.send(Failed(error))
    except Exception as defect:  # noqa: BLE001 - said in the window, since nothing else can say it
        from sagsbud.engine.workers import describe

        log.error("the house could not be opened: %s", describe(defect))
        wire.send(Failed(SagsbudError(Trouble.DEFECT, kind=type(defect).__name__)))


def _outlive_signals() -> None:
    """Whoever ends a session signals everybody in it; here the window says when to end. Programs started here are not spared."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda _number, _frame: None)


def _keep(wire: Wire, profile: str | None, data: Path | None, service: str | None) -> None:
    from sagsbud.apart.server import Inside, serve
    from sagsbud.bootstrap.front import HouseFront
    from sagsbud.bootstrap.house import open_house
    from sagsbud.system.logs import log_to_files
    from sagsbud.system.places import standard_places
    from sagsbud.system.profiles import choose_profile
    from sagsbud.system.pseudonyms import FILE, Pseudonyms

    def ask() -> str | None:
        wire.send(Question())
        answer = wire.receive()
        return answer if isinstance(answer, str) else None

    folders = choose_profile(profile, data, standard_places())
    log_to_files(folders.logs, Pseudonyms(folders.data / FILE), crashes=True)
    with open_house(profile, data, service, whole=False, ask=ask) as house:
        front = HouseFront(house)
        serve(wire, Inside(house.engine, house.ports, front, house.preferences, front.about()))
