"""The program ends at any step, of giver and of taker; the next start goes on: one Dokument, one journalpost, nothing lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.handing import Handed
from sagsbud.domain.handingports import HandingService
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.engine.handing import Trays
from sagsbud.engine.ports import HandingPorts
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.handing import HandOverDeliverer
from sagsbud.outbox.handovers import SealedHandOvers
from sagsbud.outbox.store import SealedOutbox

from tests.support.embedded import embedded
from tests.support.handing import (
    GIVER,
    LETTER,
    SAG,
    TAKER,
    Eyes,
    deliver_handed,
    file_on_sag,
    house_of,
    put_people,
    receive,
    take,
)
from tests.support.program import free_port
from tests.support.waiting import wait_until

MOST = 40
"""More steps than anything takes."""


class Ended(BaseException):
    """The program is no more."""


class Ending:
    """A service whose user ends before (even) or after (odd) one of its calls; which, is said by `at`."""

    def __init__(self, service: object, at: int) -> None:
        self._service = service
        self._left = at
        self.ended = False

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._service, name)

        def call(*given: Any, **more: Any) -> Any:
            self._count()
            answer = inner(*given, **more)
            self._count()
            return answer

        return call

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.ended = True
            raise Ended


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Eyes]:
    """A service that knows the colleagues and one Sag."""
    with embedded(tmp_path / "service", [SAG]) as running:
        put_people(running.url)
        yield Eyes(running.url)


def handed_of(house: House, item: ItemId) -> Handed | None:
    """The item's hand-over."""
    assert house.engine.handing
    return house.engine.handing.of(item)


def ending_delivery(house: House, ending: Ending) -> HandOverDeliverer:
    """A delivery of hand-overs over the house's store that ends with the service's user."""
    assert house.ports.handing
    return HandOverDeliverer(
        cast(SealedHandOvers, house.ports.handing.handovers),
        cast(HandingService, ending),
        house.ports.vault,
        url="",
        lock_file=house.folders.data / "ending.lock",
        clock=house.ports.clock,
        moved=lambda handed: None,
        settling=timedelta(0),
    )


def carried(house: House, at: int) -> bool:
    """Deliver until the program ends at that step; whether it did."""
    assert house.ports.handing
    ending = Ending(house.ports.handing.service, at)
    delivery = ending_delivery(house, ending)
    with suppress(Ended):
        delivery.settle()
    delivery.stop()
    return ending.ended


def test_the_giver_ends_at_any_step_of_handing_over_and_of_taking_back(service: Eyes, tmp_path: Path) -> None:
    with house_of(GIVER, tmp_path / "giver", service.url) as house:
        assert house.ports.handing
        handovers = cast(SealedHandOvers, house.ports.handing.handovers)
        for at in range(MOST):
            item = take(house, LETTER + str(at).encode())
            before = set(service.dokumenter())
            house.engine.hand_over([item], TAKER)
            ended = carried(house, at)
            handovers.recover()
            deliver_handed(house)
            handed = handed_of(house, item)
            assert handed
            assert handed.is_there
            assert set(service.dokumenter()) - before == {str(handed.order.draft.dokument)}
            assert house.engine.handing
            assert house.engine.handing.take_back(item)
            carried(house, at)
            handovers.recover()
            deliver_handed(house)
            entry = house.engine.entry(item)
            assert entry
            assert entry.state is OrderState.DRAFT
            assert service.registration(handed.order.draft.dokument)["livscykluskode"] == "Passiveret"
            if not ended:
                break
        assert 5 < at < MOST


def test_the_taker_ends_at_any_step_of_receiving_and_of_filing(service: Eyes, tmp_path: Path) -> None:
    with (
        house_of(GIVER, tmp_path / "giver", service.url) as giver,
        house_of(TAKER, tmp_path / "taker", service.url) as taker,
    ):
        taker.ports.delivery.stop()
        assert taker.ports.handing
        filed = 0
        received_whole = sent_whole = False
        for at in range(MOST):
            giver.engine.hand_over([take(giver, LETTER + str(at).encode())], TAKER)
            deliver_handed(giver)
            ending = Ending(taker.ports.handing.service, at)
            ports = HandingPorts(
                cast(HandingService, ending), taker.ports.handing.handovers, taker.ports.handing.delivery
            )
            before = taker.ports.outbox.counts().get(OrderState.DRAFT, 0)
            with suppress(Ended):
                Trays(taker.ports, ports, lambda change: None, lambda: None).look()
            received_whole = received_whole or not ending.ended
            receive(taker)
            (row,) = taker.ports.outbox.page([OrderState.DRAFT])
            assert before == 0
            file_on_sag(taker, row.item.id)
            claims = Claims(cast(SealedOutbox, taker.ports.outbox), taker.ports.clock)
            filing = Ending(taker.ports.service, at)
            with suppress(Ended):
                attempt = Attempt(cast(FilingService, filing), taker.ports.vault, taker.ports.clock, claims.mark)
                send(attempt, claims, row.item.id)
            sent_whole = sent_whole or not filing.ended
            claims.recover()
            filed += 1
            if received_whole and sent_whole:
                break
        assert 5 < at < MOST
    with house_of(TAKER, tmp_path / "taker", service.url) as taker:
        taker.ports.delivery.start()
        wait_until(lambda: not any(taker.ports.outbox.counts().get(state, 0) for state in IN_QUEUE))
        assert taker.ports.outbox.counts() == {OrderState.FILED: filed}
    assert len(service.dokumenter()) == filed
    assert sorted(service.posts()) == sorted(service.dokumenter())


