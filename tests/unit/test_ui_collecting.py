"""Python's search for circles rests while a window opens, and is as before when the window is gone."""

import gc

from sagsbud.ui.collecting import RestingCollector


def test_it_rests_until_the_rows_are_painted_and_forgets_nothing_afterwards() -> None:
    collector = RestingCollector()
    assert not gc.isenabled()
    collector.go_on()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_rows_painted_after_the_window_ended_change_nothing() -> None:
    collector = RestingCollector()
    collector.end()
    collector.go_on()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
