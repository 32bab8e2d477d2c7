"""A folder of state with nothing in it: that this is well, what will come here, and the way to the work."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.labels import RoundIcon, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_L, SPACE_M, SPACE_S
from sagsbud.ui.viewport import scrolled

WIDTH = 520


class NothingHere(QWidget):
    """A drawing, a heading, a sentence, and a button that takes the keyboard."""

    asked = Signal()
    """The button was pressed."""

    def __init__(
        self, theme: Theme, icon: str, title: str, text: str, parent: QWidget | None = None,
        *, inset: int = PANE_PADDING,
    ) -> None:  # fmt: skip
        """`inset` are the px at 100 % text to its edges where it fills its place: those that the place itself has not."""
        super().__init__(parent)
        px = theme.px
        self.drawing = RoundIcon(theme, icon, 44)
        self.heading = TextLabel(theme, title, "page_title")
        self.heading.setContentsMargins(0, px(SPACE_S), 0, 0)
        self.sentence = TextLabel(theme, text, "body", "tx2")
        for label in (self.heading, self.sentence):
            label.setWordWrap(True)
        self.button = QPushButton(tr("Go to the inbox"))
        self.button.clicked.connect(lambda _checked=False: self._act())
        self._content = content = QWidget()
        content.setMaximumWidth(px(WIDTH - 2 * (PANE_PADDING - inset)))  # of words as much either way
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(px(inset), px(SPACE_M), px(inset), px(SPACE_M))
        self._column.setSpacing(px(SPACE_S))
        self._column.addWidget(self.drawing)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.sentence)
        self._column.addSpacing(px(SPACE_L))
        self._column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(content, stretch=1)
        middle.addStretch()
        page = QWidget()
        page.setObjectName("page")
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
        page.installEventFilter(self)
        self._scroll = scrolled(page, self._column if inset else None)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def say(self, icon: str, heading: str, sentence: str, action: str) -> None:
        """Something else; without an action there is no button."""
        self.drawing.show_icon(icon)
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words before drawings where there is no room for both."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other words need other room."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        needed = self._column.heightForWidth(min(self.width(), self._content.maximumWidth()))
        if self.drawing.isHidden():
            needed += self.drawing.height() + self._column.spacing()
        self.drawing.setVisible(self.height() >= needed)

    def _act(self) -> None:
        self.asked.emit()

    def take_focus(self) -> None:
        """The keyboard goes to the button."""
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_focus(self) -> bool:
        """Whether the keyboard is here."""
        return self.button.hasFocus()

    def take_place_of(self, list_: QWidget, *, empty: bool) -> None:
        """Stand where the list stood while that is empty; the keyboard stays in the place."""
        follows = list_.hasFocus() if empty else self.has_focus()
        list_.setVisible(not empty)
        self.setVisible(empty)
        if follows and empty:
            self.take_focus()
        elif follows:
            list_.setFocus(Qt.FocusReason.OtherFocusReason)
