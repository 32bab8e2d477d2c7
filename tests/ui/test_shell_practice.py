"""The way into practice from an ordinary window, and the window of practice itself."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.practice import Practice
from sagsbud.i18n import tr
from sagsbud.ui.firstrun.subjects import SubjectStep
from sagsbud.ui.frame import Frame
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.practising import MakingPage, PracticeLine, tell_not_removed
from sagsbud.ui.sidebutton import SIDE_MARGIN
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_RAIL, PANE_SIDE, SIDE_SIGN

from tests.ui.stage import Stage, settle, wait_until

OpenProgram = Callable[..., Any]


class Asked:
    """What was asked of practice."""

    def __init__(self) -> None:
        self.entered = 0
        self.removed = 0
        self.there = False

    def enter(self) -> None:
        self.entered += 1

    def remove(self) -> None:
        self.removed += 1

    @property
    def door(self) -> Practice:
        """As an ordinary window has it."""
        return Practice(enter=self.enter, is_there=lambda: self.there)

    @property
    def inside(self) -> Practice:
        """As its own window has it."""
        return Practice(remove=self.remove)


def buttons(page: Any, text: str) -> list[QPushButton]:
    return [one for one in page.findChildren(QPushButton) if one.text() == text]


def test_the_empty_inbox_and_the_settings_lead_to_practice(stage: Stage, open_program: OpenProgram) -> None:
    asked = Asked()
    program = open_program(stage, practice=asked.door)
    wait_until(program.window.empty.isVisible)
    (in_inbox,) = buttons(program.window.empty, "Open practice")
    in_inbox.click()
    wait_until(lambda: asked.entered == 1)
    (in_settings,) = buttons(program.show_settings(), "Open practice")
    in_settings.click()
    wait_until(lambda: asked.entered == 2)


def test_the_last_step_of_the_first_run_leads_to_practice_and_no_other_does(
    stage: Stage, open_program: OpenProgram
) -> None:
    asked = Asked()
    program = open_program(stage, practice=asked.door)
    card = program.welcome()
    while not isinstance(card.step, SubjectStep):
        assert not card.practise.isVisible()
        card._show(card._at + 1)
    assert card.practise.isVisible()
    over = list[bool]()
    card.finished.connect(over.append)
    card.practise.click()
    wait_until(lambda: asked.entered == 1)
    assert over == [False]


def test_where_practice_is_not_offered_nothing_speaks_of_it(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    wait_until(program.window.empty.isVisible)
    assert buttons(program.window.empty, "Open practice") == []
    assert buttons(program.show_settings(), "Open practice") == []
    assert program.window.practice is None


def test_the_ordinary_window_says_once_that_practice_is_gone(stage: Stage, open_program: OpenProgram) -> None:
    asked = Asked()
    asked.there = True
    program = open_program(stage, practice=asked.door)
    program.offer([])
    assert program.window.notice.text == ""
    asked.there = False
    program.offer([])
    assert program.window.notice.text == "The examples and everything you did with them are removed."
    program.window.notice.hide()
    program.offer([])
    assert program.window.notice.text == ""


def test_the_window_of_practice_says_so_and_offers_no_other(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage, practice=Asked().inside)
    line = program.window.practice
    assert line.isVisible()
    assert line.accessibleName() == "You are practising. Nothing from here reaches the municipality's service."
    assert program.window.windowTitle() == "Inbox · Sagsbud: practice"
    assert QApplication.applicationDisplayName() == "Sagsbud: practice"
    assert buttons(program.window.empty, "Open practice") == []
    assert program.ways.tray is None


def test_the_examples_are_removed_when_that_was_asked_and_answered(stage: Stage, open_program: OpenProgram) -> None:
    asked, closed = Asked(), list[bool]()
    program = open_program(stage, practice=asked.inside)
    program.quit_asked.connect(lambda: closed.append(True))
    line = program.window.practice
    line.remove.setFocus()
    line.remove.click()
    assert [one.isVisible() for one in (line.remove, line.keep, line.confirm)] == [False, True, True]
    assert program.window.focusWidget() is line.keep
    line.keep.click()
    assert (asked.removed, closed) == (0, [])
    assert program.window.focusWidget() is line.remove
    line.remove.click()
    line.confirm.click()
    assert (asked.removed, closed) == (1, [True])


def test_the_sign_of_practice_stands_above_those_of_the_side_bar_whole_or_as_a_rail(theme: Theme) -> None:
    line, side = PracticeLine(theme), QWidget()
    line.stand_above(side)
    line.show()
    sign = line.findChild(IconLabel)
    assert sign
    begins = []
    for wide in (PANE_SIDE, PANE_RAIL, PANE_SIDE):
        side.resize(theme.px(wide), 200)
        side.show()
        settle()
        begins.append(sign.x())
    whole, rail = SIDE_MARGIN + theme.px(SIDE_SIGN), (theme.px(PANE_RAIL) - theme.px(ICON_ROW)) // 2
    assert begins == [whole, rail, whole]
    for one in (line, side):
        one.close()


def test_while_the_examples_are_made_it_is_told_how_much_is_done(theme: Theme, qtbot: QtBot) -> None:
    made = [0.25]
    frame = Frame(theme, None)
    page = MakingPage(theme, lambda: made[0])
    frame.fill(page)
    frame.show()
    assert page.bar.value() == 25
    assert page.bar.accessibleName() == tr("The examples are being made")
    made[0] = 0.75
    wait_until(lambda: page.bar.value() == 75)
    with qtbot.waitSignal(page.destroyed):
        frame.fill(TextLabel(theme, "Indbakke"))
    frame.close()
    settle()


def test_a_removal_that_fails_is_said_where_it_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [StoreError(Trouble.KEYRING_LOCKED), None]
    shown: list[Trouble] = []

    def remove() -> None:
        if error := tried.pop(0):
            raise error

    def window(opening: Callable[[], object]) -> None:
        while tried:
            with pytest.raises(StoreError) as said:
                opening()
            shown.append(said.value.trouble)

    monkeypatch.setattr("sagsbud.ui.practising.open_window", window)
    assert tell_not_removed(StoreError(Trouble.PRACTICE_OPEN), remove) is None
    assert shown[:2] == [Trouble.PRACTICE_OPEN, Trouble.KEYRING_LOCKED]
    monkeypatch.setattr("sagsbud.ui.practising.open_window", lambda _opening: None)
    left = tell_not_removed(StoreError(Trouble.PRACTICE_OPEN), remove)
    assert left
    assert left.trouble is Trouble.PRACTICE_OPEN
