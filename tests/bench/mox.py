"""`python -m tests.bench.mox`: messages beside a bare client in the same run, news to the screen, readings by the hundreds."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pika
from PySide6.QtCore import QCoreApplication, QEventLoop
from sagsbud.bootstrap.recipes import RecipeRun
from sagsbud.domain.mox import of_filing
from sagsbud.domain.states import OrderState
from sagsbud.mox.announcing import message_of
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.broker import properties_of
from sagsbud.mox.publisher import Announcer
from sagsbud.mox.recipes import Outcome, read_recipe
from sagsbud.mox.wire import TOPIC
from sagsbud.outbox.messages import SealedMessages
from sagsbud.sagdok import SagDokumentClient
from sagsbud.shipped import resources
from sagsbud.ui.bridge import EngineBridge

from tests.support.keeping import Keeping
from tests.support.messages import Subscriber, desktop, with_sager
from tests.support.orders import make_order
from tests.support.program import Service, sag_id
from tests.support.rabbitmq import Broker, broker
from tests.support.waiting import wait_until

ROUNDS = 3
PATIENCE = 600.0


@dataclass(frozen=True)
class Finding:
    """One number against its goal."""

    what: str
    found: float
    goal: str
    met: bool

    def __str__(self) -> str:
        return f"{'ok ' if self.met else '-- '}{self.what:<58} {self.found:10.2f}  (goal {self.goal})"


def bare_rate(rabbit: Broker, vhost: str, count: int) -> float:
    """Messages a second of the client library alone: confirms, persistent, mandatory, the same bytes."""
    order = make_order()
    messages = [message_of(one) for _ in range(count // 3) for one in of_filing(order, datetime.now(UTC))]
    connection = rabbit.connect(vhost)
    channel = connection.channel()
    channel.confirm_delivery()
    began = time.perf_counter()
    for message in messages:
        channel.basic_publish(TOPIC, message.routing_key, message.body, properties_of(message), mandatory=True)
    took = time.perf_counter() - began
    connection.close()
    return len(messages) / took


def our_rate(rabbit: Broker, vhost: str, count: int, folder: Path) -> float:
    """Messages a second from the outbox: read, published, confirmed, forgotten."""
    keeping = Keeping(folder / uuid4().hex, real_time=True)
    messages = SealedMessages(keeping.database, keeping.time)
    messages.announce([one for _ in range(count // 3) for one in of_filing(make_order(), datetime.now(UTC))])
    waiting = messages.backlog()
    announcer = Announcer(Address.at(rabbit.url(vhost)), messages, folder / "lock")
    announcer.start()
    while not announcer.connected:
        time.sleep(0.001)
    began = time.perf_counter()
    while messages.backlog():
        time.sleep(0.02)
    took = time.perf_counter() - began
    announcer.stop()
    keeping.close()
    return waiting / took


def publishing(rabbit: Broker, folder: Path, count: int) -> list[Finding]:
    """Ours and the bare client's in turns."""
    vhost = rabbit.vhost()
    listener = Subscriber(rabbit, vhost).subscribe()
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(bare_rate(rabbit, vhost, count))
        ours.append(our_rate(rabbit, vhost, count, folder))
    assert listener.queue
    share = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    rate = statistics.median(ours)
    met = rate >= 1000 or share >= 0.7
    return [
        Finding("bare client, messages/s", statistics.median(bare), "none", True),
        Finding("published from the outbox, messages/s", rate, "1000, or 0.70 of the bare client", met),
        Finding("share of the bare client's rate", share, "0.70, or 1000 messages/s", met),
    ]


