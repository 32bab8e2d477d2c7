"""A card over the window with fields that scroll; a title, buttons, and what is missing, that stay: for what is written."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.announce import announce
from sagsbud.ui.labels import TextLabel, edge, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from sagsbud.ui.viewport import scrolled, uncut

WIDTH = 480
RULES = 2
"""px of the lines between its parts."""


class FieldCard(Overlay):
    """Put fields into `fields`; `primary` says what it does. Esc and Cancel leave everything as it was."""

    def __init__(self, theme: Theme, over: QWidget, title: str, note: str, primary: str) -> None:
        super().__init__(theme, over, title)
        self.primary = QPushButton(primary)
        self.primary.setObjectName("primary")
        self.primary.setDefault(True)
        self.cancel = QPushButton(tr("Cancel"))
        self.wrong = TextLabel(theme, "", "caption", "err")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.fields = QVBoxLayout()
        self.fields.setSpacing(theme.px(SPACE_M))
        self._title = TextLabel(theme, title, "pane_title")
        self._page = self._make_page(note)
        self._frame()
        self.primary.clicked.connect(self.press)
        self.cancel.clicked.connect(self.close_overlay)

    def _make_page(self, note: str) -> QWidget:
        theme, px = self._theme, self._theme.px
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(px(SPACE_XL), px(SPACE_XS), px(SPACE_XL), px(SPACE_M))
        inside.setSpacing(px(SPACE_M))
        self._note = TextLabel(theme, note, "caption", "tx2")
        self._note.setWordWrap(True)
        inside.addWidget(self._note)
        inside.addLayout(self.fields)
        inside.addStretch(1)
        return page

    def _frame(self) -> None:
        px = self._theme.px
        scroll = self._scroll = scrolled(self._page, self._page.layout())
        self._head = QVBoxLayout()
        self._head.setContentsMargins(px(SPACE_XL), px(SPACE_L), px(SPACE_XL), px(SPACE_S))
        self._head.addWidget(self._title)
        ends = QHBoxLayout()
        ends.setSpacing(px(SPACE_S))
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.primary)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(px(SPACE_XL), px(SPACE_M), px(SPACE_XL), px(SPACE_M))
        self._foot.setSpacing(px(SPACE_M))
        self._foot.addWidget(self.wrong)
        self._foot.addLayout(ends)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(edge(scroll))
        column.addWidget(scroll, stretch=1)
        column.addWidget(rule())
        column.addLayout(self._foot)
        around = self.layout()
        assert around is not None
        around.setContentsMargins(0, 0, 0, 0)  # its height leaves room around it
        self.card.setFixedWidth(min(px(WIDTH), self.over.width() - 2 * px(SPACE_L)))

    def open(self) -> None:
        """As high as its fields, as far as there is room."""
        super().open()
        self._fit()

    def _fit(self) -> None:
        self._page.ensurePolished()
        inside = self._page.layout()
        assert inside is not None
        inside.activate()
        around = 2 * self._theme.border
        bar = self._scroll.verticalScrollBar()
        beside_bar = self.card.width() - around - (bar.sizeHint().width() if bar.maximum() else 0)
        wanted = inside.totalHeightForWidth(beside_bar)
        wanted += max(self._foot.sizeHint().height(), self._foot.heightForWidth(self.card.width() - around))
        wanted += self._head.sizeHint().height() + around + RULES
        self.card.setFixedHeight(min(wanted, self.over.height() - 2 * self._theme.px(SPACE_S)))

    def press(self) -> None:
        """What the primary button does."""
        raise NotImplementedError

    def refuse(self, words: str, field: QWidget) -> None:
        """Say what is missing, and go there."""
        self.wrong.setText(words)
        self.wrong.show()
        self._fit()
        announce(self, words)
        self.go_to(field)

    def mended(self) -> None:
        """What was missing is there."""
        if self.wrong.isVisible():
            self.wrong.hide()
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is as the button, from every field."""
        if is_enter(event, with_control=True):
            self.press()
            event.accept()
            return
        super().keyPressEvent(event)

    def go_to(self, field: QWidget) -> None:
        """The keyboard goes there, where it is seen."""
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field, 0, self._theme.px(SPACE_XS))
        uncut(self._scroll, self._note)


class PromiseCard(FieldCard):
    """What is written is promised once, however often it is pressed; `promised` brings the engine's answer."""

    promised = Signal(object)

    def __init__(
        self, theme: Theme, operations: Operations, over: QWidget, title: str, note: str, primary: str
    ) -> None:
        super().__init__(theme, over, title, note, primary)
        self._operations = operations
        self._under_way = False

    def promise(self, op: Callable[[], object], to_mend: QWidget) -> None:
        """Have it kept, and close; the focus goes `to_mend` when it cannot be."""
        if self._under_way:
            return
        self._under_way = True

        def kept(answer: object) -> None:
            self.close_overlay()
            self.promised.emit(answer)

        def stopped(error: SagsbudError) -> None:
            self._under_way = False
            self.refuse(trouble_text(error.trouble, error.params).whole, to_mend)

        self._operations.run(self, op, kept, stopped)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter in a field that is watched is as the button, also where Enter alone breaks a line."""
        if is_enter(event, with_control=True):
            self.press()
            return True
        return super().eventFilter(watched, event)


def is_enter(event: QEvent, *, with_control: bool) -> bool:
    """Whether Enter was pressed on a field, with Ctrl or without."""
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
        return False
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control is with_control
