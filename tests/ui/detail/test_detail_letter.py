"""A mail as a letter: its head is scrolled with its words, by key, wheel and what leads to a place in it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind, MailPage
from sagsbud.domain.parties import Part
from sagsbud.ui.detail.findings import HeaderRow
from sagsbud.ui.detail.mailview import MailView
from sagsbud.ui.theme import Theme

from tests.ui.stage import settle


@pytest.fixture
def letter(theme: Theme) -> Iterator[MailView]:
    sender = Found(Part("Mette", ""), Evidence(EvidenceSource.HEADER, "Mette <mette@eksempel.example>"))
    title = Found("Skur", Evidence(EvidenceSource.HEADER, "Skur"))
    words = "\n".join(f"Linje {at:03}" for at in range(100))
    mail = MailView(theme)
    mail.show_text(Extract(Kind.EML, "", words, titles=(title,), sender=sender, recipients=(sender,) * 8))
    mail.show()
    yield mail
    mail.close()


@pytest.mark.parametrize("height", [400, 110])
def test_the_head_of_a_mail_is_whole_and_scrolled_with_its_words(letter: MailView, height: int) -> None:
    labels = [label for label in letter.head.findChildren(QLabel) if not label.isHidden()]
    assert len(labels) == 6
    letter.resize(500, height)
    settle()
    body, bar = letter.body, letter.body.verticalScrollBar()
    assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    assert bar.value() == 0
    assert body.cursorRect().top() >= body.begins >= letter.head.height()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End):
        QTest.keyClick(body, key)
        assert letter.head.mapTo(letter, QPoint()).y() == -bar.value() < 0
    letter.go_to_row(HeaderRow.FROM)
    sender = letter.head.value(HeaderRow.FROM)
    assert sender.visibleRegion().boundingRect() == sender.rect()
    QTest.keyClick(body, Qt.Key.Key_Home)
    QTest.keyClick(sender, Qt.Key.Key_PageDown)
    assert bar.value() > 0, "whoever copies from the head goes on from there"


def test_the_wheel_scrolls_a_mail_over_its_head_too(letter: MailView) -> None:
    letter.resize(500, 300)
    settle()
    where, none = QPointF(100, 20), Qt.MouseButton.NoButton
    turn = QWheelEvent(
        where, letter.mapToGlobal(where), QPoint(), QPoint(0, -120),
        none, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(letter.body._above, turn)
    assert letter.body.verticalScrollBar().value() > 0


def test_the_words_of_a_mail_make_room_for_a_note_that_comes_later(letter: MailView) -> None:
    letter.resize(500, 300)
    settle()
    before = letter.body.cursorRect().top()
    letter.show_page(MailPage("<p>Hej</p>", 1))
    settle()
    assert letter.body.cursorRect().top() == before + letter.note.height()


@pytest.mark.parametrize("by_key", [True, False])
def test_a_mail_has_a_ring_for_those_who_came_by_key(letter: MailView, by_key: bool) -> None:
    reason = Qt.FocusReason.TabFocusReason if by_key else Qt.FocusReason.MouseFocusReason
    QApplication.sendEvent(letter.body, QFocusEvent(QEvent.Type.FocusIn, reason))
    assert letter.body._ring.isVisible() is by_key
    for back in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
        QApplication.sendEvent(letter.body, QFocusEvent(QEvent.Type.FocusOut, back))
        assert not letter.body._ring.isVisible()
        QApplication.sendEvent(letter.body, QFocusEvent(QEvent.Type.FocusIn, back))
        assert letter.body._ring.isVisible() is by_key, "as it was before the other window or the menu"
