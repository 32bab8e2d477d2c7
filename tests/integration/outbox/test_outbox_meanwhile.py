"""What changed meanwhile in the service on one order's way: nothing is overwritten, and the reason is true."""

from dataclasses import replace

import pytest
from sagsbud.domain.errors import AnswerLost, Refused, Trouble
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import FilingOrder, Problem
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.whereabouts import Whereabouts

from tests.support.courier import Courier, filed_once
from tests.support.filing import READS, WRITES
from tests.support.orders import again, make_order, make_sag

RESET = AnswerLost(cause="ReadError")


def test_a_closed_sag_is_a_conflict_and_nothing_was_sent(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.close_sag(order.sag.id)
    courier.run()
    entry = courier.kept.entry(order)
    assert (entry.state, courier.trouble(order)) == (OrderState.CONFLICT, Trouble.SAG_CLOSED)
    assert entry.untouched
    assert courier.service.called("put_dokument") == []


def test_a_sag_that_is_gone_is_a_conflict(courier: Courier) -> None:
    deleted, unknown = courier.kept.order(b"et"), courier.kept.order(b"to", sag=make_sag(99))
    courier.service.delete(deleted.sag.id)
    courier.run()
    for order in (deleted, unknown):
        assert courier.state(order) is OrderState.CONFLICT
        assert courier.trouble(order) is Trouble.SAG_GONE


def test_a_sag_deleted_between_dokument_and_journalpost_is_a_conflict_with_its_reason(courier: Courier) -> None:
    order = courier.kept.order()

    def delete(name: str, _about: object) -> None:
        if name == "add_journalpost":
            courier.service.delete(order.sag.id)

    courier.service.on_call = delete
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert courier.trouble(order) is Trouble.SAG_GONE


def test_a_dokument_somebody_moved_meanwhile_is_not_overwritten(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", RESET)
    courier.turn()
    moved = replace(courier.service.dokumenter[order.main.dokument], sager=frozenset({make_sag(2).id}))
    courier.service.dokumenter[order.main.dokument] = moved
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert courier.trouble(order) is Trouble.DOKUMENT_CHANGED
    assert courier.service.dokumenter[order.main.dokument] is moved
    assert courier.service.called("put_dokument") == [order.main.dokument]


@pytest.mark.parametrize("when", ["dokument", "has_journalpost"])
def test_a_dokument_somebody_deleted_meanwhile_is_not_brought_back(courier: Courier, when: str) -> None:
    order = courier.kept.order()

    def delete(name: str, _about: object) -> None:
        if name == when and courier.service.dokumenter:
            courier.service.delete(order.main.dokument)

    courier.service.on_call = delete
    courier.service.misbehave("put_dokument", RESET, after=True)
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert courier.trouble(order) is Trouble.DOKUMENT_GONE
    assert courier.service.called("put_dokument") == [order.main.dokument]


def test_other_bytes_on_the_way_back_once_are_read_again(courier: Courier) -> None:
    order = courier.kept.order()
    real = courier.service.content_digest
    answers = iter(["0" * 64])
    courier.service.content_digest = lambda filed: next(answers, None) or real(filed)  # type: ignore[method-assign, return-value, assignment]
    courier.run()
    filed_once(courier, order)


def test_other_bytes_in_the_service_are_a_conflict(courier: Courier) -> None:
    order = courier.kept.order()

    def swap(name: str, _about: object) -> None:
        if name == "content_digest":
            courier.service.contents[order.main.dokument] = b"noget helt andet"

    courier.service.on_call = swap
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert courier.trouble(order) is Trouble.CONTENT_DIFFERS


def test_a_klasse_the_service_does_not_know_needs_a_person(courier: Courier) -> None:
    entry = courier.kept.take()
    order = replace(make_order(entry.item), kle=KleNummer("99.99.99"))
    courier.kept.outbox.promise(entry.item.id, order)
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert courier.trouble(order) is Trouble.KLASSE_UNKNOWN_IN_SERVICE
    assert courier.kept.entry(order).untouched


@pytest.mark.parametrize("write", WRITES)
def test_what_is_refused_for_good_needs_a_person_and_can_be_tried_again(courier: Courier, write: str) -> None:
    order = courier.kept.order()
    courier.service.misbehave(write, Refused(status="400"))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert courier.trouble(order) is Trouble.REFUSED
    courier.kept.outbox.act(order.main.item, OrderEvent.RETRIED)
    courier.run()
    filed_once(courier, order)


def test_a_conflict_decided_anew_is_filed_on_the_other_sag(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.close_sag(order.sag.id)
    courier.run()
    courier.kept.outbox.act(order.main.item, OrderEvent.REVISED)
    anew = again(order, sag=make_sag(2))
    courier.kept.outbox.promise(order.main.item, anew)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.posts(order.sag.id) == []


# -- news from elsewhere, while the delivery is at work -----------------------------------------------------------


def news_of_closing(courier: Courier, order: FilingOrder) -> bool:
    """Somebody tells that the Sag is closed; whether the order was stopped."""
    whereabouts = Whereabouts(courier.kept.outbox, SealedMessages(courier.kept.database, courier.kept.clock))
    return bool(whereabouts.stop(order.sag.id, Problem(Trouble.SAG_CLOSED, courier.kept.clock())))


@pytest.mark.parametrize("call", [*WRITES, "sag", "has_journalpost", "content_digest"])
def test_what_is_being_sent_finds_out_for_itself(courier: Courier, call: str) -> None:
    assert call in (*WRITES, *READS)
    order = courier.kept.order()
    stopped: list[bool] = []

    def tell(name: str, _about: object) -> None:
        if name == call and courier.state(order) in (OrderState.SENDING, OrderState.VERIFYING):
            stopped.append(news_of_closing(courier, order))

    courier.service.on_call = tell
    courier.run()
    assert stopped
    assert not any(stopped)
    filed_once(courier, order)
    assert SealedMessages(courier.kept.database, courier.kept.clock).backlog() == 0


def test_what_was_perhaps_sent_is_looked_up_first(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", RESET, after=True)
    courier.turn()
    assert courier.state(order) is OrderState.UNCERTAIN
    assert not news_of_closing(courier, order)
    courier.run()
    filed_once(courier, order)


def test_what_was_promised_to_another_sag_meanwhile_is_not_stopped(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = courier.kept.order()
    anew = again(order, sag=make_sag(2))
    look = Whereabouts._items

    def then_change_it(where: Whereabouts, query: str, about: str) -> list[object]:
        found = look(where, query, about)
        courier.kept.outbox.act(order.main.item, OrderEvent.UNDONE)
        courier.kept.outbox.promise(order.main.item, anew)
        return list(found)

    monkeypatch.setattr(Whereabouts, "_items", then_change_it)
    assert not news_of_closing(courier, order)
    assert courier.state(order) is OrderState.QUEUED
