"""Below the list in a narrow window while several rows are chosen: how many, and the way on to what is done with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr, trn
from sagsbud.ui.labels import CutLabel, LinkButton, rule
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_M, SPACE_S


class SeveralBar(QWidget):
    """Hidden while at most one is chosen."""

    asked = Signal()
    one_asked = Signal()
    """Only the row in hand, please."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.count = CutLabel(theme, "", "strong")
        self.one = LinkButton(theme, tr("Choose only one"))
        self.one.clicked.connect(self.one_asked)
        self.go_on = QPushButton(tr("See them together"))
        self.go_on.setObjectName("primary")
        self.go_on.clicked.connect(lambda _checked=False: self.asked.emit())
        row = QHBoxLayout()
        side, above = theme.px(PANE_PADDING), theme.px(SPACE_M)
        row.setContentsMargins(side, above, side, above)
        row.setSpacing(theme.px(SPACE_S))
        row.addWidget(self.count, 1)
        row.addWidget(self.one)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(row)
        self.hide()

    def say(self, count: int) -> None:
        """So many are chosen; 0 where what is done with them stands beside the list."""
        self.count.setText(
            trn("{shown} document chosen", "{shown} documents chosen", count, shown=count_text(count)) if count else ""
        )
        self.setVisible(count > 1)
