"""What was approved and is then corrected comes to review again, as a new version."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.orders import Priority
from sagsbud.domain.secondlook import ReviewReason
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import ReviewVerb
from sagsbud.engine import Proposal
from sagsbud.outbox.settling import Settler
from sagsbud.service.main import EmbeddedService

from tests.support.orders import CLERK, KLE
from tests.support.profiles import begun
from tests.support.review import SAG, SUPERVISOR, ReviewWorld
from tests.support.waiting import PATIENCE


@pytest.fixture
def clerk(world: ReviewWorld, service: EmbeddedService, tmp_path: Path) -> Iterator[House]:
    """The clerk's program, running, whose rule-made filings are looked at."""
    folder = tmp_path / "clerk"
    begun(folder / "demo")
    first = open_house("demo", folder, service.url)
    wanted = {"user": str(CLERK.id), "review_to": str(SUPERVISOR.id), "review_reasons": ["lagt_af_regel"]}
    for key, value in wanted.items():
        first.preferences.change(key, value)
    first.close()
    with open_house("demo", folder, service.url) as house:
        house.start()
        yield house


def proposal_of(house: House, item: ItemId) -> Proposal:
    detail = house.engine.detail(item)
    assert detail
    return detail.proposal


def filed(house: House, item: ItemId) -> DokumentId:
    """Wait until it is delivered; its Dokument."""
    assert house.engine.wait_idle(PATIENCE)
    entry = house.engine.entry(item)
    assert entry
    assert (entry.state, entry.problem) == (OrderState.FILED, None)
    assert entry.order
    return entry.order.main.dokument


def test_an_edit_after_approval_returns_to_review(world: ReviewWorld, clerk: House, tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Indsigelse mod skuret på Birkevænget 16\n", encoding="utf-8")
    item = clerk.engine.take_now(letter, Source(SourceKind.DROP))[0].item
    assert item
    clerk.engine.read_now()
    asked = replace(proposal_of(clerk, item), sag=SAG, kle=KLE)
    clerk.engine.decide(asked, priority=Priority.AUTOMATIC, hold=False)
    old = filed(clerk, item)
    Settler(world.review).carry(world.order(old, ReviewVerb.APPROVE))
    assert world.queue() == []

    clerk.engine.corrections.correct(replace(proposal_of(clerk, item), titel="Indsigelse mod skur, rettet"))
    new = filed(clerk, item)

    assert world.queue() == [str(new)]
    seen = world.seen(new)
    assert seen.request
    assert ReviewReason.CORRECTED in seen.request.reasons
    assert world.registreringer(new)[0]["attributter"]["dokumentegenskaber"][0]["major"] == 2
    assert world.now(old)["nyrevision"] == [str(new)]
    assert world.posts(old) == world.posts(new) == [(str(SAG.id), "tilakteretdokument")]
    assert [state for state, _ in world.states(old)][-1] == "Endeligt"
