"""The top of the list's pane: what is listed, how much of it, and how it is narrowed and ordered."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sagsbud.ui.edges import AROUND_SIGN
from sagsbud.ui.inbox.count_label import CountLabel
from sagsbud.ui.inbox.narrowing import ListTools
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER, PANE_PADDING


class ListHead(QWidget):
    """Its parts in a line as high as every pane's header."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = TextLabel(theme, "", "pane_title")
        self.count = CountLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        self.tools = ListTools(theme)
        px = theme.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(PANE_PADDING), 0, px(PANE_PADDING - AROUND_SIGN), 0)
        line.setSpacing(px(10))
        line.addWidget(self.title)
        line.addWidget(self.count, stretch=1)
        line.addWidget(self.tools)
        theme.changed.connect(self._redress)
        self._redress()

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(PANE_HEADER))
