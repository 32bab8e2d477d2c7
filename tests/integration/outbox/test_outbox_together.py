"""Orders sent in step: each step is kept before its request, and what befalls one befalls no other."""

from collections.abc import Sequence

import pytest
from sagsbud.domain.errors import Conflict, LoginNeeded, Refused, SagsbudError, StoreError, Trouble, Unreachable
from sagsbud.domain.orders import FilingOrder, OutboxEntry, StepKind, StepState
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.sending import FEW, LIGHT, Sent, is_light

from tests.support.courier import Courier, filed_once
from tests.support.orders import make_item, make_order, make_sag


@pytest.fixture
def orders(courier: Courier) -> list[FilingOrder]:
    """Three of different Sager."""
    return [courier.kept.order(b"%d" % number, sag=make_sag(number)) for number in (1, 2, 3)]


def send(courier: Courier, orders: Sequence[FilingOrder]) -> list[OutboxEntry | Sent | Exception]:
    return courier.carrier.send([courier.kept.entry(order) for order in orders])


def states(courier: Courier, orders: Sequence[FilingOrder]) -> list[OrderState]:
    return [courier.state(order) for order in orders]


def test_every_step_is_kept_before_its_request_leaves(courier: Courier, orders: list[FilingOrder]) -> None:
    by_dokument: dict[object, FilingOrder] = {order.main.dokument: order for order in orders}
    kept: list[tuple[str, dict[StepKind, StepState]]] = []

    def look(name: str, about: object) -> None:
        if name in ("put_dokument", "add_journalpost"):
            steps = courier.kept.entry(by_dokument[about]).steps
            kept.append((name, {step.kind: step.state for step in steps}))

    courier.service.on_call = look
    sent = send(courier, orders)
    assert all(isinstance(one, Sent) for one in sent)
    put = {StepKind.DOKUMENT: StepState.STARTED, StepKind.JOURNALPOST: StepState.PENDING}
    post = {StepKind.DOKUMENT: StepState.DONE, StepKind.JOURNALPOST: StepState.STARTED}
    assert kept == [("put_dokument", put)] * 3 + [("add_journalpost", post)] * 3
    assert len(courier.service.called("absent")) == 1
    proofs = courier.carrier.ask([one for one in sent if isinstance(one, Sent)])
    for one in sent:
        assert isinstance(one, Sent)
        courier.carrier.prove(one, proofs)
    filed_once(courier, *orders)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Refused(cause="model"), OrderState.REJECTED),
        (Conflict(Trouble.DOKUMENT_CHANGED), OrderState.CONFLICT),
        (Unreachable(cause="ReadError"), OrderState.WAITING),
    ],
    ids=["refused", "conflict", "broken"],
)
def test_what_befalls_one_befalls_no_other(
    courier: Courier, orders: list[FilingOrder], error: SagsbudError, state: OrderState
) -> None:
    courier.service.misbehave("put_dokument", error)
    first, *others = send(courier, orders)
    assert isinstance(first, OutboxEntry)
    assert first.state is state
    assert all(isinstance(one, Sent) for one in others)


@pytest.mark.parametrize(
    ("error", "state"),
    [(LoginNeeded(), OrderState.BLOCKED), (Unreachable(cause="connect"), OrderState.WAITING)],
    ids=["login", "unreachable"],
)
def test_what_was_not_sent_when_the_service_was_shut_was_never_begun(
    courier: Courier, orders: list[FilingOrder], error: SagsbudError, state: OrderState
) -> None:
    courier.service.misbehave("put_dokument", error)
    send(courier, orders)
    assert courier.service.called("put_dokument") == [orders[0].main.dokument]
    assert states(courier, orders) == [state] * 3
    assert [courier.kept.entry(order).untouched for order in orders] == [False, True, True]
    assert courier.kept.outbox.act(orders[2].main.item, OrderEvent.UNDONE).state is OrderState.DRAFT
    courier.run()
    filed_once(courier, *orders[:2])


def test_half_an_order_goes_on_where_it_was_when_the_service_is_there_again(
    courier: Courier, orders: list[FilingOrder]
) -> None:
    courier.service.misbehave("add_journalpost", LoginNeeded())
    send(courier, orders)
    assert states(courier, orders) == [OrderState.BLOCKED] * 3
    left = [[step.state for step in courier.kept.entry(order).steps] for order in orders[1:]]
    assert left == [[StepState.DONE, StepState.PENDING]] * 2
    courier.run()
    filed_once(courier, *orders)
    assert len(courier.service.called("put_dokument")) == 3


def test_an_order_that_was_undone_meanwhile_is_not_sent(courier: Courier, orders: list[FilingOrder]) -> None:
    entries = [courier.kept.entry(order) for order in orders]
    courier.kept.outbox.act(orders[1].main.item, OrderEvent.UNDONE)
    came = courier.carrier.send(entries)
    assert [type(one) for one in came] == [Sent, IllegalTransition, Sent]
    assert courier.state(orders[1]) is OrderState.DRAFT
    assert orders[1].main.dokument not in courier.service.called("put_dokument")


def test_nothing_leaves_whose_step_was_not_kept(
    courier: Courier, orders: list[FilingOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_moved: object) -> list[OutboxEntry]:
        raise StoreError(Trouble.DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(courier.kept.claims, "mark_together", full)
        send(courier, orders)
    assert courier.service.called("put_dokument") == []
    assert states(courier, orders) == [OrderState.WAITING] * 3
    courier.run()
    filed_once(courier, *orders)


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("call", ["put_dokument", "add_journalpost"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_crash_in_the_middle_is_looked_up(
    courier: Courier, orders: list[FilingOrder], call: str, number: int
) -> None:
    seen = 0

    def end(name: str, _about: object) -> None:
        nonlocal seen
        seen += name == call
        if seen == number:
            courier.service.on_call = lambda _name, _about: None
            raise Crash

    courier.service.on_call = end
    with pytest.raises(Crash):
        send(courier, orders)
    courier.restart()
    assert states(courier, orders) == [OrderState.UNCERTAIN] * 3
    courier.run()
    filed_once(courier, *orders)
    assert len(courier.service.called("put_dokument")) == 3
    assert len(courier.service.called("add_journalpost")) == 3


def test_only_light_orders_that_were_never_begun_go_in_company(courier: Courier) -> None:
    light = courier.kept.entry(courier.kept.order())
    assert is_light(light)
    assert not is_light(courier.kept.claims.claim(light))
    large = make_order(make_item(b"x" * (LIGHT + 1)))
    many = make_order(make_item(b"x"), *(make_item(b"%d" % number) for number in range(FEW)))
    for order in (large, many):
        assert not is_light(OutboxEntry(1, make_item(b"x"), OrderState.QUEUED, order))
