"""The world of `tests.chaos.mox`: a service, a broker, an agent that files and answers, a bridge, somebody who listens."""

import base64
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from pika.exceptions import AMQPError
from sagsbud.bootstrap import House
from sagsbud.bootstrap.messaging import AGENT, installation
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.mox.wire import COMMAND_QUEUE, DEAD_QUEUE, queue_name
from sagsbud.sagdok import SagDokumentClient

from tests.support.messages import Asker, Subscriber, promise_now, settle, with_sager
from tests.support.program import Program, Service, sag_id
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

SAGER = [f"26/{number}" for number in range(1, 41)]
LONG = 3600.0
"""Seconds that settling may take."""
LOOKS = 1.0
"""Seconds between looks at the whole: they cost the service as much as several filings."""
REGISTRERINGER = 2
"""What one filing makes in the service: the Dokument, and the Sag with its journalpost."""
VHOST = "v0"


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
    """Everything that takes part. `made` and `asked` are the Dokumenter that must come of it."""

    folder: Path
    rabbit: Broker
    service: Service = field(init=False)
    client: SagDokumentClient = field(init=False)
    agent: Process = field(init=False)
    bridge: Process = field(init=False)
    listener: Subscriber = field(init=False)
    made: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    _before: int = 0
    _asker: Asker | None = None
    _sager: dict[str, SagRef] = field(default_factory=dict)

    def begin(self) -> None:
        """A service with Sager and a queue on the exchange; nobody else runs yet."""
        self.service = Service(self.folder / "service").start()
        self.client = SagDokumentClient(self.service.url)
        with_sager(self.service, *SAGER)
        self._before = self.client.changes().last
        self.listener = Subscriber(self.rabbit, VHOST).subscribe()
        for name in ("agent", "bridge"):
            settle(self.folder / name, broker_url=self.rabbit.url(VHOST), undo_seconds=0)
        self.agent = Process(Program(self.folder / "agent", self.service.url), ("agent",))
        self.bridge = Process(Program(self.folder / "bridge", self.service.url), ("agent", "--bridge", "--no-commands"))

    def end(self) -> None:
        """Stop everything that was started."""
        for name in ("agent", "bridge"):
            process: Process | None = getattr(self, name, None)
            if process:
                process.end(signal.SIGTERM)
        if self._asker:
            with suppress(AMQPError):  # the broker may have been killed since it was used
                self._asker.close()
        if hasattr(self, "client"):
            self.client.close()
        if hasattr(self, "service"):
            self.service.stop()

    # -- work -------------------------------------------------------------------------------------------------

    def promise(self, house: House, number: int) -> None:
        """Promise a document in the agent's own store."""
        nummer = SAGER[number % len(SAGER)]
        if nummer not in self._sager:
            (self._sager[nummer],) = house.ports.service.sager(nummer)
        content = f"Prøvebrev {number}".encode()
        self.made.add(promise_now(house, content, self._sager[nummer], f"brev-{number}.txt"))

    def ask(self, number: int) -> None:
        """A command nobody waits for, sent again under the same id until the broker confirmed that it has it."""
        dokument, message = uuid4(), uuid4()
        body = {
            "uuid": str(dokument),
            "sagsnummer": SAGER[number % len(SAGER)],
            "titel": "Prøvebrev",
            "brevdato": "2026-11-23",
            "filnavn": "brev.txt",
            "mimetype": "text/plain",
            "indhold": base64.b64encode(f"Besked {number}".encode()).decode(),
        }
        headers = {"operation": "upload", "objekttype": "dokument", "type": "Manuel"}

        def sent() -> bool:
            try:
                if self._asker is None:
                    self._asker = Asker(self.rabbit, VHOST)
                    self._asker.confirm()
                self._asker.send(headers, body, message=message, persistent=True)
            except (AMQPError, OSError):
                self._asker = None
                return False
            return True

        wait_until(sent, patience=LONG, every=LOOKS)
        self.asked.add(str(dokument))

    def kill(self, what: str) -> None:
        """Kill one of them and start it again."""
        if what == "broker":
            self.rabbit.stop(signal.SIGKILL)
            self.rabbit.start()
            return
        process: Process = getattr(self, what)
        process.end(signal.SIGKILL)
        process.start()

    # -- how far it has come ----------------------------------------------------------------------------------

    def registreringer(self) -> int:
        """How many the service made since the beginning; cheap."""
        return self.client.changes().last - self._before

    def commands_come(self) -> bool:
        """Whether a command sent now would wait for the agent."""
        return self.waiting(COMMAND_QUEUE) is not None

    def settled(self) -> bool:
        """Whether everything promised and asked for stands on its Sag."""
        wanted = self.made | self.asked
        return self.registreringer() >= REGISTRERINGER * len(wanted) and self.journal().keys() >= wanted

    def journal(self) -> Counter[str]:
        """How often each Dokument stands in any journal."""
        found: Counter[str] = Counter()
        for sag in SAGER:
            found.update(self.service.journalposter_on(sag_id(sag)))
        return found

    def dokumenter(self) -> set[str]:
        """Every Dokument the service has."""
        return {str(one) for one in self.client.search("dokument", "dokument", brugervendtnoegle="%")}

    def waiting(self, queue: str) -> int | None:
        """How many messages wait in a queue; None while there is none, or no broker."""
        try:
            connection = self.rabbit.connect(VHOST)
        except (AMQPError, OSError):
            return None
        try:
            count: int = connection.channel().queue_declare(queue, passive=True).method.message_count
        except AMQPError:
            return None
        finally:
            connection.close()
        return count

    def left(self) -> dict[str, int | None]:
        """What waits in the queues of agent and bridge, and with the dead letters."""
        own = [queue_name(installation(self.folder / name), AGENT) for name in ("agent", "bridge")]
        return {queue: self.waiting(queue) for queue in (COMMAND_QUEUE, DEAD_QUEUE, *own)}
