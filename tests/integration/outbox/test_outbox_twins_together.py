"""The same mail in other bytes is not filed twice where many are filed in one go."""

from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.arrival import Taken
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState

from tests.support import papers
from tests.support.embedded import dropped
from tests.support.orders import KLE, make_sag

SAG = make_sag(1)
LETTER = ("bilag.txt", "text/plain", b"Et bilag.")


def mail(house: House, folder: Path, number: int, *, box: str = "", read: bool = True) -> ItemId:
    """A mail with an attachment, as it was saved from a mailbox."""
    message = papers.mail(f"Klage {number}", "Jeg klager.", message_id=f"<{number}@eksempel.dk>", files=[LETTER])
    head = f"X-Box: {box}\r\n".encode() if box else b""
    path = folder / f"mail-{number}{box}.eml"
    path.write_bytes(head + message.as_bytes())
    item = dropped(house, path)
    if read:
        house.engine.read_now()
    return item


def decide(house: House, item: ItemId) -> OutboxEntry:
    detail = house.engine.detail(item)
    assert detail
    return house.engine.decide(replace(detail.on(SAG), kle=KLE), hold=True)


def file(house: House, *items: ItemId) -> tuple[list[ItemId], tuple[ItemId, ...]]:
    """What was promised, and what was left because it is known."""
    together = house.engine.together
    outcome = together.file([(item, replace(SAG, kle=KLE)) for item in items], together.until(len(items)))
    assert outcome.left == ()
    return [entry.item.id for entry in outcome.done], outcome.known


def test_a_mail_that_was_decided_on_before_is_left(house: House, tmp_path: Path) -> None:
    first = mail(house, tmp_path, 1)
    decide(house, first)
    copy, other = mail(house, tmp_path, 1, box="b"), mail(house, tmp_path, 2)
    assert house.engine.kin.known_mail(copy) is Taken.ALREADY_HERE
    assert file(house, copy, other) == ([other], (copy,))
    entry = house.engine.entry(copy)
    assert entry
    assert entry.state is OrderState.DRAFT
    assert entry.problem is None
    house.engine.undo(first)
    assert house.engine.kin.known_mail(copy) is None
    assert file(house, copy) == ([copy], ())


@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
def test_of_two_copies_filed_together_one_is_left(house: House, tmp_path: Path, read: bool) -> None:
    first, copy, other = (
        mail(house, tmp_path, 1, read=read),
        mail(house, tmp_path, 1, box="b", read=read),
        mail(house, tmp_path, 2, read=read),
    )
    assert file(house, first, copy, other) == ([first, other], (copy,))


def test_what_a_person_wants_filed_in_spite_of_its_twin_is_filed(house: House, tmp_path: Path) -> None:
    first = mail(house, tmp_path, 1)
    decide(house, first)
    again = house.engine.kin.repeat(first).item.id
    house.engine.read_now()
    assert file(house, again) == ([again], ())
    copy = mail(house, tmp_path, 1, box="b")
    assert file(house, copy) == ([], (copy,))
    assert decide(house, copy).state is OrderState.QUEUED
