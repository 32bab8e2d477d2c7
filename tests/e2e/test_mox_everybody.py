"""Messages with everybody there: two desktops and an agent hear everything once, and killing any of them loses nothing."""

from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.states import OrderState

from tests.chaos.mox import run
from tests.support.messages import Subscriber, desktop, file_now, settle, with_sager
from tests.support.program import Program, Service
from tests.support.rabbitmq import broker
from tests.support.waiting import wait_until

SAG = "26/1"


def heard_all(house: House, ids: set[UUID]) -> bool:
    """Whether each of these messages was acted on here."""
    messages = house.messaging.messages
    return messages is not None and all(messages.met(one) is not None for one in ids)


def test_two_desktops_and_an_agent_hear_of_everything(tmp_path: Path) -> None:
    with broker() as rabbit:
        service = Service(tmp_path / "service").start()
        with_sager(service, SAG)
        url = rabbit.url("v1")
        listener = Subscriber(rabbit, "v1").subscribe("sag.#", "dokument.Opstaaet", "dokument.Rettet")
        settle(tmp_path / "agent", broker_url=url)
        agent = Program(tmp_path / "agent", service.url).start("agent")
        assert agent.stdout is not None
        assert b"ready" in agent.stdout.readline()
        try:
            with (
                desktop(tmp_path / "one", service.url, broker_url=url) as one,
                desktop(tmp_path / "two", service.url, broker_url=url) as two,
            ):
                for house in (one, two):
                    wait_until(lambda house=house: house.messaging.listener.connected)  # type: ignore[misc]
                for number in range(5):
                    file_now(one, f"Fra den ene {number}".encode(), SAG)
                    file_now(two, f"Fra den anden {number}".encode(), SAG)
                listener.wait_for(20)
                ids = {UUID(one.headers["beskedID"]) for one in listener.received}
                wait_until(lambda: heard_all(one, ids) and heard_all(two, ids))
                with open_house(None, tmp_path / "agent", service.url) as look:  # into the store the agent works on
                    wait_until(lambda: heard_all(look, ids))
                assert one.ports.outbox.counts()[OrderState.FILED] == 5
        finally:
            agent.terminate()
            agent.communicate(timeout=60)
            service.stop()
    assert len(ids) == 20


@pytest.mark.timeout(900)
def test_killing_agent_broker_and_bridge_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    came = run(tmp_path, 100, ["agent", "bridge", "broker"], seed=20261123)

    assert (came["filings"], came["commands"]) == (90, 10)
