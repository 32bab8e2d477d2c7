"""How long a document has waited: marks by working days with limits of one's own, and a word once a day."""

from datetime import timedelta
from pathlib import Path

import pytest
from sagsbud.domain.listing import Listing
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.review import AMBER_DAYS, RED_DAYS
from sagsbud.ui.app import Program
from sagsbud.ui.inbox.nudge import Nudge
from sagsbud.ui.inbox.row import AGES, row_of
from sagsbud.ui.paint import AGE_SIGNS
from sagsbud.ui.review.table_painting import _age_sign

from tests.support.orders import NOW, make_item
from tests.ui.conftest import OpenProgram
from tests.ui.stage import DEMO, Stage, settle, wait_until


def marks(program: Program) -> list[str]:
    """The colours of the ages, top down."""
    model = program.window.list.model
    rows = [row for at in range(model.rowCount()) if (row := model.row(at))]
    return [chip.kind for row in rows for chip in row.chips if chip.icon and AGE_SIGNS.get(chip.kind) == chip.icon]


def test_limits_of_the_settings_mark_and_remind(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo()
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.list.model.rowCount() == 23)
    red = marks(program).count("err")
    assert red > 0
    assert "warn" in marks(program)
    wait_until(window.list.nudge.isVisible)
    assert window.list.nudge.text.endswith("waited at least 3 working days.")

    stage.house.preferences.change("red_days", 2)
    wait_until(lambda: marks(program).count("err") > red)
    wait_until(lambda: window.list.nudge.text.endswith("waited at least 2 working days."))
    old = marks(program).count("err")
    window.list.nudge._link.click()
    wait_until(lambda: window.list.model.rowCount() == old)
    assert window.list.listing.filters.older_than == 2
    assert not window.list.nudge.isVisible()

    stage.house.preferences.change("amber_days", 60)
    stage.house.preferences.change("red_days", 60)
    wait_until(lambda: not marks(program))


def test_the_word_is_whole_in_a_narrow_list(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo()
    stage.house.preferences.change("red_days", 2)
    program = open_program(stage)
    pane, panes = program.window.list, program.window._split
    wait_until(pane.nudge.isVisible)
    for width in (370, pane.minimumWidth()):
        panes.setSizes([width, sum(panes.sizes()) - width])
        settle()
        words, nudge = pane.nudge._text, pane.nudge.rect()
        assert pane.width() == max(width, pane.minimumSizeHint().width())
        assert words.height() >= words.heightForWidth(words.width())
        assert nudge.contains(words.geometry())
        assert nudge.contains(pane.nudge._link.geometry())


def test_more_are_said_to_be_more_only_where_there_are(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.put_demo()
    program = open_program(stage)
    nudge, there = program.window.list.nudge, marks(program).count("err")
    wait_until(lambda: nudge.text.startswith(f"{there} documents have"))
    for most, shown in ((there, f"{there} documents have"), (there - 1, f"{there - 1}+ documents have")):
        monkeypatch.setattr(f"{Nudge.__module__}.COUNTED", most)
        nudge.hide()
        program.desk.nudge.take_ages()
        wait_until(lambda shown=shown: nudge.text.startswith(shown))  # type: ignore[misc]


def test_the_word_gives_its_room_to_a_search_and_comes_back_unless_it_was_closed(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo()
    program = open_program(stage)
    pane = program.window.list
    wait_until(pane.nudge.isVisible)
    pane.show_listing(Listing(text="birkevænget"))
    assert not pane.nudge.isVisible()
    program.desk.nudge.take_ages()
    wait_until(lambda: program.operations.idle)
    assert not pane.nudge.isVisible()
    pane.show_listing(Listing())
    assert pane.nudge.isVisible()
    pane.nudge._close.click()
    pane.show_listing(Listing(text="birkevænget"))
    pane.show_listing(Listing())
    assert not pane.nudge.isVisible()


def test_no_word_where_nothing_is_old(stage: Stage, open_program: OpenProgram) -> None:
    stage.put(Path(DEMO / "aktindsigt.eml"))
    stage.house.engine.read_now()
    program = open_program(stage)
    wait_until(lambda: program.window.list.model.rowCount() == 1)
    wait_until(lambda: program.operations.idle)
    assert not program.window.list.nudge.isVisible()


def test_amber_and_red_ages_have_drawings_of_their_own() -> None:
    entry, (amber, red) = OutboxEntry(1, make_item()), AGES
    rows = [row_of(entry, (NOW + timedelta(days=days)).date()) for days in (amber, red + 4)]
    assert [[(chip.kind, chip.icon) for chip in row.chips[-1:]] for row in rows] == [
        [("warn", "clock")],
        [("err", "clock-alert")],
    ]
    assert len({_age_sign(days) for days in (0, AMBER_DAYS, RED_DAYS)}) == 3