def send(attempt: Attempt, claims: Claims, item: ItemId) -> None:
    """As the delivery does it: each step is kept before its request."""
    entry = claims.claim(claims.present(item))
    sends = attempt.send(entry)
    moved = next(sends, None)
    while moved is not None:
        entry = claims.mark(entry, *moved)
        try:
            moved = sends.send(entry)
        except StopIteration:
            return


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.support.handing import TAKER, GIVER, deliver_handed, house_of, take
with house_of(GIVER, Path(sys.argv[2]), sys.argv[3]) as house:
    inner = house.ports.handing.service
    put = inner.put
    def killed(order, content):
        put(order, content)
        os.kill(os.getpid(), signal.SIGKILL)
    type(inner).room(inner).put = killed
    house.engine.hand_over([take(house)], TAKER, "Til dig")
    deliver_handed(house)
"""


def test_a_giver_who_is_killed_after_the_request_finds_it_and_sends_nothing_again(
    service: Eyes, tmp_path: Path
) -> None:
    root = Path(__file__).parents[3]
    arguments = [sys.executable, "-c", KILLED, str(root), str(tmp_path / "giver"), service.url]
    ran = subprocess.run(arguments, capture_output=True, env=os.environ.copy(), timeout=120, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    with house_of(GIVER, tmp_path / "giver", service.url) as house:
        (row,) = house.ports.outbox.page([OrderState.HANDED])
        stamp = service.registration(_dokument(house, row.item.id))["fratidspunkt"]
        deliver_handed(house)
        handed = handed_of(house, row.item.id)
        assert handed
        assert handed.is_there
        assert service.registration(handed.order.draft.dokument)["fratidspunkt"] == stamp
        assert service.dokumenter() == [str(handed.order.draft.dokument)]


def _dokument(house: House, item: ItemId) -> Any:
    handed = handed_of(house, item)
    assert handed
    return handed.order.draft.dokument


def test_without_a_connection_it_waits_and_goes_when_there_is_one(tmp_path: Path) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    with house_of(GIVER, tmp_path / "giver", away) as house:
        item = take(house)
        house.engine.hand_over([item], TAKER, "Til dig")
        deliver_handed(house)
        handed = handed_of(house, item)
        assert handed
        assert handed.state is OrderState.WAITING
        assert not handed.started
        other = take(house, LETTER + b"2")
        house.engine.hand_over([other], TAKER)
        assert house.engine.handing
        assert house.engine.handing.take_back(other), "what was never sent is back at once"
        entry = house.engine.entry(other)
        assert entry
        assert entry.state is OrderState.DRAFT
    with embedded(tmp_path / "service", [SAG]) as running:
        put_people(running.url)
        with house_of(GIVER, tmp_path / "giver", running.url) as house:
            wait_until(lambda: _is_there(house, item))
        assert len(Eyes(running.url).dokumenter()) == 1


def _is_there(house: House, item: ItemId) -> bool:
    deliver_handed(house)
    handed = handed_of(house, item)
    return handed is not None and handed.is_there


def test_a_lost_database_costs_no_hand_over_and_makes_no_second_dokument(service: Eyes, tmp_path: Path) -> None:
    from sagsbud.outbox.rebuild import rebuild

    with house_of(GIVER, tmp_path / "giver", service.url) as house:
        item = take(house)
        house.engine.hand_over([item], TAKER, "Til dig")
        deliver_handed(house)
        waiting = take(house, LETTER + b"2")
        house.engine.hand_over([waiting], TAKER)
        path, key = house.folders.outbox, house.key.key
        vault, clock = house.ports.vault, house.ports.clock
    rebuild(path, key, cast(Any, vault), clock, str)
    with house_of(GIVER, tmp_path / "giver", service.url) as house:
        deliver_handed(house)
        for one in (item, waiting):
            handed = handed_of(house, one)
            assert handed
            assert handed.is_there
    assert len(service.dokumenter()) == 2
