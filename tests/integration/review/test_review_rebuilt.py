"""Decisions outlive the database they lie in: what was not carried out comes back, what was taken back does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.bootstrap.upkeep import rebuild_outbox
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.verdicts import ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.engine.review import Review
from sagsbud.service.main import EmbeddedService

from tests.support.orders import CLERK
from tests.support.review import SUPERVISOR, ReviewWorld, belong_to_supervisor

DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda database: database.unlink(),
    "damaged": lambda database: database.write_bytes(b"\x55" * 8192),
}


def carried(house: House) -> None:
    """Let what was decided be carried to the service; nothing is left."""
    assert house.ports.review
    house.ports.review.delivery.settle()
    assert house.engine.review
    assert house.engine.review.unsettled() == 0


def said(desk: Review, world: ReviewWorld, dokument: DokumentId, verb: ReviewVerb, **more: object) -> None:
    desk.decide([ReviewDecision(dokument, verb, world.seen(dokument).version, **more)])  # type: ignore[arg-type]


@pytest.fixture
def folder(service: EmbeddedService, tmp_path: Path) -> Path:
    """Where the supervisor's profile lies."""
    belong_to_supervisor(tmp_path / "supervisor", service.url)
    return tmp_path / "supervisor"


def opened(house: House) -> Review:
    """Its desk, which knows the queue."""
    assert house.engine.review
    house.engine.review.refresh()
    return house.engine.review


def lose(house: House, damage: str) -> None:
    """What is left of a closed program's database."""
    outbox = house.folders.outbox
    for ending in ("-wal", "-shm"):
        outbox.with_name(outbox.name + ending).unlink(missing_ok=True)
    DAMAGES[damage](outbox)


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_decisions_that_were_not_carried_out_come_back(
    world: ReviewWorld, service: EmbeddedService, folder: Path, damage: str
) -> None:
    approved, returned, undone, done = (world.file(titel=f"Brev {number}").main.dokument for number in range(4))
    with open_house("demo", folder, service.url) as house:
        desk = opened(house)
        said(desk, world, done, ReviewVerb.APPROVE)
        carried(house)
        before = world.registreringer(done)
        said(desk, world, approved, ReviewVerb.APPROVE)
        said(desk, world, returned, ReviewVerb.RETURN, reason=ReturnReason.WRONG_KLE, comment="Følg 02.34.")
        (taken_back,) = desk.decide([ReviewDecision(undone, ReviewVerb.APPROVE, world.seen(undone).version)])
        assert taken_back.pending
        assert desk.undo(taken_back.pending.id)
    lose(house, damage)

    made = rebuild_outbox("demo", folder)

    assert (made.decisions, made.items, made.unreadable) == (2, 0, 0)
    with open_house("demo", folder, service.url) as again:
        assert again.ports.review
        assert set(again.ports.review.verdicts.open()) == {approved, returned}
        carried(again)
    assert world.states(approved)[-1] == ("Endeligt", str(SUPERVISOR.id))
    assert world.states(returned)[-1] == ("Fordelt", str(SUPERVISOR.id))
    assert world.now(returned)["fordelttil"] == [str(CLERK.id)]
    assert world.states(undone)[-1][0] == "Underreview"
    assert world.registreringer(done) == before
    assert rebuild_outbox("demo", folder).decisions == 0


def test_a_decision_that_arrived_before_the_store_was_lost_is_not_made_twice(
    world: ReviewWorld, service: EmbeddedService, folder: Path
) -> None:
    dokument = world.file().main.dokument
    with open_house("demo", folder, service.url) as house:
        said(opened(house), world, dokument, ReviewVerb.APPROVE)
        assert house.ports.review
        (verdict,) = house.ports.review.verdicts.open().values()
        world.review.change(world.seen(dokument), verdict.order)
    before = world.registreringer(dokument)
    lose(house, "gone")

    assert rebuild_outbox("demo", folder).decisions == 1

    with open_house("demo", folder, service.url) as again:
        carried(again)
    assert world.registreringer(dokument) == before
