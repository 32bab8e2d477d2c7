"""What is open over a document closes when another is shown: what it offers was meant for the one before."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QWidget
from sagsbud.ui.detail.pane import DetailPane
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.menus import close_popups_of

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers


def open_role(pane: DetailPane) -> None:
    """The role of a party."""
    next(one for one in pane.form.parter.findChildren(QToolButton) if one.menu()).showMenu()


def open_calendar(pane: DetailPane) -> None:
    """By a press on its sign."""
    field = pane.form.dato
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(field.width() - 8, field.height() // 2))


OPENERS: dict[str, Callable[[DetailPane], object]] = {
    "case": lambda pane: pane.form.search_sag(),
    "subject": lambda pane: pane.form.search_kle(),
    "facet": lambda pane: pane.form.search_facet(),
    "party": lambda pane: pane.form.search_part(),
    "reasons": lambda pane: pane.header.withdraw.showMenu(),
    "more": lambda pane: pane.header.more.showMenu(),
    "role": open_role,
    "type": lambda pane: pane.form.type.showPopup(),
    "date": open_calendar,
}


@pytest.mark.parametrize("what", list(OPENERS))
def test_what_is_open_closes_when_another_document_is_shown(desk: Desk, papers: Papers, what: str) -> None:
    other = desk.take("brev.txt", papers.text())
    pane = desk.show(desk.take("brev.txt", papers.text()))
    open_: list[QWidget | None] = []

    def show_other() -> None:
        """In the loop of a menu too."""
        open_.append(QApplication.activePopupWidget())
        pane.show_item(other)
        open_.append(QApplication.activePopupWidget())
        if left := open_[-1]:
            left.close()

    QTimer.singleShot(100, show_other)
    OPENERS[what](pane)
    desk.until(lambda: len(open_) == 2)
    assert open_[0], "it was open"
    assert not open_[1], "it has closed"
    desk.rest()


def test_a_case_that_is_chosen_too_late_is_put_on_no_other_document(
    desk: Desk, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sagsbud.ui.detail.arrangement.close_popups_of", lambda _pane: None)
    other = desk.take("brev.txt", papers.unsure())
    pane = desk.show(desk.take("brev.txt", papers.unsure()))
    pane.form.search_sag()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    desk.show(other)
    popup.list.picked.emit(desk.stage.sag("26/1020"))
    assert QApplication.activePopupWidget() is None
    assert pane.form.form
    assert not pane.form.form.touched


def test_news_of_the_same_document_leave_what_is_open(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.form.search_sag()
    popup = QApplication.activePopupWidget()
    assert popup
    assert pane.item
    pane.show_item(pane.item)
    desk.rest()
    assert QApplication.activePopupWidget() is popup
    popup.close()


def test_what_is_open_elsewhere_stays(desk: Desk, papers: Papers) -> None:
    other = desk.take("brev.txt", papers.text())
    desk.show(desk.take("brev.txt", papers.text()))
    beside = QFrame(desk.window, Qt.WindowType.Popup)
    beside.show()
    desk.show(other)
    assert QApplication.activePopupWidget() is beside
    close_popups_of(desk.window)
    assert QApplication.activePopupWidget() is None
