"""A plain table of words and figures, as quiet as the text around it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from sagsbud.ui.theme import Theme

ROW = 28
EDGE = 6
"""px before the first word, as wide as the margin that drawings keep for their ring."""


class FigureTable(QTableWidget):
    """The first column takes the room that is left; the others stand at the right or left as told."""

    def __init__(self, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        theme.changed.connect(self._dress)
        self._dress()

    def fill(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = True, first_wide: bool | None = None
    ) -> None:
        """Show these; `right` puts all columns but the first at the right, as figures are.

        `first_wide` gives the room that is left to the first column rather than the last; as `right` unless given.
        """
        self.clear()
        self.setColumnCount(len(head))
        self.setRowCount(len(rows))
        middle = Qt.AlignmentFlag.AlignVCenter
        first, others = Qt.AlignmentFlag.AlignLeft | middle, Qt.AlignmentFlag.AlignRight | middle
        for column, word in enumerate(head):
            align = others if right and column else first
            self.setHorizontalHeaderItem(column, _cell(word, align))
            for row, words in enumerate(rows):
                self.setItem(row, column, _cell(words[column], align))
        mode = QHeaderView.ResizeMode
        stretch = right if first_wide is None else first_wide
        self.horizontalHeader().setSectionResizeMode(mode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(not stretch)
        if head and stretch:
            self.horizontalHeader().setSectionResizeMode(0, mode.Stretch)

    def _dress(self) -> None:
        px = self._theme.px
        self.setFont(self._theme.font("caption"))
        self.horizontalHeader().setFont(self._theme.font("label"))
        self.horizontalHeader().setFixedHeight(px(ROW))
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.setStyleSheet(
            f"QHeaderView::section, QHeaderView::section:first {{ padding: 0 {px(2 * EDGE)}px 0 {px(EDGE)}px; }}"
            f"QTableWidget::item {{ padding: 0 {px(EDGE) - 3}px; }}"
        )


def _cell(words: str, align: Qt.AlignmentFlag) -> QTableWidgetItem:
    made = QTableWidgetItem(words)
    made.setTextAlignment(align)
    return made
