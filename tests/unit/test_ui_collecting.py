"""The search for circles of objects rests while a window opens, is made by the window's thread, and given back afterwards."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from sagsbud.ui.collecting import FEW, LONG, QUIET, RestingCollector


class Circle:
    """What only the search can find."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[RestingCollector]:
    """One whose window is open; its looks are made by the tests."""
    opened = RestingCollector(qapp)
    opened.go_on()
    yield opened
    opened.end()
    opened.setParent(None)


def made(count: int) -> list[list[int]]:
    return [[] for _ in range(count)]


def test_it_rests_until_the_rows_are_painted_and_forgets_nothing_afterwards(qapp: QApplication) -> None:
    collector = RestingCollector()
    assert gc.get_freeze_count() == 0
    collector.go_on()
    assert gc.get_freeze_count() > 0
    assert not gc.isenabled()
    collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_rows_painted_after_the_window_ended_change_nothing(qapp: QApplication) -> None:
    collector = RestingCollector()
    collector.end()
    collector.go_on()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_much_that_is_new_is_searched_at_once(collector: RestingCollector) -> None:
    circle = weakref.ref(Circle())
    kept = made(2 * FEW)
    assert circle() is not None
    collector.look()
    assert circle() is None
    assert len(kept) == 2 * FEW


def test_what_has_become_old_is_searched_once_the_window_rests(collector: RestingCollector) -> None:
    circle = Circle()
    kept = made(2 * FEW)
    gc.collect(1)
    gone = weakref.ref(circle)
    del circle
    more = made(2 * FEW)
    collector.look()
    assert gone() is not None
    for _ in range(QUIET):
        assert gone() is not None
        collector.look()
    assert gone() is None
    assert len(kept) == len(more)


def test_what_has_become_old_is_found_in_a_window_that_never_rests(collector: RestingCollector) -> None:
    circle = Circle()
    gc.collect(1)
    gone = weakref.ref(circle)
    del circle
    for _ in range(LONG):
        new = made(2 * FEW)
        collector.look()
        new.clear()
    assert gone() is None
