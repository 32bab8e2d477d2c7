"""Proof of many filings by one question: believed where it leaves nothing open, and read back where it does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, LoginNeeded, SagsbudError, Trouble, Unreachable
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.states import OrderState
from sagsbud.outbox import crew
from sagsbud.outbox.crew import PARALLEL_SAGER
from sagsbud.outbox.delivery import Deliverer
from sagsbud.outbox.sending import Sent

from tests.support.courier import Courier, filed_once
from tests.support.orders import make_order, make_sag
from tests.support.waiting import wait_until

READ_BACK = ("dokument", "has_journalpost", "content_digest")


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[Courier]:
    """A courier to a service that tells of many at once."""
    made = Courier(tmp_path / "data")
    made.service.proves_many = True
    yield made
    made.kept.close()


def before_the_proof(courier: Courier, do: Callable[[], None]) -> None:
    """What somebody does between the last write and the first question for the proof."""

    def look(name: str, _about: object) -> None:
        if name == "proofs":
            courier.service.on_call = lambda _name, _about: None
            do()

    courier.service.on_call = look


def read_back(courier: Courier, order: FilingOrder) -> list[str]:
    """Which reads were about the order's Dokument alone."""
    return [name for name, about in courier.service.calls if name in READ_BACK and about == order.main.dokument]


def test_what_leaves_nothing_open_is_not_read_back(courier: Courier) -> None:
    order = courier.kept.order()
    courier.run()
    filed_once(courier, order)
    assert read_back(courier, order) == []
    receipt = courier.kept.entry(order).receipt
    assert receipt is not None
    assert receipt.fratidspunkt == courier.service.dokumenter[order.main.dokument].fratidspunkt


def test_a_mail_is_proven_with_all_its_attachments(courier: Courier) -> None:
    mail = courier.kept.take(b"mail", "mail.eml")
    order = make_order(mail.item, *courier.kept.attach(mail, b"et", b"to"))
    courier.kept.outbox.promise(mail.item.id, order)
    courier.run()
    filed_once(courier, order)
    assert courier.service.called("proofs") == [tuple(draft.dokument for draft in order.drafts)]


def test_other_bytes_are_a_conflict(courier: Courier) -> None:
    order = courier.kept.order()
    before_the_proof(courier, lambda: courier.service.contents.update({order.main.dokument: b"andre bytes"}))
    courier.run()
    entry = courier.kept.entry(order)
    assert entry.state is OrderState.CONFLICT
    assert entry.problem is not None
    assert entry.problem.trouble is Trouble.CONTENT_DIFFERS


def test_another_sag_is_a_conflict(courier: Courier) -> None:
    order = courier.kept.order()
    held, dokument = courier.service.dokumenter, order.main.dokument
    before_the_proof(courier, lambda: held.update({dokument: replace(held[dokument], sager=frozenset())}))
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT


def test_a_deleted_dokument_is_a_conflict(courier: Courier) -> None:
    order = courier.kept.order()
    before_the_proof(courier, lambda: courier.service.delete(order.main.dokument))
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT


def test_what_vanished_from_the_journal_is_sent_again(courier: Courier) -> None:
    order = courier.kept.order()
    before_the_proof(courier, courier.service.journal[order.sag.id].clear)
    courier.run()
    filed_once(courier, order)
    assert courier.service.called("add_journalpost") == [order.main.dokument] * 2


def test_what_may_stand_there_twice_is_looked_at_by_itself(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", AnswerLost(cause="ReadError"))
    courier.run()
    filed_once(courier, order)
    assert courier.service.called("single_journalpost") == [order.main.dokument]


@pytest.mark.parametrize(
    "error",
    [Unreachable(cause="ReadError"), Busy(None, status="500"), Unreachable(cause="connect"), LoginNeeded()],
    ids=["broken", "failed", "unreachable", "shut"],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_bad_answer_costs_nothing(courier: Courier, error: SagsbudError, times: int) -> None:
    order = courier.kept.order()
    courier.service.misbehave("proofs", *[error] * times)
    courier.run()
    filed_once(courier, order)
    assert courier.service.called("put_dokument") == [order.main.dokument]


def test_a_crash_before_the_proof_is_looked_up(courier: Courier) -> None:
    order = courier.kept.order()
    due = courier.kept.claims.due(1, [])
    courier.carrier.carry(due[0])
    assert courier.state(order) is OrderState.SENDING
    courier.restart()
    assert courier.state(order) is OrderState.UNCERTAIN
    courier.run()
    filed_once(courier, order)
    assert courier.service.called("put_dokument") == [order.main.dokument]
    assert courier.service.called("add_journalpost") == [order.main.dokument]


def test_orders_are_proven_several_at_a_time_and_sent_one_at_a_time_on_a_sag(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "UNPROVEN_SECONDS", 3600.0)
    number = 3 * PARALLEL_SAGER
    orders = [courier.kept.order(b"%d" % one, sag=make_sag(one % 2 + 1)) for one in range(number)]
    worker = Deliverer(
        courier.kept.outbox, courier.kept.vault, courier.service, url="memory:",
        lock_file=courier.kept.folder / "delivery.lock", clock=courier.kept.time, changed=lambda entry: None,
        filed=lambda entry: None, settling=timedelta(0),
    )  # fmt: skip
    worker.start()
    try:
        wait_until(lambda: courier.kept.outbox.counts() == {OrderState.FILED: number}, courier.kept.outbox.counts)
    finally:
        worker.stop()
    filed_once(courier, *orders)
    asked = [len(about) for about in courier.service.called("proofs")]  # type: ignore[arg-type]
    assert sum(asked) == number
    assert max(asked) > 1  # whoever has sent one finds its Sag free for the next
    assert courier.service.at_once == 1
    for sag in (1, 2):
        mine = [order.main.dokument for order in orders if order.sag.id == make_sag(sag).id]
        assert courier.service.posts(make_sag(sag).id) == mine


def test_a_sag_waits_for_the_proof_that_may_write_on_it(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", AnswerLost(cause="ReadError"))
    courier.turn()
    courier.kept.clock.forward(seconds=3600)
    courier.turn()
    courier.kept.clock.forward(seconds=3600)
    courier.turn()
    again = courier.carrier.carry(courier.kept.claims.due(1, [])[0])
    assert isinstance(again, Sent)
    assert not again.first
    assert again.entry.item.id == order.main.item
