"""A service, a store or a content that fails again and again: who is asked, who waits, and for how long."""

from datetime import timedelta

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, CertificateRefused, LoginNeeded, SagsbudError, Trouble, Unreachable
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox.setbacks import MOST_STRIKES

from tests.support.courier import Courier, filed_once
from tests.support.filing import READS, WRITES
from tests.support.orders import make_order, make_sag

RESET = AnswerLost(cause="ReadError")

FAILED = AnswerLost(status="500")


def test_an_order_a_running_service_always_fails_on_ends_with_a_person(courier: Courier) -> None:
    poison = courier.kept.order(b"gift")
    good = [courier.kept.order(b"%d" % number, sag=make_sag(2)) for number in range(3)]

    tries = 0

    def fail(name: str, about: object) -> None:
        nonlocal tries
        if name == "put_dokument" and about == poison.main.dokument:
            tries += 1
            raise FAILED

    courier.service.on_call = fail
    courier.run()
    filed_once(courier, *good)
    entry = courier.kept.entry(poison)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert dict(entry.problem.params)["status"] == "500"
    assert tries == MOST_STRIKES


def test_an_order_the_login_is_not_good_for_does_not_shut_out_the_others_for_ever(courier: Courier) -> None:
    secret = courier.kept.order(b"hemmelig")
    good = [courier.kept.order(b"%d" % number, sag=make_sag(2)) for number in range(3)]

    def forbid(name: str, about: object) -> None:
        if name == "put_dokument" and about == secret.main.dokument:
            raise LoginNeeded(status="403")

    courier.service.on_call = forbid
    courier.run()
    filed_once(courier, *good)
    entry = courier.kept.entry(secret)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert dict(entry.problem.params)["status"] == "403"


def test_a_service_that_fails_on_everything_is_paused_and_nobody_is_blamed(courier: Courier) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(10)]
    courier.service.always(FAILED, *WRITES)
    began, unhappy = courier.kept.clock.now, False
    for _ in range(300):
        courier.turn()
        courier.kept.clock.forward(seconds=1)
        unhappy = unhappy or not courier.health.is_open
        if unhappy:  # from the first time on it is said all the time
            problem = courier.health.status.problem
            assert problem is not None
            assert (problem.trouble, dict(problem.params)["status"]) == (Trouble.BUSY, "500")
    assert unhappy
    hours = (courier.kept.clock.now - began).total_seconds() / 3600
    writes = len(courier.service.called("put_dokument"))
    assert writes < 60 + 120 * hours, "hammers a service that fails"
    assert {courier.state(order) for order in orders} <= {
        OrderState.QUEUED, OrderState.WAITING, OrderState.UNCERTAIN,
    }  # fmt: skip
    courier.service.always(None, *WRITES)
    courier.run()
    filed_once(courier, *orders)


def test_a_service_that_acknowledges_and_forgets_is_not_believed_for_ever(courier: Courier) -> None:
    order = courier.kept.order()

    def forget(name: str, _about: object) -> None:
        if name == "has_journalpost":
            courier.service.journal.clear()

    courier.service.on_call = forget
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert len(courier.service.called("add_journalpost")) <= MOST_STRIKES


def test_a_content_that_is_missing_is_named_and_nothing_was_sent(courier: Courier) -> None:
    order = courier.kept.order()
    courier.kept.vault.discard(order.main.digest)
    courier.run()
    entry = courier.kept.entry(order)
    assert (entry.state, courier.trouble(order)) == (OrderState.REJECTED, Trouble.CONTENT_MISSING)
    assert entry.untouched
    _entry, _taken = courier.kept.offer(b"Brev")
    courier.kept.outbox.act(order.main.item, OrderEvent.RETRIED)
    courier.run()
    filed_once(courier, order)


def test_a_content_that_is_damaged_is_never_sent_whole(courier: Courier) -> None:
    order = courier.kept.order()
    path = courier.kept.vault._path(order.main.digest)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(bytes(damaged))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert courier.trouble(order) is Trouble.CONTENT_DAMAGED
    assert order.main.dokument not in courier.service.contents


def test_contents_swapped_in_the_vault_do_not_end_on_the_wrong_sag(courier: Courier) -> None:
    one, other = courier.kept.order(b"den ene borgers brev"), courier.kept.order(b"den andens", sag=make_sag(2))
    first, second = (courier.kept.vault._path(order.main.digest) for order in (one, other))
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    courier.run()
    for order in (one, other):
        assert courier.trouble(order) is Trouble.CONTENT_DAMAGED
    assert courier.service.contents == {}


