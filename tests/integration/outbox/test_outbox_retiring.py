"""What an earlier decision left in the service is taken out of use, or points to what is newer."""

from dataclasses import replace

import pytest
from sagsbud.domain.errors import AnswerLost, Refused, SagsbudError
from sagsbud.domain.ids import new_dokument_id
from sagsbud.domain.orders import DokumentDraft, FilingOrder, Retired
from sagsbud.domain.states import OrderEvent, OrderState

from tests.support.courier import Courier, filed_once
from tests.support.orders import again, digest_of, make_sag

RESET = AnswerLost(cause="ReadError")

FAILED = AnswerLost(status="500")


def decided_anew(courier: Courier, order: FilingOrder, left: DokumentDraft, number: int = 2) -> FilingOrder:
    """The person chooses another Sag after a try that left a Dokument behind."""
    courier.kept.outbox.act(order.main.item, OrderEvent.REVISED)
    main = replace(order.main, dokument=new_dokument_id())
    retired = Retired(left.dokument, order.sag.id, left.digest, main.dokument)
    anew = replace(again(order, sag=make_sag(number)), main=main, retires=(retired,))
    courier.kept.outbox.promise(order.main.item, anew)
    return anew


def half_sent(courier: Courier) -> FilingOrder:
    """The Dokument stands in the service, its journalpost was refused."""
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", Refused(status="400"))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert order.main.dokument in courier.service.dokumenter
    return order


def test_what_an_earlier_decision_left_unfiled_is_taken_out_of_use(courier: Courier) -> None:
    order = half_sent(courier)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument].passive
    assert courier.service.posts(order.sag.id) == []


def test_what_an_earlier_decision_filed_stays_and_points_to_the_newer_one(courier: Courier) -> None:
    order = half_sent(courier)
    courier.service.journal[order.sag.id].append(order.main.dokument)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    old = courier.service.dokumenter[order.main.dokument]
    assert (old.passive, old.nyrevision) == (False, anew.main.dokument)
    assert courier.service.posts(order.sag.id) == [order.main.dokument]


def test_what_somebody_else_made_of_it_is_left_alone(courier: Courier) -> None:
    order = half_sent(courier)
    taken_over = replace(courier.service.dokumenter[order.main.dokument], sager=frozenset({make_sag(4).id}))
    courier.service.dokumenter[order.main.dokument] = taken_over
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument] == taken_over


@pytest.mark.parametrize("error", [RESET, FAILED], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before-commit", "after-commit"])
def test_a_lost_answer_while_retiring_costs_nothing(courier: Courier, error: SagsbudError, after: bool) -> None:
    order = half_sent(courier)
    anew = decided_anew(courier, order, order.main)
    courier.service.misbehave("passivate", error, after=after)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument].passive
    assert len(courier.service.called("passivate")) == (1 if after else 2)


def test_an_earlier_dokument_that_is_gone_needs_no_retiring(courier: Courier) -> None:
    order = half_sent(courier)
    courier.service.delete(order.main.dokument)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.called("passivate") == []


@pytest.mark.parametrize("other_content", [True, False], ids=["made_something_of_it", "changed_its_title"])
def test_what_somebody_changes_in_the_moment_before_it_is_retired_is_looked_at_anew(
    courier: Courier, other_content: bool
) -> None:
    order = half_sent(courier)
    left = order.main.dokument
    changed: list[object] = []

    def somebody_else(name: str, about: object) -> None:
        if name == "passivate" and about == left and not changed:
            changed.append(about)
            ours = courier.service.dokumenter[left]
            digest = digest_of(b"deres") if other_content else ours.digest
            theirs = replace(ours, titel="Deres", fratidspunkt="later", digest=digest)
            courier.service.dokumenter[left] = theirs

    courier.service.on_call = somebody_else
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    stands = courier.service.dokumenter[left]
    assert (changed, stands.titel) == ([left], "Deres")
    assert stands.passive is not other_content
