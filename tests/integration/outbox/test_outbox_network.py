"""The real client and the real service with a net between them that cannot be trusted: each misfortune, then all."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.states import NEEDS_PERSON, OrderEvent, OrderState
from sagsbud.outbox.delivery import Deliverer
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.service.main import EmbeddedService

from tests.support.embedded import embedded
from tests.support.faults import Choice, Fault, FaultProxy, Request, by_seed
from tests.support.keeping import Keeping
from tests.support.orders import make_order, make_sag
from tests.support.waiting import wait_until

SEED = 20261125
SAGER = [make_sag(number) for number in range(1, 5)]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Keeping]:
    """An empty outbox that keeps real time."""
    keeping = Keeping(tmp_path / "data", real_time=True)
    yield keeping
    keeping.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedService]:
    """A running service with a few Sager, for all tests."""
    with embedded(tmp_path_factory.mktemp("service"), SAGER) as running:
        yield running


@contextmanager
def delivering(kept: Keeping, proxy: FaultProxy) -> Iterator[Deliverer]:
    with SagDokumentClient(proxy.url) as client:
        worker = Deliverer(
            kept.outbox, kept.vault, SagDokumentFiling(client), url=proxy.url, lock_file=kept.folder / "delivery.lock",
            clock=kept.time, changed=lambda entry: None, filed=lambda entry: None, chance=random.Random(SEED),
            settling=timedelta(seconds=1),
        )  # fmt: skip
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()


def a_mail(kept: Keeping, number: int = 0) -> FilingOrder:
    mail = kept.take(b"mail %d" % number, "mail.eml")
    parts = kept.attach(mail, b"bilag et %d" % number, bytes([number % 256]) * 70_000)
    order = make_order(mail.item, *parts, sag=SAGER[number % len(SAGER)])
    kept.outbox.promise(mail.item.id, order)
    return order


def held_once(service: EmbeddedService, kept: Keeping, *orders: FilingOrder) -> None:
    """Asked past the proxy: every Dokument once, with its bytes, in the journal's order."""
    with SagDokumentClient(service.url) as client:
        for order in orders:
            registration = client.newest("sag", "sag", order.sag.id)
            assert registration is not None
            posts = [post.get("uuid") for post in registration["relationer"]["journalpost"]]
            places = [posts.index(str(draft.dokument)) for draft in order.drafts]
            assert places == sorted(places)
            for draft in order.drafts:
                assert posts.count(str(draft.dokument)) == 1
                found = client.newest("dokument", "dokument", draft.dokument)
                assert found is not None
                with client.content(found["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"]) as chunks:
                    assert b"".join(chunks) == kept.vault.read(draft.digest)


def act_as_a_person(kept: Keeping) -> None:
    """Somebody presses »Try again« wherever it is offered."""
    for entry in kept.outbox.page(NEEDS_PERSON):
        kept.outbox.act(entry.item.id, OrderEvent.RETRIED)


def once(fault: Fault, fits: Callable[[Request], bool]) -> Choice:
    """The misfortune happens to the first request that fits, and to no other."""
    happened: list[int] = []

    def choose(request: Request) -> Fault | None:
        if happened or not fits(request):
            return None
        happened.append(request.number)
        return fault

    return choose


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.WRONG_CONTENT])
def test_each_misfortune_of_a_write_costs_nothing(
    kept: Keeping, service: EmbeddedService, fault: Fault, method: str
) -> None:
    order = a_mail(kept)
    choose = once(fault, lambda request: request.method == method and "/klasse" not in request.path)
    with FaultProxy(service.url, choose) as proxy, delivering(kept, proxy) as worker:
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 1}, kept.outbox.counts)
        wait_until(lambda: worker.status().problem is None)
        assert proxy.happened == {fault: 1}
    held_once(service, kept, order)


