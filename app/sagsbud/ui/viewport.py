"""What views need to know of themselves, asked so that PySide need not make half of Qt's classes for the answer."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QPalette
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QLayout, QScrollArea, QStackedWidget, QWidget


class RestOfPane(QStackedWidget):
    """Takes the height that is left and asks for no more than what it shows must have: what is above it keeps its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """As low as it can be."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """That of what is shown."""
        shown = self.currentWidget()
        return QSize(super().minimumSizeHint().width(), shown.minimumSizeHint().height() if shown else 0)


def give_viewport(area: QAbstractScrollArea) -> None:
    """Give it a viewport like the one it has; call this before anything else is set.

    Python knows whatever is made from Python. Where a widget of Qt's own is asked for, PySide makes the class of every
    widget there is, to find out which one it is: 11 ms that the start would wait for.
    """
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)


def is_hovered(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> bool:
    """Whether the pointer is on it.

    What is to be painted says so too, but in words of QStyle, which takes PySide 6 ms to make.
    """
    return view.underMouse() and view.indexAt(view.viewport().mapFromGlobal(QCursor.pos())) == index


def uncut(scroll: QScrollArea, *lines: QWidget) -> None:
    """Scroll on where one of these would be cut in its middle at the upper edge."""
    view, bar = scroll.viewport(), scroll.verticalScrollBar()
    for line in lines:
        hidden = -line.mapTo(view, QPoint()).y()
        if 0 < hidden < line.height():
            bar.setValue(bar.value() + line.height() - hidden)


def scroll_of(widget: QWidget) -> QScrollArea | None:
    """What scrolls it, if anything does."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def reveal(scroll: QScrollArea, first: QWidget, last: QWidget) -> None:
    """Scroll to what has just been shown, as soon as it has its place: to all of it, or to its beginning."""

    def go() -> None:
        for widget in (last, first):
            if widget.isVisible():
                scroll.ensureWidgetVisible(widget)

    QTimer.singleShot(0, scroll, go)


def bring_up(widget: QWidget) -> None:
    """Scroll to it, where anything scrolls it."""
    if scroll := scroll_of(widget):
        reveal(scroll, widget, widget)


def scrolled(page: QWidget, inside: QLayout | None = None) -> QScrollArea:
    """The page as high as it wants to be; what is `inside` ends at the same place with a bar and without one."""
    scroll = QScrollArea()
    give_viewport(scroll)
    if inside:
        end_still(inside, scroll)
    scroll.setWidget(page)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll


def end_still(inside: QLayout, scroll: QScrollArea) -> None:
    """What is scrolled ends at the same place at the right, with a bar and without one: the bar takes of the margin."""
    bar, right = scroll.verticalScrollBar(), inside.contentsMargins().right()

    def fit(_least: int, most: int) -> None:
        margins = inside.contentsMargins()
        margins.setRight(right - (bar.sizeHint().width() if most else 0))
        inside.setContentsMargins(margins)

    bar.rangeChanged.connect(fit)
