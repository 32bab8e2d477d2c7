"""What was done is taken back in the opposite order, and nothing else is taken back with it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.engine.undoing import Undone
from sagsbud.outbox.store import SealedOutbox

from tests.support.embedded import dropped
from tests.support.orders import KLE, make_sag

SAG = make_sag(1)


def letter(house: House, folder: Path, name: str) -> ItemId:
    path = folder / f"{name}.txt"
    path.write_text(f"Brev {name}\n" * 3, encoding="utf-8")
    return dropped(house, path)


def promise(house: House, item: ItemId) -> None:
    detail = house.engine.detail(item)
    assert detail is not None
    house.engine.decide(replace(detail.proposal, sag=SAG, kle=KLE, titel="Brev"), hold=True)


def state(house: House, item: ItemId) -> OrderState:
    entry = house.engine.entry(item)
    assert entry is not None
    return entry.state


def test_a_promise_whose_time_is_over_is_not_taken_back_with_what_it_was_once_put_away_with(
    house: House, tmp_path: Path
) -> None:
    first, second = letter(house, tmp_path, "a"), letter(house, tmp_path, "b")
    house.engine.together.withdraw([first, second], "advertising")
    house.engine.restore(first)
    house.preferences.change("undo_seconds", 0)
    promise(house, first)
    assert house.engine.undo_latest() == Undone((second,))
    assert (state(house, first), state(house, second)) == (OrderState.QUEUED, OrderState.DRAFT)


def test_what_is_left_of_many_is_taken_back_before_what_was_done_before_them(house: House, tmp_path: Path) -> None:
    older, first, last = (letter(house, tmp_path, name) for name in "cde")
    house.engine.withdraw(older, "advertising")
    house.engine.together.withdraw([first, last], "advertising")
    house.engine.restore(last)
    assert house.engine.undo_latest() == Undone((first,))
    assert house.engine.undo_latest() == Undone((older,))
    assert house.engine.undo_latest() == Undone()


def reason(house: House, item: ItemId) -> str:
    """Why it is not to be filed."""
    detail = house.engine.detail(item)
    assert detail is not None
    return detail.put_away.reason if detail.put_away else ""


def test_what_was_moved_back_is_put_away_again_each_for_its_reason(house: House, tmp_path: Path) -> None:
    first, second = letter(house, tmp_path, "l"), letter(house, tmp_path, "m")
    house.engine.withdraw(first, "advertising")
    house.engine.withdraw(second, "private")
    house.engine.together.move_back([first, second])
    assert house.engine.status().undo_later
    assert house.engine.undo_latest() == Undone(away=(first, second))
    assert (reason(house, first), reason(house, second)) == ("advertising", "private")
    assert house.engine.undo_latest() == Undone((second,))
    assert house.engine.undo_latest() == Undone((first,))
    assert house.engine.undo_latest() == Undone()


def test_what_was_decided_since_it_was_moved_back_is_not_put_away(house: House, tmp_path: Path) -> None:
    older, item = letter(house, tmp_path, "n"), letter(house, tmp_path, "o")
    house.engine.withdraw(older, "advertising")
    house.engine.withdraw(item, "advertising")
    house.engine.together.move_back([item])
    promise(house, item)
    outbox = house.ports.outbox
    assert isinstance(outbox, SealedOutbox)
    outbox.apply(item, OrderEvent.CONFLICTED)
    house.engine.revise(item)
    assert house.engine.undo_latest() == Undone((older,))
    assert state(house, item) is OrderState.DRAFT


def test_what_was_moved_back_promised_and_undone_can_still_be_put_away_again(house: House, tmp_path: Path) -> None:
    item = letter(house, tmp_path, "p")
    house.engine.withdraw(item, "private")
    house.engine.together.move_back([item])
    promise(house, item)
    assert house.engine.undo_latest() == Undone((item,))
    assert house.engine.undo_latest() == Undone(away=(item,))
    assert reason(house, item) == "private"


def test_what_was_done_before_a_form_was_changed_is_left_alone(house: House, tmp_path: Path) -> None:
    older, newer = letter(house, tmp_path, "q"), letter(house, tmp_path, "r")
    house.engine.withdraw(older, "advertising")
    own = house.ports.clock()
    house.engine.withdraw(newer, "advertising")
    assert house.engine.undo_latest(own) == Undone((newer,))
    assert house.engine.undo_latest(own) == Undone(own=True)
    assert house.engine.undo_latest() == Undone((older,))
    assert house.engine.undo_latest(own) == Undone(own=True)


def test_many_that_are_still_being_promised_are_as_old_as_the_first_of_them(house: House, tmp_path: Path) -> None:
    first, last = letter(house, tmp_path, "s"), letter(house, tmp_path, "t")
    together = house.engine.together
    until = together.until(2)
    together.file([(first, SAG)], until)
    own = house.ports.clock()
    together.file([(last, SAG)], until)
    assert (state(house, first), state(house, last)) == (OrderState.QUEUED, OrderState.QUEUED)
    assert house.engine.undo_latest(own) == Undone(own=True)
    assert house.engine.undo_latest() == Undone((first, last))


def test_of_many_that_were_promised_those_that_are_left_are_counted(house: House, tmp_path: Path) -> None:
    older, newer = letter(house, tmp_path, "f"), letter(house, tmp_path, "g")
    house.engine.withdraw(older, "advertising")
    promise(house, newer)
    status = house.engine.status()
    assert (status.undo_items, status.undo_later) == ((newer,), False)
    assert house.engine.undo(newer)
    status = house.engine.status()
    assert (status.undo_items, status.undo_item, status.undo_until, status.undo_later) == ((), None, None, True)


def test_two_who_ask_at_once_take_back_two_things(house: House, tmp_path: Path) -> None:
    older = letter(house, tmp_path, "h")
    many = [letter(house, tmp_path, f"i{number}") for number in range(8)]
    house.engine.withdraw(older, "advertising")
    house.engine.together.withdraw(many, "advertising")
    with ThreadPoolExecutor(2) as pool:
        undone = list(pool.map(lambda _: house.engine.undo_latest(), range(2)))
    assert sorted(len(one.back) for one in undone) == [1, 8]
    assert all(not one.gone for one in undone)


def test_what_is_done_while_somebody_looks_is_remembered(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = letter(house, tmp_path, "j"), letter(house, tmp_path, "k")
    house.engine.withdraw(older, "advertising")
    looking, go_on = threading.Event(), threading.Event()
    read = type(house.ports.outbox).entry

    def entry(outbox: object, item: ItemId) -> object:
        if threading.current_thread() is looker:
            looking.set()
            go_on.wait(60)
        return read(outbox, item)  # type: ignore[arg-type]

    monkeypatch.setattr(type(house.ports.outbox), "entry", entry)
    looker = threading.Thread(target=house.engine.status)
    doer = threading.Thread(target=lambda: house.engine.withdraw(newer, "advertising"))
    looker.start()
    assert looking.wait(60)
    doer.start()
    while doer.is_alive() and state(house, newer) is OrderState.DRAFT:
        doer.join(0.05)
    go_on.set()
    looker.join()
    doer.join()
    assert house.engine.undo_latest() == Undone((newer,))
    assert house.engine.undo_latest() == Undone((older,))
