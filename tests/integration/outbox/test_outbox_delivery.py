"""The delivery worker with its threads: in parallel, one after another on a Sag, alone on its store, and never silent."""

import logging
import multiprocessing
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, LoginNeeded, StoreError, Trouble, Unreachable
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Priority
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.crew import PARALLEL_SAGER
from sagsbud.outbox.delivery import Deliverer
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling

from tests.support.embedded import embedded
from tests.support.filing import READS, WRITES, MemoryService
from tests.support.keeping import Keeping
from tests.support.orders import KLE, make_order, make_sag
from tests.support.waiting import wait_until

FAR = timedelta(days=365)


@dataclass
class Heard:
    """What the deliverer said."""

    moved: list[tuple[ItemId, OrderState]] = field(default_factory=list)
    filed: list[ItemId] = field(default_factory=list)

    def changed(self, entry: OutboxEntry) -> None:
        self.moved.append((entry.item.id, entry.state))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Keeping]:
    """An empty outbox that keeps real time."""
    keeping = Keeping(tmp_path / "data", real_time=True)
    yield keeping
    keeping.close()


@pytest.fixture
def service() -> MemoryService:
    """A service in memory with five Sager."""
    made = MemoryService()
    made.add_klasse(KLE)
    for number in range(1, 6):
        made.add_sag(make_sag(number))
    return made


