"""Practice in the window: the door to it, what is shown while its examples are made, the line that ends it."""

from collections.abc import Callable
from typing import NoReturn

from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.practice import Practice
from sagsbud.i18n import tr
from sagsbud.ui.announce import announce
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.labels import IconLabel, TextLabel, rule
from sagsbud.ui.opening import application, open_window
from sagsbud.ui.operations import Operations
from sagsbud.ui.sidebutton import SIDE_MARGIN
from sagsbud.ui.startpage import StartPage
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING, PANE_RAIL, SIDE_SIGN, SIDE_WORDS, SPACE_L, SPACE_S

LOOK_INTERVAL = 100
"""Milliseconds between looks at how much is made."""


def tell_not_removed(error: SagsbudError, remove: Callable[[], None]) -> SagsbudError | None:
    """Say it in a window, where it is tried again until it works or is given up; what it failed of at last."""
    app, failures, removed = application(), [error], list[bool]()
    told = False

    def opening() -> NoReturn:
        nonlocal told
        if told:
            try:
                remove()
            except SagsbudError as another:
                failures.append(another)
            else:
                removed.append(True)
                QMetaObject.invokeMethod(app, "closeAllWindows", Qt.ConnectionType.QueuedConnection)
        told = True
        raise failures[-1]

    open_window(opening)
    return None if removed else failures[-1]


class PracticeDoor(QObject):
    """Leads from an ordinary window to practice, and tells there when practice was taken away."""

    def __init__(self, practice: Practice, operations: Operations, window: MainWindow) -> None:
        super().__init__(window)
        self._practice, self._operations, self._window = practice, operations, window
        self._was_there = practice.is_there()
        application().applicationStateChanged.connect(self._state_changed)

    def enter(self) -> None:
        """Open the window of practice, or bring it forward."""
        if self._practice.enter:
            self._operations.run(self, self._practice.enter, lambda _none: self._entered())

    def look(self) -> None:
        """Say it once when practice is gone."""
        there = self._practice.is_there()
        if self._was_there and not there:
            self._window.notice.say(
                tr("The examples and everything you did with them are removed."), icon="check", role="ok"
            )
        self._was_there = there

    def _entered(self) -> None:
        self._was_there = True
        self._window.notice.say(tr("Practice opens in a window of its own."), icon="flask")

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()


class PracticeLine(QWidget):
    """Above everything in the window of practice: that this is practice, and the way to take it away, asked about once.

    Its sign and its words stand in the columns of the side bar below.
    """

    removal_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._text = TextLabel(theme, "", "body", "tx")
        self._text.setWordWrap(True)
        self.remove = LinkButton(theme, tr("Remove the examples"))
        self.keep = LinkButton(theme, tr("Keep them"))
        self.confirm = LinkButton(theme, tr("Remove everything"))
        self.remove.clicked.connect(lambda: self._ask(asking=True))
        self.keep.clicked.connect(lambda: self._ask(asking=False))
        self.confirm.clicked.connect(self.removal_asked)
        px = theme.px
        row = self._row = QHBoxLayout()
        row.setContentsMargins(SIDE_MARGIN + px(SIDE_SIGN), px(SPACE_S), px(PANE_PADDING), px(SPACE_S))
        row.setSpacing(px(SPACE_S))
        row.addWidget(IconLabel(theme, "flask", ICON_ROW, "acctx"))
        to_words = px(SIDE_WORDS) - px(SIDE_SIGN) - px(ICON_ROW)
        row.addSpacing(to_words - px(SPACE_S))
        row.addWidget(self._text, stretch=1)
        for link in (self.confirm, self.keep, self.remove):
            row.addWidget(link)
        row.addSpacing(-self.remove.room_before())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
        self._say(asking=False)

    def stand_above(self, side: QWidget) -> None:
        """The sign stands where those of this side bar do, whole or as a rail."""
        side.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side bar has another width."""
        if event.type() is QEvent.Type.Resize and isinstance(event, QResizeEvent):
            px, wide, margins = self._theme.px, event.size().width(), self._row.contentsMargins()
            in_rail = wide <= px(PANE_RAIL)
            margins.setLeft((wide - px(ICON_ROW)) // 2 if in_rail else SIDE_MARGIN + px(SIDE_SIGN))
            self._row.setContentsMargins(margins)
        return super().eventFilter(watched, event)

    def _say(self, *, asking: bool) -> None:
        self._text.setText(
            tr("Remove all examples and everything you did with them?")
            if asking
            else tr("You are practising. Nothing from here reaches the municipality's service.")
        )
        self.setAccessibleName(self._text.text())
        self.remove.setVisible(not asking)
        self.keep.setVisible(asking)
        self.confirm.setVisible(asking)

    def _ask(self, *, asking: bool) -> None:
        self._say(asking=asking)
        (self.keep if asking else self.remove).setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._text.text(), assertive=asking)


class MakingPage(StartPage):
    """While the examples are made: how much of it is done. It ends when something else is shown."""

    def __init__(self, theme: Theme, made: Callable[[], float]) -> None:
        title = tr("The examples are being made")
        note = tr("Invented documents, cases and a service on this PC. It takes a moment.")
        super().__init__(theme, "flask", "tx2", title, note)
        self._made = made
        application().setApplicationDisplayName(tr("Sagsbud: practice"))  # which a window's title ends with
        self.setWindowTitle(tr("Sagsbud: practice"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(title)
        self.column.addSpacing(theme.px(SPACE_L))
        self.column.addWidget(self.bar)
        self._looking = QTimer(self, interval=LOOK_INTERVAL)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        self._look()

    def _look(self) -> None:
        self.bar.setValue(round(100 * self._made()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Something else stands here, unless the whole window was put aside."""
        super().hideEvent(event)
        around = self.parentWidget()
        if not event.spontaneous() and around and around.isVisible():
            self._looking.stop()
            self.deleteLater()
