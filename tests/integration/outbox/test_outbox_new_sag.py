"""A Sag that is ordered with its first document, and notes: made once whatever happens on the way."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sagsbud.domain.errors import AnswerLost, Trouble, Unreachable
from sagsbud.domain.ids import SagId
from sagsbud.domain.orders import FilingOrder, SagDraft, StepKind, plan
from sagsbud.domain.sagsobjekter import Journalpostkode, SagRef
from sagsbud.domain.states import OrderState
from sagsbud.outbox.delivery import Deliverer

from tests.support.filing import MemoryService
from tests.support.keeping import Keeping
from tests.support.orders import KLE, make_order, make_sag
from tests.support.waiting import wait_until


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Keeping]:
    """An empty outbox that keeps real time."""
    keeping = Keeping(tmp_path / "data", real_time=True)
    yield keeping
    keeping.close()


@pytest.fixture
def service() -> MemoryService:
    """A service in memory that knows the subject and no Sag."""
    made = MemoryService()
    made.add_klasse(KLE)
    return made


@contextmanager
def delivering(kept: Keeping, service: MemoryService) -> Iterator[None]:
    worker = Deliverer(
        kept.outbox, kept.vault, service, url="memory:", lock_file=kept.folder / "delivery.lock", clock=kept.time,
        changed=lambda _entry: None, filed=lambda _entry: None, chance=random.Random(1), settling=timedelta(0),
    )  # fmt: skip
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def draft(number: str = "26/384213") -> SagDraft:
    return SagDraft(SagId(uuid4()), number, "Ny sag", KLE)


def promise(kept: Keeping, sag: SagDraft | SagRef, content: bytes = b"Brev", **other: object) -> FilingOrder:
    entry = kept.take(content)
    ref = sag.ref if isinstance(sag, SagDraft) else sag
    order = replace(make_order(entry.item, sag=ref, decided_at=kept.time()), **other)  # type: ignore[arg-type]
    order = replace(order, new_sag=sag) if isinstance(sag, SagDraft) else order
    kept.outbox.promise(entry.item.id, order)
    return order


def filed(kept: Keeping, number: int) -> None:
    wait_until(lambda: kept.outbox.counts().get(OrderState.FILED, 0) == number, kept.outbox.counts)


def test_the_sag_is_made_before_what_is_filed_on_it(kept: Keeping, service: MemoryService) -> None:
    sag = draft()
    order = promise(kept, sag)
    assert [step.kind for step in plan(order)] == [StepKind.SAG, StepKind.DOKUMENT, StepKind.JOURNALPOST]
    with delivering(kept, service):
        filed(kept, 1)
    writes = [name for name, _ in service.calls if name in ("put_sag", "put_dokument", "add_journalpost")]
    assert writes == ["put_sag", "put_dokument", "add_journalpost"]
    assert service.posts(sag.id) == [order.main.dokument]


def test_two_documents_on_one_new_sag_make_one(kept: Keeping, service: MemoryService) -> None:
    sag = draft()
    orders = [promise(kept, sag, b"et"), promise(kept, sag, b"to")]
    with delivering(kept, service):
        filed(kept, 2)
    assert service.called("put_sag") == [sag.id]
    assert set(service.posts(sag.id)) == {order.main.dokument for order in orders}


@pytest.mark.parametrize("carried_out", [True, False], ids=["carried out", "lost"])
def test_an_answer_that_is_lost_is_looked_up(kept: Keeping, service: MemoryService, carried_out: bool) -> None:
    sag = draft()
    promise(kept, sag)
    service.misbehave("put_sag", AnswerLost(), after=carried_out)
    with delivering(kept, service):
        filed(kept, 1)
    assert len(service.called("put_sag")) == (1 if carried_out else 2)
    assert len(service.posts(sag.id)) == 1


def test_without_a_service_the_document_waits_for_its_sag(kept: Keeping, service: MemoryService) -> None:
    order = promise(kept, draft())
    service.always(Unreachable(cause="connect"), "sag")
    with delivering(kept, service):
        wait_until(lambda: kept.entry(order).state is OrderState.WAITING)
    assert not service.sager_
    assert not service.dokumenter
    kept.reopen()
    service.always(None, "sag")
    with delivering(kept, service):
        filed(kept, 1)


def test_a_number_that_another_sag_has_needs_a_person(kept: Keeping, service: MemoryService) -> None:
    other = replace(make_sag(), sagsnummer="26/384213")
    service.add_sag(other)
    order = promise(kept, draft())
    with delivering(kept, service):
        wait_until(lambda: kept.entry(order).state is OrderState.CONFLICT)
    problem = kept.entry(order).problem
    assert problem
    assert problem.trouble is Trouble.SAG_NUMBER_TAKEN
    assert not service.called("put_sag")
    assert not service.posts(other.id)


def test_a_sag_somebody_made_in_between_is_filed_on(kept: Keeping, service: MemoryService) -> None:
    sag = draft()
    promise(kept, sag)
    service.add_sag(sag.ref)
    with delivering(kept, service):
        filed(kept, 1)
    assert not service.called("put_sag")


@pytest.mark.parametrize("carried_out", [True, False], ids=["carried out", "lost"])
def test_a_note_stands_once_and_is_read_back(kept: Keeping, service: MemoryService, carried_out: bool) -> None:
    sag = make_sag()
    service.add_sag(sag)
    service.misbehave("add_note", AnswerLost(), after=carried_out)
    order = promise(kept, sag, b"Ringet til borgeren", kode=Journalpostkode.JOURNALNOTAT)
    with delivering(kept, service):
        filed(kept, 1)
    assert service.posts(sag.id) == [order.main.dokument]
    assert not service.dokumenter
    receipt = kept.entry(order).receipt
    assert receipt
    assert receipt.digest == order.main.digest


def test_a_note_whose_words_changed_on_the_way_is_not_filed(kept: Keeping, service: MemoryService) -> None:
    sag = make_sag()
    service.add_sag(sag)
    order = promise(kept, sag, b"Ringet", kode=Journalpostkode.JOURNALNOTAT)

    def spoil(name: str, _about: object) -> None:
        if name == "note" and order.main.dokument in service.notes:
            service.notes[order.main.dokument] = replace(service.notes[order.main.dokument], digest=None)

    service.on_call = spoil
    with delivering(kept, service):
        wait_until(lambda: kept.entry(order).state is OrderState.CONFLICT)
