"""The choices above the list of what is under review."""

from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget
from sagsbud.domain.review import ReviewFilter, Scope
from sagsbud.ui.review.filterbar import FilterBar
from sagsbud.ui.theme import Theme

from tests.ui.stage import settle


def test_in_a_low_window_the_choices_are_scrolled_and_do_not_lie_over_each_other(theme: Theme) -> None:
    window, below = QWidget(), QWidget()
    pane = QWidget(window)
    below.setMinimumHeight(theme.px(150))
    column = QVBoxLayout(pane)
    bar = FilterBar(theme)
    column.addWidget(bar)
    column.addWidget(below, 1)
    window.resize(theme.px(480), theme.px(330))
    pane.resize(window.size())
    window.show()
    settle()

    boxes = bar.findChildren(QComboBox)
    places = [QRect(box.mapTo(pane, QPoint()), box.size()) for box in boxes]
    assert not [(one, other) for one, other in combinations(places, 2) if one.intersects(other)]
    assert len({box.height() for box in boxes}) == 1
    assert below.geometry().bottom() <= pane.rect().bottom()
    (cut,) = (line for line in bar.findChildren(QFrame, "rule") if line.isVisible())
    assert cut.mapTo(bar, cut.rect().bottomLeft()).y() == bar.rect().bottom(), "nothing follows what is cut"
    window.close()
    window.deleteLater()


def test_where_nothing_is_chosen_there_is_nothing_to_keep_or_to_leave(theme: Theme) -> None:
    bar = FilterBar(theme)
    assert not bar.save.isEnabled()
    assert not bar.clear.isEnabled()
    bar.show_filter(ReviewFilter(scope=Scope.UNIT))
    assert bar.save.isEnabled()
    assert not bar.clear.isEnabled(), "whose they are is left as it is"
    bar.show_filter(ReviewFilter(kle="02"))
    assert bar.save.isEnabled()
    assert bar.clear.isEnabled()
    bar.deleteLater()