@pytest.mark.warns_in_log
def test_a_defect_parks_its_order_and_spares_the_others(courier: Courier) -> None:
    bad, good = courier.kept.order(b"et"), courier.kept.order(b"to", sag=make_sag(2))

    def break_down(name: str, about: object) -> None:
        if name == "put_dokument" and about == bad.main.dokument:
            raise ZeroDivisionError("010101-0000")

    courier.service.on_call = break_down
    courier.run()
    filed_once(courier, good)
    entry = courier.kept.entry(bad)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert (entry.problem.trouble, entry.problem.params) == (Trouble.DEFECT, (("kind", "ZeroDivisionError"),))


@pytest.mark.parametrize(
    "error",
    [LoginNeeded(status="401"), CertificateRefused(), Unreachable(cause="connect"), Busy(30.0, status="503")],
    ids=str,
)
def test_what_shuts_the_whole_service_costs_one_try_not_one_an_order(courier: Courier, error: SagsbudError) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(20)]
    courier.service.always(error, *READS, *WRITES)
    for _ in range(20):
        courier.turn()
    tried = [order for order in orders if courier.kept.entry(order).attempts]
    assert len(tried) == 1
    assert courier.health.status.problem is not None
    assert courier.health.status.problem.trouble is error.trouble
    courier.service.always(None, *READS, *WRITES)
    courier.run()
    filed_once(courier, *orders)


def test_when_the_service_opens_again_nobody_waits_out_the_old_pause(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.closed = True
    for _ in range(15):
        courier.turn()
    courier.service.closed = False
    reopened = courier.kept.clock.now
    courier.run()
    filed_once(courier, order)
    assert courier.kept.clock.now - reopened < timedelta(minutes=2)


def test_a_person_who_undoes_while_others_are_let_in_stops_nothing(courier: Courier) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(3)]
    for order in orders:
        courier.kept.outbox.apply(order.main.item, OrderEvent.SHUT_OUT)
    apply = courier.kept.outbox.apply

    def first_undo(*given: object, **named: object) -> object:
        courier.kept.outbox.apply = apply  # type: ignore[method-assign]
        courier.kept.outbox.act(orders[0].main.item, OrderEvent.UNDONE)
        courier.kept.outbox.act(orders[1].main.item, OrderEvent.UNDONE)
        courier.kept.outbox.act(orders[2].main.item, OrderEvent.UNDONE)
        return apply(*given, **named)  # type: ignore[arg-type]

    courier.kept.outbox.apply = first_undo  # type: ignore[method-assign, assignment]
    courier.kept.claims.let_in()
    assert {courier.state(order) for order in orders} == {OrderState.DRAFT}


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-3), timedelta(days=400)], ids=str)
def test_a_clock_that_jumps_delays_nothing_for_long(courier: Courier, jump: timedelta) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(4)]
    courier.service.misbehave("put_dokument", RESET, FAILED, Busy(60.0, status="429"))
    for _ in range(3):
        courier.turn()
    courier.kept.clock.put(jump)
    began = courier.kept.clock.now
    for _ in range(400):
        if courier.turn() is None:
            courier.kept.clock.forward(seconds=5)
    filed_once(courier, *orders)
    assert courier.kept.clock.now - began < timedelta(hours=1)


def test_a_mail_with_many_attachments_gets_through_a_bad_net_without_waiting_longer_each_time(courier: Courier) -> None:
    """Of thirty reads every fifth is answered with a failure, so that no try gets through whole."""
    mail = courier.kept.take(b"mail", "mail.eml")
    parts = courier.kept.attach(mail, *(b"bilag %d" % number for number in range(9)))
    order = make_order(mail.item, *parts)
    courier.kept.outbox.promise(mail.item.id, order)
    reads: list[str] = []

    def stumble(name: str, _about: object) -> None:
        if name in READS and name != "probe":
            reads.append(name)
            if len(reads) % 5 == 0:
                raise Busy(None, status="500")

    courier.service.on_call = stumble
    began = courier.kept.clock.now
    courier.run()
    filed_once(courier, order)
    assert courier.kept.entry(order).attempts > 5
    assert courier.kept.clock.now - began < timedelta(minutes=1)


def test_a_proof_that_was_cut_short_does_not_read_again_what_was_equal(courier: Courier) -> None:
    mail = courier.kept.take(b"mail", "mail.eml")
    order = make_order(mail.item, *courier.kept.attach(mail, b"et", b"to"))
    courier.kept.outbox.promise(mail.item.id, order)
    refused: list[object] = []

    def stumble(name: str, about: object) -> None:
        if name == "content_digest" and about == order.bilag[-1].dokument and not refused:
            refused.append(about)
            raise Busy(None, status="500")

    courier.service.on_call = stumble
    courier.run()
    filed_once(courier, order)
    assert [courier.service.called("content_digest").count(draft.dokument) for draft in order.drafts] == [1, 1, 1]