def hold(service: MemoryService, call: str) -> tuple[threading.Event, threading.Event]:
    """Keep the service from answering this call: tells when one has come, and takes the word that it may go on."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(name: str, _about: object) -> None:
        if name == call:
            inside.set()
            go_on.wait(30)

    service.on_call = wait
    return inside, go_on


def deliverer(
    kept: Keeping,
    service: FilingService,
    heard: Heard | None = None,
    filed: Callable[[OutboxEntry], None] | None = None,
) -> Deliverer:
    heard = heard or Heard()
    return Deliverer(
        kept.outbox,
        kept.vault,
        service,
        url="memory:",
        lock_file=kept.folder / "delivery.lock",
        clock=kept.time,
        changed=heard.changed,
        filed=filed or (lambda entry: heard.filed.append(entry.item.id)),
        chance=random.Random(1),
        settling=timedelta(0),
    )


@contextmanager
def delivering(kept: Keeping, service: FilingService, heard: Heard | None = None) -> Iterator[Deliverer]:
    worker = deliverer(kept, service, heard)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def all_filed(kept: Keeping, number: int) -> None:
    wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: number}, kept.outbox.counts)


def test_everything_promised_is_filed_and_told(kept: Keeping, service: MemoryService) -> None:
    orders = [kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(30)]
    heard = Heard()
    with delivering(kept, service, heard) as worker:
        all_filed(kept, 30)
        wait_until(lambda: len(heard.filed) == 30)
        assert worker.status().problem is None
        assert worker.status().last_contact is not None
    assert set(heard.filed) == {order.main.item for order in orders}
    for order in orders:
        states = [state for item, state in heard.moved if item == order.main.item]
        assert states == [OrderState.SENDING, OrderState.VERIFYING, OrderState.FILED]


def test_sager_go_in_parallel_and_the_orders_of_one_after_another(kept: Keeping, service: MemoryService) -> None:
    meeting = threading.Barrier(PARALLEL_SAGER)

    def meet(name: str, _about: object) -> None:
        if name == "put_dokument" and meeting.n_waiting < PARALLEL_SAGER and not meeting.broken:
            meeting.wait(30)

    for number in range(40):
        kept.order(b"%d" % number, sag=make_sag(number % 4 + 1))
    service.on_call = meet
    with delivering(kept, service):
        all_filed(kept, 40)
    assert service.at_once == 1


def test_a_long_queue_for_one_sag_does_not_hold_up_the_others(kept: Keeping, service: MemoryService) -> None:
    many = [kept.order(b"%d" % number) for number in range(100)]
    last = kept.order(b"den sidste", sag=make_sag(2))
    with delivering(kept, service):
        all_filed(kept, 101)
    order_of_filing = service.called("put_dokument")
    assert order_of_filing.index(last.main.dokument) < PARALLEL_SAGER
    assert [uuid for uuid in order_of_filing if uuid != last.main.dokument] == [o.main.dokument for o in many]


def test_what_somebody_waits_for_goes_before_bulk_and_the_least_tried_first(kept: Keeping) -> None:
    bulk = kept.order(b"bulk", priority=Priority.BULK)
    rule = kept.order(b"regel", sag=make_sag(2), priority=Priority.AUTOMATIC)
    tried = kept.order(b"tried", sag=make_sag(3))
    kept.claims.claim(kept.entry(tried))
    kept.outbox.apply(tried.main.item, OrderEvent.NOT_SENT)
    user = kept.order(b"bruger", sag=make_sag(4))
    due = [entry.item.id for entry in kept.claims.due(9, [])]
    assert due == [order.main.item for order in (user, tried, rule, bulk)]
    assert [entry.item.id for entry in kept.claims.due(9, [make_sag(3).id])] == [
        order.main.item for order in (user, rule, bulk)
    ]
    assert [entry.item.id for entry in kept.claims.due(1, [])] == [user.main.item]


def test_a_held_order_waits_until_it_can_no_longer_be_undone(kept: Keeping, service: MemoryService) -> None:
    entry, other = kept.take(b"brev"), kept.take(b"fortrudt")
    kept.outbox.promise(entry.item.id, make_order(entry.item), hold=timedelta(seconds=1))
    kept.outbox.promise(other.item.id, make_order(other.item, sag=make_sag(2)), hold=FAR / 10000)
    assert not kept.outbox.is_due()
    with delivering(kept, service) as worker:
        wait_until(lambda: kept.outbox.counts().get(OrderState.FILED) == 1)
        kept.outbox.act(other.item.id, OrderEvent.UNDONE)
        worker.wake()
    assert kept.outbox.counts() == {OrderState.FILED: 1, OrderState.DRAFT: 1}


def test_an_order_cannot_be_undone_once_it_was_claimed(kept: Keeping, service: MemoryService) -> None:
    order = kept.order()
    inside, go_on = hold(service, "put_dokument")
    with delivering(kept, service):
        assert inside.wait(30)
        with pytest.raises(IllegalTransition):
            kept.outbox.act(order.main.item, OrderEvent.UNDONE)
        go_on.set()
        all_filed(kept, 1)


def test_the_cable_is_pulled_and_put_back(kept: Keeping, service: MemoryService) -> None:
    service.closed = True
    for number in range(10):
        kept.order(b"%d" % number, sag=make_sag(number % 5 + 1))
    with delivering(kept, service) as worker:
        wait_until(lambda: worker.status().problem is not None)
        problem = worker.status().problem
        assert problem is not None
        assert problem.trouble is Trouble.UNREACHABLE
        service.closed = False
        all_filed(kept, 10)
        assert worker.status().problem is None


def test_a_login_that_expires_and_is_renewed(kept: Keeping, service: MemoryService) -> None:
    service.always(LoginNeeded(status="401"), *READS, *WRITES)
    for number in range(10):
        kept.order(b"%d" % number, sag=make_sag(number % 5 + 1))
    with delivering(kept, service) as worker:
        wait_until(lambda: kept.outbox.counts().get(OrderState.BLOCKED, 0) > 0)
        wait_until(lambda: worker.status().problem is not None)
        service.always(None, *READS, *WRITES)
        worker.wake()
        all_filed(kept, 10)


def test_a_person_in_a_hurry_does_not_wait_out_the_pause(kept: Keeping, service: MemoryService) -> None:
    service.closed = True
    kept.order()
    with delivering(kept, service) as worker:
        wait_until(lambda: worker.status().problem is not None)
        worker._health._next_probe += 3600
        service.closed = False
        worker.wake()
        all_filed(kept, 1)


@pytest.mark.warns_in_log
def test_a_listener_that_fails_stops_no_delivery(kept: Keeping, service: MemoryService) -> None:
    class Deaf(Heard):
        def changed(self, entry: OutboxEntry) -> None:
            raise RuntimeError("010101-0000")

    kept.order()
    with delivering(kept, service, Deaf()):
        all_filed(kept, 1)


@pytest.mark.warns_in_log
def test_a_filing_that_could_not_be_passed_on_is_told_by_the_next_run(kept: Keeping, service: MemoryService) -> None:
    order = kept.order()

    def fail(_entry: OutboxEntry) -> None:
        raise StoreError(Trouble.DISK_FULL)

    worker = deliverer(kept, service, filed=fail)
    worker.start()
    all_filed(kept, 1)
    worker.stop()
    heard = Heard()
    with delivering(kept, service, heard):
        wait_until(lambda: heard.filed == [order.main.item])
    with delivering(kept, service, heard) as again:
        wait_until(lambda: again.status().problem is None)
        kept.order(b"mere")
        wait_until(lambda: len(heard.filed) == 2)


@pytest.mark.warns_in_log
def test_a_store_that_cannot_be_written_shows_in_the_status_and_goes_on_afterwards(
    kept: Keeping, service: MemoryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = kept.order()
    real = kept.database.writing
    full = threading.Event()

    @contextmanager
    def writing(*, durable: bool = True) -> Iterator[object]:
        if full.is_set():
            raise StoreError(Trouble.DISK_FULL)
        with real(durable=durable) as connection:
            yield connection

    def fill(name: str, _about: object) -> None:
        if name == "put_dokument":
            full.set()

    monkeypatch.setattr(kept.database, "writing", writing)
    service.on_call = fill
    with delivering(kept, service) as worker:
        wait_until(lambda: worker.status().problem is not None)
        problem = worker.status().problem
        assert problem is not None
        assert problem.trouble is Trouble.DISK_FULL
        service.on_call = lambda name, about: None
        full.clear()
        all_filed(kept, 1)
        wait_until(lambda: worker.status().problem is None)
    assert service.called("put_dokument") == [order.main.dokument]


@pytest.mark.warns_in_log
def test_a_defect_in_the_loop_shows_in_the_status_and_does_not_end_it(
    kept: Keeping, service: MemoryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = threading.Event()
    broken.set()
    worker = deliverer(kept, service)
    real = worker._claims.due

    def due(*given: object) -> list[OutboxEntry]:
        if broken.is_set():
            raise ZeroDivisionError
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(worker._claims, "due", due)
    kept.order()
    worker.start()
    try:
        wait_until(lambda: worker.status().problem is not None)
        problem = worker.status().problem
        assert problem is not None
        assert problem.trouble is Trouble.DEFECT
        broken.clear()
        all_filed(kept, 1)
        wait_until(lambda: worker.status().problem is None)
    finally:
        worker.stop()


def test_only_one_process_delivers_and_the_next_takes_over(kept: Keeping, service: MemoryService) -> None:
    first, second = deliverer(kept, service), deliverer(kept, service)
    first.start()
    kept.order(b"et")
    all_filed(kept, 1)
    second.start()
    inside, go_on = hold(service, "sag")
    kept.order(b"to", sag=make_sag(2))
    assert inside.wait(30)
    assert second._crew.is_idle
    go_on.set()
    all_filed(kept, 2)
    first.stop()
    kept.order(b"tre", sag=make_sag(3))
    all_filed(kept, 3)
    second.stop()


def test_stopping_finishes_the_requests_under_way(kept: Keeping, service: MemoryService) -> None:
    order = kept.order()
    inside, go_on = hold(service, "put_dokument")
    worker = deliverer(kept, service)
    worker.start()
    assert inside.wait(30)
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    go_on.set()
    stopping.join(30)
    assert not stopping.is_alive()
    assert kept.entry(order).state is OrderState.FILED


def test_stopping_before_starting_is_fine(kept: Keeping, service: MemoryService) -> None:
    deliverer(kept, service).stop()


# -- the real service -----------------------------------------------------------------------------------------


def test_delivers_to_a_real_service(kept: Keeping, tmp_path: Path) -> None:
    sager = [make_sag(number) for number in range(1, 4)]
    mail = kept.take(b"From: a@fjordby.example\n\nHej", "mail.eml")
    parts = kept.attach(mail, b"bilag et", bytes(3_000_000))
    order = make_order(mail.item, *parts, sag=sager[0])
    kept.outbox.promise(mail.item.id, order)
    letters = [kept.order(b"brev %d" % number, sag=sager[number % 3]) for number in range(12)]
    with embedded(tmp_path / "service", sager) as service, SagDokumentClient(service.url) as client:
        with delivering(kept, SagDokumentFiling(client)):
            all_filed(kept, 13)
        assert_held(client, [order, *letters], kept)


def assert_held(client: SagDokumentClient, orders: list[FilingOrder], kept: Keeping) -> None:
    for order in orders:
        registration = client.newest("sag", "sag", order.sag.id)
        assert registration is not None
        posts = [post["uuid"] for post in registration["relationer"]["journalpost"]]
        places = [posts.index(str(draft.dokument)) for draft in order.drafts]
        assert places == sorted(places)
        for draft in order.drafts:
            assert posts.count(str(draft.dokument)) == 1
            dokument = client.newest("dokument", "dokument", draft.dokument)
            assert dokument is not None
            url = dokument["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"]
            with client.content(url) as chunks:
                assert b"".join(chunks) == kept.vault.read(draft.digest)


def _deliver_once(folder: Path, url: str) -> None:
    kept = Keeping(folder, real_time=True)
    with SagDokumentClient(url) as client, delivering(kept, SagDokumentFiling(client)):
        wait_until(lambda: set(kept.outbox.counts()) == {OrderState.FILED})
    kept.close()


def test_two_processes_on_one_store_file_everything_once(kept: Keeping, tmp_path: Path) -> None:
    sager = [make_sag(number) for number in range(1, 6)]
    orders = [kept.order(b"brev %d" % number, sag=sager[number % 5]) for number in range(40)]
    with embedded(tmp_path / "service", sager) as service, SagDokumentClient(service.url) as client:
        context = multiprocessing.get_context("spawn")
        both = [context.Process(target=_deliver_once, args=(kept.folder, service.url)) for _ in range(2)]
        for process in both:
            process.start()
        for process in both:
            process.join(120)
            assert process.exitcode == 0
        assert_held(client, orders, kept)
    assert kept.outbox.counts() == {OrderState.FILED: 40}


def test_a_storm_of_bad_answers_ends_with_everything_filed_once(kept: Keeping, service: MemoryService) -> None:
    orders = [kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(40)]
    chance, lock = random.Random(7), threading.Lock()
    errors = [
        AnswerLost(cause="ReadError"), AnswerLost(status="500"), Unreachable(cause="ReadError"),
        Unreachable(cause="connect"), Busy(0.1, status="503"), LoginNeeded(status="401"),
    ]  # fmt: skip

    def storm(name: str, _about: object) -> None:
        with lock:
            if name in (*READS, *WRITES) and chance.random() < 0.1:
                error = chance.choice(errors if name in WRITES else errors[2:])
                if chance.random() < 0.5 and name in WRITES:
                    service.misbehave(name, error, after=True)
                else:
                    raise error

    service.on_call = storm
    with delivering(kept, service):
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 40}, kept.outbox.counts, patience=240)
    for order in orders:
        assert service.posts(order.sag.id).count(order.main.dokument) == 1
    assert logging.getLogger("sagsbud").isEnabledFor(logging.WARNING)