def to_the_screen(rabbit: Broker, service: Service, folder: Path, count: int) -> list[Finding]:
    """From a message on the exchange, about a Sag that is other than before, to the window's signal."""
    vhost, number = rabbit.vhost(), "26/1"
    sag = sag_id(number)
    took: list[float] = []
    with (
        desktop(folder / "desktop", service.url, broker_url=rabbit.url(vhost)) as house,
        SagDokumentClient(service.url) as client,
    ):
        wait_until(lambda: house.messaging.listener is not None and house.messaging.listener.connected)
        wait_until(lambda: house.ports.sager.by_id(sag) is not None, patience=PATIENCE)  # type: ignore[arg-type]
        bridge = EngineBridge(house.engine)
        heard: list[float] = []
        bridge.sager_changed.connect(lambda: heard.append(time.perf_counter()))
        connection = rabbit.connect(vhost)
        channel = connection.channel()
        for turn in range(count):
            _retitle(client, sag, turn)
            heard.clear()
            began = time.perf_counter()
            channel.basic_publish(TOPIC, "sag.Rettet", b"{}", pika.BasicProperties(headers=_about(str(sag))))
            while not heard and time.perf_counter() < began + 60:
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            took.append((heard[0] if heard else time.perf_counter()) - began)
        connection.close()
        bridge.close()
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    return [
        Finding("event to screen, median seconds", statistics.median(took), "none", True),
        Finding("event to screen, p95 seconds", p95, "at most 1", p95 <= 1),
    ]


def _retitle(client: SagDokumentClient, sag: object, turn: int) -> None:
    found = client.newest("sag", "sag", sag)  # type: ignore[arg-type]
    assert found is not None
    (period,) = found["attributter"]["sagegenskaber"]
    period = {**period, "titel": f"Prøvesag {turn}", "virkning": {k: period["virkning"][k] for k in ("from", "to")}}
    client.patch("sag", "sag", sag, {"attributter": {"sagegenskaber": [period]}})  # type: ignore[arg-type]


def _about(sag: str) -> dict[str, object]:
    return {
        "beskedID": str(uuid4()),
        "beskedversion": "1",
        "beskedtype": "notification",
        "objekttype": "sag",
        "objektID": sag,
        "livscykluskode": "Rettet",
    }


def readings(rabbit: Broker, service: Service, folder: Path, count: int) -> list[Finding]:
    """From the table in the folder to everything filed, read back and announced."""
    vhost = rabbit.vhost()
    listener = Subscriber(rabbit, vhost).subscribe("sag.Rettet")
    numbers = [f"26/{number}" for number in range(1, count + 1)]
    table = folder / "ind"
    table.mkdir()
    rows = [f"{number};{4000 + n};{100 + n};2026-11-23" for n, number in enumerate(numbers)]
    (table / "a.csv").write_text("sagsnummer;maaler;stand;dato\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with desktop(folder / "readings", service.url, broker_url=rabbit.url(vhost)) as house:
        began = time.perf_counter()
        tally = RecipeRun(house, read_recipe(resources() / "recipes" / "vandaflaesning.json")).over(table)
        wait_until(lambda: house.ports.outbox.counts().get(OrderState.FILED, 0) == count, patience=PATIENCE)
        assert house.messaging.messages is not None
        wait_until(lambda: house.messaging.messages.backlog() == 0, patience=PATIENCE)  # type: ignore[union-attr]
        took = time.perf_counter() - began
    assert tally.counts == {Outcome.PROMISED: count}
    told = {one.headers["objektreference"] for one in listener.take()}
    assert len(told) == count
    scaled = 60.0 * count / 500
    return [Finding(f"{count} readings filed, seconds end to end", took, f"at most {scaled:.0f}", took <= scaled)]


def main(arguments: Sequence[str]) -> int:
    """Measure, and say it; 0 when every goal is reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.mox", description=__doc__)
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--readings", type=int, default=500)
    given = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QCoreApplication([])
    with tempfile.TemporaryDirectory() as name, broker() as rabbit:
        folder = Path(name)
        findings = _said(publishing(rabbit, folder, given.messages))
        service = Service(folder / "service").start()
        try:
            with_sager(service, *(f"26/{number}" for number in range(1, given.readings + 1)))
            findings += _said(to_the_screen(rabbit, service, folder, given.events))
            findings += _said(readings(rabbit, service, folder, given.readings))
        finally:
            service.stop()
    app.quit()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if all(finding.met for finding in findings) else 1


def _said(findings: list[Finding]) -> list[Finding]:
    """The findings, each printed as soon as there are any."""
    for finding in findings:
        print(finding, flush=True)
    return findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
