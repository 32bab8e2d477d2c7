"""Below the list in a narrow window while several rows are chosen: how many, and the way on to what is done with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr, trn
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.edges import AROUND_FOOT
from sagsbud.ui.labels import CutLabel, rule
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_S
from sagsbud.ui.whenshown import MadeWhenShown


class SeveralBar(MadeWhenShown, QWidget):
    """Hidden while at most one is chosen."""

    asked = Signal()
    one_asked = Signal()
    """Only the row in hand, please."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        self.count = CutLabel(theme, "", "strong")
        self.one = LinkButton(theme, tr("Choose only one"))
        self.one.clicked.connect(self.one_asked)
        self.go_on = QPushButton(tr("See them together"))
        self.go_on.setObjectName("primary")
        self.go_on.clicked.connect(lambda _checked=False: self.asked.emit())
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.setSpacing(theme.px(SPACE_S))
        self._buttons.addWidget(self.one)
        self._buttons.addWidget(self.go_on)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        side, above = theme.px(PANE_PADDING), theme.px(AROUND_FOOT)
        self._row.setContentsMargins(side, above, side, above)
        self._row.setSpacing(theme.px(SPACE_S))
        self._row.addWidget(self.count)
        self._row.addLayout(self._buttons, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room beside the buttons."""
        super().resizeEvent(event)
        if self.made:
            self._arrange()

    def _arrange(self) -> None:
        """The count stands above the buttons where it has no room beside them."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._row.spacing()
        beside = self.count.sizeHint().width() + self._buttons.sizeHint().width() <= room
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def say(self, count: int) -> None:
        """So many are chosen; 0 where what is done with them stands beside the list."""
        if count > 1:
            self.make()
            chosen = trn("{shown} document chosen", "{shown} documents chosen", count, shown=count_text(count))
            self.count.setText(chosen)
            self._arrange()
        self.setVisible(count > 1)