READS = ["/sag/sag/", "/klasse", "/dokument/dokument?uuid=", "/proofs"]
READS_BACK = ["/dokument/dokument/", "journalpost="]
"""Of a service that says nothing of what it can do, as the reference does: each Dokument is read back by itself."""
OF_READS = [
    Fault.DROP, Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.TRUNCATE_ANSWER, Fault.ERROR_BEFORE, Fault.BUSY,
    Fault.HTML, Fault.TRICKLE,
]  # fmt: skip


@pytest.mark.parametrize(("fault", "fits"), [(fault, fits) for fault in OF_READS for fits in READS])
def test_each_misfortune_of_a_read_costs_nothing(
    kept: Keeping, service: EmbeddedService, fault: Fault, fits: str
) -> None:
    order = a_mail(kept)
    choose = once(fault, lambda request: not request.writes and fits in request.path)
    with FaultProxy(service.url, choose) as proxy, delivering(kept, proxy):
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 1}, kept.outbox.counts)
        assert proxy.happened == {fault: 1}
    held_once(service, kept, order)


@pytest.mark.parametrize(("fault", "fits"), [(fault, fits) for fault in OF_READS for fits in READS_BACK])
def test_each_misfortune_of_reading_back_costs_nothing(
    kept: Keeping, service: EmbeddedService, fault: Fault, fits: str
) -> None:
    order = a_mail(kept)
    choose = of_a_simple_service(once(fault, lambda request: not request.writes and fits in request.path))
    with FaultProxy(service.url, choose) as proxy, delivering(kept, proxy):
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 1}, kept.outbox.counts)
        assert proxy.happened == Counter([fault, Fault.ERROR_AFTER])
    held_once(service, kept, order)


@pytest.mark.parametrize("fault", [*OF_READS, Fault.WRONG_CONTENT])
def test_each_misfortune_of_bytes_on_their_way_back_costs_nothing(
    kept: Keeping, service: EmbeddedService, fault: Fault
) -> None:
    """With a service that says nothing of what it can do the bytes themselves are read."""
    order = a_mail(kept)
    choose = of_a_simple_service(once(fault, lambda request: request.is_content))
    with FaultProxy(service.url, choose) as proxy, delivering(kept, proxy):
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 1}, kept.outbox.counts)
        assert proxy.happened == Counter([fault, Fault.ERROR_AFTER])
    held_once(service, kept, order)


def of_a_simple_service(choose: Choice) -> Choice:
    """What happens, with a service that does not say what it can do."""
    return lambda request: Fault.ERROR_AFTER if request.path == "/openapi.json" else choose(request)


def test_all_misfortunes_together_end_with_everything_held_once(kept: Keeping, service: EmbeddedService) -> None:
    orders = [a_mail(kept, number) for number in range(12)]
    shares = dict.fromkeys(Fault, 0.008)
    with FaultProxy(service.url, by_seed(SEED, shares), seed=SEED) as proxy, delivering(kept, proxy):

        def done() -> bool:
            act_as_a_person(kept)
            return kept.outbox.counts() == {OrderState.FILED: len(orders)}

        wait_until(done, kept.outbox.counts, patience=200)
        assert sum(proxy.happened.values()) > 5
    held_once(service, kept, *orders)
    assert kept.outbox.chain_broken_at() is None


def test_a_service_that_never_lets_a_write_through_is_named_and_spared(kept: Keeping, service: EmbeddedService) -> None:
    orders = [a_mail(kept, number) for number in range(4)]
    broken = True

    def choose(request: Request) -> Fault | None:
        return Fault.ERROR_BEFORE if broken and request.writes else None

    with FaultProxy(service.url, choose) as proxy, delivering(kept, proxy) as worker:
        wait_until(lambda: worker.status().problem is not None, patience=120)
        problem = worker.status().problem
        assert problem is not None
        assert dict(problem.params)["status"] == "500"
        broken = False
        wait_until(lambda: kept.outbox.counts() == {OrderState.FILED: 4}, kept.outbox.counts, patience=200)
        wait_until(lambda: worker.status().problem is None)
    held_once(service, kept, *orders)
