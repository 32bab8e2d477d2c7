"""A plain table of words and figures, as quiet as the text around it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from sagsbud.ui.labels import UNBROKEN
from sagsbud.ui.review.model import Index
from sagsbud.ui.review.table_painting import in_two, two_lines
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip

ROW = 28
EDGE = 6
"""px before the first word, as wide as the margin that drawings keep for their ring."""
ROUNDED = 1
"""px that rounding may take of a line."""
LINE_END = "\N{LINE SEPARATOR}"
"""Where Qt begins another line of a cell."""


class _Heads(QHeaderView):
    """As wide as their words are written, where Qt would leave room for them in bold."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rule below them begins and ends with the words."""
        super().paintEvent(event)
        edge, strip = self._theme.px(EDGE), self.viewport().rect()
        line = QRect(strip.left() + edge, strip.bottom(), strip.width() - 2 * edge, 1)
        QPainter(self.viewport()).fillRect(line, self._theme.color("line"))

    def sectionSizeFromContents(self, at: int) -> QSize:
        """The words with their padding, and what rounding may take."""
        words = str(self.model().headerData(at, Qt.Orientation.Horizontal) or "")
        wide = QFontMetrics(self.font()).horizontalAdvance(words) + 2 * (self._theme.px(EDGE) + ROUNDED)
        return QSize(wide, super().sectionSizeFromContents(at).height())


class _Words(QStyledItemDelegate):
    """Words that have no room on one line have it on two, and are cut at the end of the second; figures are never broken."""

    def __init__(self, theme: Theme, table: "FigureTable") -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table
        self._breaks = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """In lines; how wide a column wants to be is told by the words on one."""
        self._breaks = self._table.wordWrap()
        super().paint(painter, option, index)
        self._breaks = False

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """As Qt has it, but for the lines."""
        super().initStyleOption(option, index)
        if self._table.holds_figures(index.column()):
            option.text = option.text.replace(" ", UNBROKEN)
            return
        if not self._breaks:
            return
        metrics, around = option.fontMetrics, 2 * self._theme.px(EDGE) + ROUNDED
        room = self._table.columnWidth(index.column()) - around
        first, rest = two_lines(option.text, metrics, room)
        if rest:
            cut = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
            option.text = f"{first}{LINE_END}{cut}"


class FigureTable(QTableWidget):
    """One column takes the room that is left, and never less than its head; the others are as wide as their words."""

    def __init__(
        self, theme: Theme, name: str = "", *, inset: int = 0, breaks: bool = False, parent: QWidget | None = None
    ) -> None:
        """`inset` is the room left of the table, in px at scale 1.0; `breaks` gives rows two lines where one is too short."""
        super().__init__(parent)
        self._theme = theme
        self._inset = inset
        self._breaks = breaks
        self._wide = 0
        """The column that takes the room that is left."""
        self._figures = True
        """Whether the others are figures."""
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalHeader().hide()
        self.setHorizontalHeader(_Heads(theme, self))
        self.setItemDelegate(_Words(theme, self))
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
        stretch = right if first_wide is None else first_wide
        self._wide = 0 if stretch else len(head) - 1
        self._figures = right
        self._share()

    def holds_figures(self, column: int) -> bool:
        """Whether each of its cells is a figure with its unit."""
        return self._figures and column != self._wide

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width, rows the height."""
        super().resizeEvent(event)
        self._share()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Whole rows alone: the px that are left below the last are not the beginning of another."""
        rows = self.verticalHeader().defaultSectionSize()
        whole = max(rows, self.viewport().height() // rows * rows)
        super().paintEvent(QPaintEvent(event.region() & QRect(0, 0, self.viewport().width(), whole)))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """All of it anew: what was left free below the last row is not moved up with the rows."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def _share(self) -> None:
        """The air between columns is what there is room for; as many whole rows as there is room for fill the height."""
        px, head, count = self._theme.px, self.horizontalHeader(), self.columnCount()
        needs = {at: max(self.sizeHintForColumn(at), head.sectionSizeHint(at)) for at in range(count)}
        broken = self._breaks and sum(needs.values()) > self.viewport().width()
        self.setWordWrap(broken)
        own = needs.pop(self._wide, 0)
        if broken and not self._figures:
            needs = {at: max(self._broken_width(at), head.sectionSizeHint(at)) for at in needs}
        room = self.viewport().width() - sum(needs.values())
        gap = max(0, min(px(EDGE), (room - own) // max(1, len(needs))))
        for at, need in needs.items():
            self.setColumnWidth(at, need + gap)
        left = room - gap * len(needs)
        if count:
            self.setColumnWidth(self._wide, max(head.sectionSizeHint(self._wide), left))
        row = px(ROW) + (self.fontMetrics().height() if self.wordWrap() else 0)
        tall, whole = self.viewport().height(), max(1, self.viewport().height() // row)
        self.verticalHeader().setDefaultSectionSize(tall // whole)

    def _broken_width(self, column: int) -> int:
        """What a column needs for its words on two lines each, so that the one that takes the rest has the most."""
        metrics, cells = self.fontMetrics(), [self.item(row, column) for row in range(self.rowCount())]
        words = max((in_two(cell.text(), metrics) for cell in cells if cell), default=0)
        return words + 2 * (self._theme.px(EDGE) + ROUNDED)

    def _dress(self) -> None:
        px = self._theme.px
        self.setFont(self._theme.font("caption"))
        self.horizontalHeader().setFont(self._theme.font("label"))
        self.horizontalHeader().setFixedHeight(px(ROW))
        self.setStyleSheet(
            f"QHeaderView::section, QHeaderView::section:first {{ padding: 0 {px(EDGE)}px; border: none; }}"
            f"QTableWidget::item {{ padding: 0 {px(EDGE) - 3}px; }}"
            f"QTableWidget {{ padding-left: {px(self._inset)}px; }}"
        )
        self._share()


def _cell(words: str, align: Qt.AlignmentFlag) -> QTableWidgetItem:
    made = QTableWidgetItem(words)
    made.setTextAlignment(align)
    made.setToolTip(as_tip(words))
    return made
