"""The bar above the document in a narrow window: back to the list, and to the next without going there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.edges import AROUND_SIGN
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING, SPACE_XS
from sagsbud.ui.whenshown import MadeWhenShown


class Stepper(MadeWhenShown, QWidget):
    """`Liste`, `1 af 23`, up and down."""

    list_asked = Signal()
    stepped = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._said = (0, 0)
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        back = LinkButton(theme, tr("List"), "arrow-left")
        back.clicked.connect(self.list_asked)
        self._up = IconButton(theme, "chevron-up", tr("Previous document"), key="↑", size=ICON_ROW)
        self._down = IconButton(theme, "chevron-down", tr("Next document"), key="↓", size=ICON_ROW)
        self._place = TextLabel(theme, "", "body", "tx2")
        for step in (self._up, self._down):
            kept = step.sizePolicy()
            kept.setRetainSizeWhenHidden(True)  # what is below the bar stands still
            step.setSizePolicy(kept)
        self._up.clicked.connect(lambda: self.stepped.emit(-1))
        self._down.clicked.connect(lambda: self.stepped.emit(1))
        row = QHBoxLayout(self)
        px = theme.px
        row.setContentsMargins(px(PANE_PADDING), px(SPACE_XS), px(PANE_PADDING - AROUND_SIGN), px(SPACE_XS))
        row.addLayout(back.flush(), 1)
        for widget in (self._up, self._place, self._down):
            row.addWidget(widget)
        self.say(*self._said)

    def say(self, place: int, count: int) -> None:
        """Which of how many is shown; places count from 1, and none is shown of several together."""
        self._said = (place, count)
        if not self.made:
            return
        self._place.setText(tr("{place} of {count}", place=count_text(place), count=count_text(count)) if place else "")
        for step in (self._up, self._down):
            step.setVisible(bool(place))
        self._up.setEnabled(place > 1)
        self._down.setEnabled(0 < place < count)
