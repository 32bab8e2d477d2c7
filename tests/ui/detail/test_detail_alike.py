"""More like this: the card, what can be ticked on it, and what becomes of that."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.likesheet import LikeSheet
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_M

from tests.ui.detail.conftest import Desk
from tests.ui.stage import settle

ABOUT = "Angående skimmelvækst i opgangen ved Prøvestræde: tagnedløb, fugtskade og genhusning.\n\nBrev {number}\n"
OTHER = "Parkeringsvagten glemte pylonerne ved cykelstien.\n\nBrev {number}\n"


def letters(desk: Desk) -> list[ItemId]:
    """Two about the same, one about something else."""
    texts = (ABOUT.format(number=1), ABOUT.format(number=2) + "Hilsen\n", OTHER.format(number=3))
    return [desk.take(f"skimmel-{at}.txt", text.encode()) for at, text in enumerate(texts)]


def opened(desk: Desk) -> LikeSheet:
    """The card, by its key."""
    desk.pane.setFocus()
    desk.actions[ActionId.ALIKE].trigger()
    desk.until(lambda: bool(desk.window.findChildren(LikeSheet)))
    (sheet,) = desk.window.findChildren(LikeSheet)
    return sheet


def gone(desk: Desk) -> bool:
    return not desk.window.findChildren(LikeSheet)


def assert_just_as_high_as_needed(sheet: LikeSheet) -> None:
    """Nothing to scroll, and no empty room below the last card; a line more may have been needed beside a scroll bar."""
    settle()
    scroll = sheet.findChildren(QScrollArea)[0]
    last = max(card.mapTo(scroll, QPoint(0, card.height())).y() for card in sheet.cards.values())
    assert scroll.verticalScrollBar().maximum() == 0
    assert scroll.height() - last <= 3 * SPACE_M


def test_what_is_ticked_is_chosen_together_with_the_document_in_hand(desk: Desk) -> None:
    mine, like, other = letters(desk)
    desk.show(mine)
    together: list[tuple[ItemId, ...]] = []
    desk.pane.together.connect(together.append)
    sheet = opened(desk)
    assert like in sheet.cards
    assert other not in sheet.cards
    assert mine not in sheet.cards
    assert_just_as_high_as_needed(sheet)
    card = sheet.cards[like]
    assert "in the inbox" in card.accessibleDescription()
    why, where = card.accessibleDescription().split("\n")
    assert why.startswith("Also names “")
    assert not why.endswith("·")
    assert where.endswith(" · in the inbox")
    sheet.press()
    assert sheet.wrong.text() == "Tick at least one document."
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Space)
    sheet.primary.click()
    assert together == [(mine, like)]
    desk.until(lambda: gone(desk))


def test_one_of_them_can_be_looked_at(desk: Desk) -> None:
    mine, like, _other = letters(desk)
    desk.show(mine)
    sheet = opened(desk)
    show = sheet.shows[like]
    assert (show.accessibleName(), show.accessibleDescription()) == ("Show", sheet.cards[like].text())
    settle()
    words_end = show.mapTo(sheet, QPoint(show.width() - show.room_before(), 0)).x()
    assert words_end == sheet.primary.mapTo(sheet, QPoint(sheet.primary.width(), 0)).x(), "flush with all else"
    show.click()
    desk.rest()
    assert desk.pane.item == like
    desk.until(lambda: gone(desk))


def test_the_lead_says_what_can_be_done_with_what_is_listed(desk: Desk, theme: Theme) -> None:
    mine, _like, _other = letters(desk)
    waiting = desk.engine.kin.alike(mine)
    filed = [replace(one, entry=replace(one.entry, state=OrderState.FILED)) for one in waiting]
    tick, view = "Tick what belongs on the same case.", "What is no longer in the inbox can only be viewed."
    for listed, lead in ((waiting, tick), ([*waiting, *filed], f"{tick} {view}"), (filed, view)):
        sheet = LikeSheet(theme, desk.window, listed)
        assert sheet._note.text() == lead
        sheet.deleteLater()


def test_a_document_like_no_other_says_so(desk: Desk) -> None:
    desk.show(desk.take("enlig.txt", b"Xylofonorkestret spillede.\n"))
    sheet = opened(desk)
    assert not sheet.cards
    assert not sheet.primary.isVisible()
    assert sheet.cancel.text() == "Close"
    assert sheet.cancel.hasFocus()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    desk.until(lambda: gone(desk))
