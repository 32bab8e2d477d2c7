"""`python -m tests.chaos.mox`: filings and commands while agent, broker and bridge are killed at random.

At the end every filing was announced, none was carried out twice, nothing is stuck.
"""

import argparse
import base64
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from pika.exceptions import AMQPError
from sagsbud.bootstrap import open_house
from sagsbud.domain.states import OrderState
from sagsbud.mox.wire import DEAD_QUEUE

from tests.support.messages import Asker, Subscriber, file_now, settle, with_sager
from tests.support.program import Program, Service, sag_id
from tests.support.rabbitmq import Broker, broker
from tests.support.waiting import wait_until

SAGER = [f"26/{number}" for number in range(1, 41)]
LONG = 1800.0
"""Seconds that settling may take."""


@dataclass
class Process:
    """A process that is killed and started again."""

    program: Program
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it says that it is ready."""
        self.process = self.program.start(*self.arguments)
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline(), self.process.stderr and self.process.stderr.read()

    def end(self, how: signal.Signals) -> None:
        """End it so, and wait."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.communicate()


@dataclass
class World:
    """A service, a broker, an agent that files and answers, a bridge, and somebody who listens."""

    folder: Path
    rabbit: Broker
    chance: random.Random
    service: Service = field(init=False)
    agent: Process = field(init=False)
    bridge: Process = field(init=False)
    listener: Subscriber = field(init=False)
    made: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Start everything."""
        self.service = Service(self.folder / "service").start()
        with_sager(self.service, *SAGER)
        vhost = "v0"
        self.listener = Subscriber(self.rabbit, vhost).subscribe()
        for name in ("agent", "bridge"):
            settle(self.folder / name, broker_url=self.rabbit.url(vhost), undo_seconds=0)
        self.agent = Process(Program(self.folder / "agent", self.service.url), ("agent",))
        self.bridge = Process(Program(self.folder / "bridge", self.service.url), ("agent", "--bridge", "--no-commands"))
        self.agent.start()
        self.bridge.start()
        wait_until(self._commands_come)

    def _commands_come(self) -> bool:
        try:
            connection = self.rabbit.connect("v0")
            connection.channel().queue_declare("sagsbud.commands", passive=True)
            connection.close()
        except AMQPError:
            return False
        return True

    def fill(self, count: int) -> None:
        """Promise documents in the agent's own store, and ask it by message to file every tenth."""
        with open_house(None, self.folder / "agent", self.service.url) as house:
            for number in range(count):
                sag = SAGER[number % len(SAGER)]
                if number % 10 == 9:
                    self._ask(sag, number)
                else:
                    self.made.add(file_now(house, f"Prøvebrev {number}".encode(), sag, f"brev-{number}.txt"))

    def _ask(self, sag: str, number: int) -> None:
        """A command nobody waits for: it is in the queue from when the broker confirmed it."""
        uuid = str(uuid4())
        body = {
            "uuid": uuid,
            "sagsnummer": sag,
            "titel": "Prøvebrev",
            "brevdato": "2026-11-23",
            "filnavn": "brev.txt",
            "mimetype": "text/plain",
            "indhold": base64.b64encode(f"Besked {number}".encode()).decode(),
        }
        asker = Asker(self.rabbit, "v0")
        asker.confirm()
        asker.send({"operation": "upload", "objekttype": "dokument", "type": "Manuel"}, body, persistent=True)
        asker.close()
        self.asked.add(uuid)

    def kill(self, what: str) -> None:
        """Kill one of them and start it again."""
        if what == "broker":
            self.rabbit.stop(signal.SIGKILL)
            self.rabbit.start()
            return
        process: Process = getattr(self, what)
        process.end(signal.SIGKILL)
        process.start()

    def journal(self) -> Counter[str]:
        """How often each Dokument stands in any journal."""
        found: Counter[str] = Counter()
        for sag in SAGER:
            found.update(self.service.journalposter_on(sag_id(sag)))
        return found

    def waiting(self, queue: str) -> int:
        """How many messages wait in a queue."""
        connection = self.rabbit.connect("v0")
        count: int = connection.channel().queue_declare(queue, passive=True).method.message_count
        connection.close()
        return count

    def settled(self) -> bool:
        """Whether everything promised and asked for stands on its Sag."""
        return self.journal().keys() >= self.made | self.asked

    def end(self) -> None:
        """Stop everything that was started."""
        for name in ("agent", "bridge"):
            process: Process | None = getattr(self, name, None)
            if process:
                process.end(signal.SIGTERM)
        service: Service | None = getattr(self, "service", None)
        if service:
            service.stop()


def run(folder: Path, filings: int, kills: Sequence[str], seed: int) -> dict[str, Any]:
    """The whole story; what came of it. Raises AssertionError where something was lost or done twice."""
    with broker() as rabbit:
        world = World(folder, rabbit, random.Random(seed))
        try:
            world.begin()
            world.fill(filings)
            for what in kills:
                time.sleep(world.chance.uniform(0, 1.0))  # anywhere in the work
                world.kill(what)
            wait_until(world.settled, lambda: len(world.journal()), LONG)
            told = _announced(world)
            wait_until(lambda: world.waiting("sagsbud.commands") == 0, patience=LONG)
            world.agent.end(signal.SIGTERM)
            return _judged(world, told)
        finally:
            world.end()


def _announced(world: World) -> Counter[str]:
    """Wait until each filing was told; how often each message came."""

    def all_told() -> bool:
        received = world.listener.take()
        filed = {one.headers.get("objektreference") for one in received if one.key == "sag.Rettet"}
        bridged = {one.headers.get("objektID") for one in received if one.key == "dokument.Importeret"}
        return filed >= world.made and bridged >= world.made | world.asked

    wait_until(all_told, lambda: len(world.listener.received), LONG)
    return world.listener.ids(world.listener.received)


def _judged(world: World, told: Counter[str]) -> dict[str, Any]:
    with open_house(None, world.folder / "agent", world.service.url) as house:
        counts = house.ports.outbox.counts()
        assert house.messaging.messages is not None
        backlog = house.messaging.messages.backlog()
    twice = {dokument: count for dokument, count in world.journal().items() if count != 1}
    assert not twice, twice
    assert {state: count for state, count in counts.items() if count} == {OrderState.FILED: len(world.made)}
    assert backlog == 0
    assert world.waiting(DEAD_QUEUE) == 0
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
    given = parser.parse_args(arguments)
    chance = random.Random(given.seed)
    kills = [chance.choice(["agent", "agent", "bridge", "broker"]) for _ in range(given.kills)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        print({**run(Path(folder), given.filings, kills, given.seed), "kills": dict(Counter(kills))})
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
