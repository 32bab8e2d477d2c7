"""The window itself: there before anything is in it, in its place and its colours."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_SIDE, QUEUE_LINE

FIRST_SIZE = QSize(1440, 868)


class Frame(QWidget):
    """The window itself: remembers its place, paints its ground until it is filled."""

    def __init__(self, theme: Theme, state_file: Path | None) -> None:
        super().__init__()
        self._theme = theme
        self._state_file = state_file
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.setWindowTitle("Sagsbud")
        self._restore()

    def fill(self, content: QWidget) -> None:
        """Show this from now on, in place of what was there."""
        self.empty()
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle())
        self._inside.addWidget(content)
        content.show()
        if content.focusProxy():
            content.setFocus()

    def dress(self, theme: Theme) -> None:
        """Paint the ground in these colours from now on."""
        self._theme = theme
        self.update()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown yet."""
        return self._inside.count() == 0

    def empty(self) -> None:
        """Nothing is shown until it is filled again."""
        while (item := self._inside.takeAt(0)) is not None:
            if gone := item.widget():
                gone.windowTitleChanged.disconnect(self.setWindowTitle)
                gone.hide()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where side bar, panes and queue line will be."""
        if self._inside.count():
            super().paintEvent(event)
            return
        painter, t = QPainter(self), self._theme
        side, foot = t.px(PANE_SIDE), self.height() - t.px(QUEUE_LINE)
        painter.fillRect(self.rect(), t.color("win"))
        painter.fillRect(side, 0, self.width() - side, foot, t.color("surf"))
        painter.fillRect(side, 0, 1, foot, t.color("line"))
        painter.fillRect(0, foot, self.width(), 1, t.color("line"))

    def come_forward(self) -> None:
        """To the front, with the keyboard."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place."""
        if self._state_file and self._state_file.parent.is_dir():
            state = kept(self._state_file)
            state.setValue("window", self.saveGeometry())
            state.setValue("appearance", self._theme.appearance)
            state.sync()
        super().closeEvent(event)

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen else FIRST_SIZE
        self.resize(FIRST_SIZE.boundedTo(room))
        geometry = kept(self._state_file).value("window") if self._state_file else None
        if geometry:
            self.restoreGeometry(geometry)
            self._come_into_view()

    def _come_into_view(self) -> None:
        """What was kept may be larger than the screen of today, or on one that is gone."""
        screen = QGuiApplication.screenAt(self.geometry().center()) or QGuiApplication.primaryScreen()
        if screen and not self.isMaximized() and not self.isFullScreen():
            style = self.style()  # its class is asked for only here: the first picture does without
            title = style.pixelMetric(style.PixelMetric.PM_TitleBarHeight)
            self.setGeometry(within(self.geometry(), screen.availableGeometry(), title))


def within(place: QRect, room: QRect, title: int) -> QRect:
    """The place, as it is where it is in the room; else no larger than that with a title above it, and moved into it."""
    if room.contains(place):
        return place
    room = room.adjusted(0, title, 0, 0)
    size = place.size().boundedTo(room.size())
    left = min(max(place.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(place.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def kept(state_file: Path) -> QSettings:
    """What is remembered of a window from start to start."""
    return QSettings(str(state_file), QSettings.Format.IniFormat)
