"""`python -m tests.chaos.mox`: filings and commands while agent, broker and bridge are killed at random.

At the end every filing was announced, none was carried out twice, nothing is stuck. With `--down` the broker is away
while half of the filings are made instead: filing goes on as before, and what was not told is told afterwards.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sagsbud.bootstrap import open_house
from sagsbud.domain.states import OrderState

from tests.chaos.moxworld import LONG, LOOKS, REGISTRERINGER, World
from tests.support.messages import Received
from tests.support.rabbitmq import broker
from tests.support.waiting import wait_until

EVERY = 10
"""Of so many filings one is asked for by message, and the others are promised in the agent's own store."""
ABOUT = {"dokument.Opstaaet": "objektID", "dokument.upload": "objektreference", "sag.Rettet": "objektreference"}
"""What is told of each filing, by its key, with the header that names the Dokument."""
BRIDGED = "dokument.Importeret"
Tell = Callable[[str], None]


def run(folder: Path, filings: int, kills: Sequence[str], seed: int, tell: Tell = lambda line: None) -> dict[str, Any]:
    """The whole story; what came of it. Raises AssertionError where something was lost or done twice."""
    with broker() as rabbit:
        world = World(folder, rabbit)
        try:
            world.begin()
            world.agent.start()
            world.bridge.start()
            wait_until(world.commands_come)
            with ThreadPoolExecutor(1) as apart:
                killed = apart.submit(_kill, world, filings, kills, random.Random(seed), tell)
                _fill(world, filings)
                tell(f"{filings} promised and asked for")
                killed.result()
            _wait(world.settled, world.registreringer)
            tell("all filed")
            told = _announced(world)
            _wait(lambda: not any(world.left().values()), world.left)
            world.agent.end(signal.SIGTERM)
            return _judged(world, told)
        finally:
            world.end()


def down(folder: Path, filings: int, tell: Tell = lambda line: None) -> dict[str, Any]:
    """One half of the filings with a broker, the other without; how long each took, and what came of it."""
    with broker() as rabbit:
        world = World(folder, rabbit)
        try:
            world.begin()
            world.agent.start()
            took = {"seconds with a broker": _timed(world, filings // 2)}
            told = _announced(world, bridged=False)
            rabbit.stop()
            took["seconds without"] = _timed(world, filings - filings // 2)
            tell(str(took))
            with open_house(None, folder / "agent", world.service.url) as house:
                assert house.messaging.messages is not None
                assert house.messaging.messages.backlog() == len(ABOUT) * (filings - filings // 2)
            rabbit.start()
            told = _announced(world, bridged=False)
            world.agent.end(signal.SIGTERM)
            return {**_judged(world, told), **took}
        finally:
            world.end()


def _timed(world: World, filings: int) -> float:
    began = time.monotonic()
    with open_house(None, world.folder / "agent", world.service.url) as house:
        for _ in range(filings):
            world.promise(house, len(world.made))
    wait_until(world.settled, world.registreringer, LONG, 0.1)
    return round(time.monotonic() - began, 1)


def _fill(world: World, filings: int) -> None:
    """Promise and ask, while things are killed around it."""
    with open_house(None, world.folder / "agent", world.service.url) as house:
        for number in range(filings):
            if number % EVERY == EVERY - 1:
                world.ask(number)
            else:
                world.promise(house, number)


def _kill(world: World, filings: int, kills: Sequence[str], chance: random.Random, tell: Tell) -> None:
    """Kill one after the other, spread at random over the whole of the work."""
    whole = REGISTRERINGER * filings
    moments = sorted(chance.uniform(0, 0.98 * whole) for _ in kills)
    for moment, what in zip(moments, kills, strict=True):
        wait_until(lambda: world.registreringer() >= moment, world.registreringer, LONG, 0.1)  # noqa: B023 - used at once
        tell(f"{world.registreringer()} of {whole} registreringer: killing the {what}")
        time.sleep(chance.uniform(0, 0.5))  # anywhere in the work
        world.kill(what)


def _wait(holds: Callable[[], bool], what: Callable[[], object]) -> None:
    wait_until(holds, what, LONG, LOOKS)


def _announced(world: World, *, bridged: bool = True) -> list[Received]:
    """Wait until each filing was told of in every way; all that came."""

    def all_told() -> bool:
        told = _by_key(world.listener.take())
        own = all(told[key].keys() >= world.made for key in ABOUT)
        return own and (not bridged or told[BRIDGED].keys() >= world.made | world.asked)

    _wait(all_told, lambda: {key: len(found) for key, found in _by_key(world.listener.received).items()})
    return world.listener.received


def _by_key(received: Sequence[Received]) -> Mapping[str, Mapping[str, set[str]]]:
    """For each key and Dokument the ids of the messages that said it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in received:
        about = one.headers.get(ABOUT.get(one.key, "objektID"))
        if about:
            found[one.key][about].add(one.headers["beskedID"])
    return found


def _judged(world: World, received: Sequence[Received]) -> dict[str, Any]:
    told = world.listener.ids(list(received))
    with open_house(None, world.folder / "agent", world.service.url) as house:
        counts = house.ports.outbox.counts()
        assert house.messaging.messages is not None
        backlog = house.messaging.messages.backlog()
    journal = world.journal()
    assert journal.keys() == world.dokumenter() == world.made | world.asked
    twice = {dokument: count for dokument, count in journal.items() if count != 1}
    assert not twice, twice
    by_key = _by_key(received)
    several = {key: ids for key in (*ABOUT, BRIDGED) for ids in by_key[key].values() if len(ids) != 1}
    assert not several, several  # a repeat is known by its id
    assert {state: count for state, count in counts.items() if count} == {OrderState.FILED: len(world.made)}
    assert backlog == 0
    return {
        "filings": len(world.made),
        "commands": len(world.asked),
        "messages": len(told),
        "repeats": told.total() - len(told),
    }


def main(arguments: Sequence[str]) -> int:
    """Run it with these numbers."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.mox", description=__doc__)
    parser.add_argument("--filings", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--down", action="store_true", help="no kills; half of it without a broker")
    given = parser.parse_args(arguments)
    chance = random.Random(given.seed)
    kills = [chance.choice(["agent", "agent", "bridge", "broker"]) for _ in range(given.kills)]
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        if given.down:
            found = down(Path(folder), given.filings, tell)
        else:
            found = {**run(Path(folder), given.filings, kills, given.seed, tell), "kills": dict(Counter(kills))}
    tell(str(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
