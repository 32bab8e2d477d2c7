"""Work off the main thread: answers come to it, the newest wins, nobody answers the dead."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from sagsbud.domain.arrival import Taken
from sagsbud.domain.changes import ItemsChanged, OfferAnswered, QueueChanged
from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.ids import new_item_id
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.operations import Operations

from tests.ui.stage import Stage, settle, wait_until


@pytest.fixture
def operations(qapp: QApplication) -> Iterator[Operations]:
    """A pool of its own."""
    made = Operations()
    yield made
    made.close()


def test_the_work_is_done_elsewhere_and_answered_here(operations: Operations) -> None:
    here = threading.get_ident()
    where: list[int] = []

    def work() -> int:
        where.append(threading.get_ident())
        return 7

    answers: list[tuple[int, bool]] = []
    operations.run(operations, work, lambda answer: answers.append((answer, threading.get_ident() == here)))
    wait_until(lambda: bool(answers))
    assert answers == [(7, True)]
    assert where != [here]


def test_the_newest_of_a_key_wins(operations: Operations) -> None:
    gate = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        gate.wait(30)
        return "old"

    operations.run(operations, slow, answers.append, key="rows")
    operations.run(operations, lambda: "new", answers.append, key="rows")
    wait_until(lambda: bool(answers))
    gate.set()
    wait_until(lambda: operations.idle)
    assert answers == ["new"]


def test_what_is_first_goes_ahead_of_what_is_held_back(operations: Operations) -> None:
    answers: list[str] = []
    operations.hold()
    operations.run(operations, lambda: "later", answers.append)
    operations.run(operations, lambda: "rows", answers.append, first=True)
    wait_until(lambda: bool(answers))
    settle()
    assert answers == ["rows"]
    assert not operations.idle
    operations.let_go()
    wait_until(lambda: operations.idle)
    assert answers == ["rows", "later"]


def test_an_answer_to_somebody_who_is_gone_is_dropped(operations: Operations) -> None:
    parent = QObject()
    gate = threading.Event()
    answers: list[object] = []

    def slow() -> None:
        gate.wait(30)

    operations.run(parent, slow, answers.append)
    parent.deleteLater()
    settle()
    gate.set()
    wait_until(lambda: operations.idle)
    assert answers == []


def test_a_known_error_goes_to_its_handler_or_to_the_one_place_for_all(operations: Operations) -> None:
    def fail() -> None:
        raise StoreError(Trouble.DISK_FULL)

    handled: list[SagsbudError] = []
    shown: list[SagsbudError] = []
    operations.failed.connect(shown.append)
    operations.run(operations, fail, lambda _none: None, handled.append)
    operations.run(operations, fail, lambda _none: None)
    wait_until(lambda: operations.idle)
    assert [error.trouble for error in handled] == [Trouble.DISK_FULL]
    assert [error.trouble for error in shown] == [Trouble.DISK_FULL]


@pytest.mark.warns_in_log
def test_a_defect_is_shown_as_one_and_logged_without_its_text(
    operations: Operations, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("010101-0000")

    shown: list[SagsbudError] = []
    operations.run(operations, fail, lambda _none: None, shown.append)
    wait_until(lambda: operations.idle)
    assert [error.trouble for error in shown] == [Trouble.DEFECT]
    assert "ZeroDivisionError" in caplog.text
    assert "010101" not in caplog.text


def test_after_closing_nothing_is_run_or_delivered(qapp: QApplication) -> None:
    operations = Operations()
    answers: list[object] = []
    operations.run(operations, lambda: 1, answers.append)
    operations.close()
    operations.run(operations, lambda: 2, answers.append)
    settle()
    assert answers == []


def test_a_burst_of_changes_becomes_one_signal(stage: Stage, qapp: QApplication) -> None:
    engine = stage.house.engine
    bridge = EngineBridge(engine)
    heard: list[object] = []
    offers: list[OfferAnswered] = []
    queue: list[int] = []
    bridge.items_changed.connect(heard.append)
    bridge.offer_answered.connect(offers.append)
    bridge.queue_changed.connect(lambda: queue.append(1))
    items = [new_item_id() for _ in range(50)]
    answers = [OfferAnswered(f"{n}.pdf", item, Taken.NEW) for n, item in enumerate(items)]

    def tell() -> None:
        for item, answer in zip(items, answers, strict=True):
            engine.tell(ItemsChanged(frozenset({item})))
            engine.tell(answer)
            engine.tell(QueueChanged())

    teller = threading.Thread(target=tell)
    teller.start()
    teller.join()
    wait_until(lambda: len(offers) == len(answers))
    assert heard == [frozenset(items)]
    assert offers == answers
    assert queue == [1]
    assert QThread.currentThread() is qapp.thread()
    bridge.close()
    engine.tell(QueueChanged())
    settle()
    assert queue == [1]
    stage.house.close()
