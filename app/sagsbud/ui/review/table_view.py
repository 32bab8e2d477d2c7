"""The queue as a table: age, document, KLE and why, a row of two lines each."""

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewOrdering, ReviewPage, ReviewRow
from sagsbud.i18n import tr
from sagsbud.ui.review.model import AGE, DOCUMENT, KLE, ORDERINGS, WHY, QueueModel
from sagsbud.ui.review.table_painting import QueueDelegate, SortHead, age_column
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, ROW_REVIEW

WIDTHS = {AGE: 102, KLE: 72, WHY: 138}
"""px at scale 1.0; the document has what is left."""
WHY_MOST = 260
DOCUMENT_LEAST = 190
"""px below which the columns beside the document are left out, the KLE number first."""
DOCUMENT_ENOUGH = 300
"""px beyond which the reason gets room too, so that fewer need two lines."""
HEAD = 32


class QueueTable(QTableView):
    """`chosen` brings the current ReviewRow or None, `several` how many are selected, `opened` asks for the document."""

    chosen = Signal(object)
    several = Signal(int)
    opened = Signal()
    sorted_by = Signal(object)
    """A ReviewOrdering."""

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._last: DokumentId | None = None
        self._oldest = 0
        """Working days: the longest age that the column must hold."""
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("For review"))
        self.verticalHeader().hide()
        head = self._dress_head()
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.several.emit(len(self.selected())))
        self.selectionModel().selectionChanged.connect(lambda _new, _old: head.viewport().update())
        self.verticalScrollBar().valueChanged.connect(lambda _at: head.viewport().update())
        model.modelReset.connect(self._keep)
        model.dataChanged.connect(lambda first, last: self._changed(first.row(), last.row()))
        model.rowsInserted.connect(lambda *_at: self.begin())
        model.rowsRemoved.connect(lambda *_at: self._hold_on())
        model.read.connect(self._learn_ages)
        theme.changed.connect(self._fit)
        self.setStyleSheet("QTableView { selection-background-color: transparent; }")
        self._fit()

    def _dress_head(self) -> SortHead:
        head = SortHead(self._theme, self, lambda: self.ordering)
        self.setHorizontalHeader(head)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort)
        return head

    @property
    def ordering(self) -> ReviewOrdering:
        """What the list is sorted by."""
        return self._model.ordering

    # -- rows ---------------------------------------------------------------------------------------------

    def current(self) -> ReviewRow | None:
        """The row the keyboard is on."""
        return self._model.row(self.currentIndex().row())

    def selected(self) -> list[ReviewRow]:
        """All that are selected, from the top."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for at in places if (row := self._model.row(at))]

    def choose(self, at: int) -> None:
        """Select the row at a place, or the nearest there is."""
        count = self._model.rowCount()
        if count:
            flag = QItemSelectionModel.SelectionFlag
            index = self._model.index(min(max(at, 0), count - 1), DOCUMENT)
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.scrollTo(index)
        else:
            self._tell(-1)

    def begin(self) -> None:
        """The first row, when there is none yet."""
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.choose(0)

    def step(self, rows: int) -> None:
        """So many rows further down."""
        self.choose(self.currentIndex().row() + rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the document."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard needs a row to begin from."""
        super().focusInEvent(event)
        self.begin()

    def _tell(self, at: int) -> None:
        row = self._model.row(at)
        self._last = row.dokument if row else None
        self.chosen.emit(row)

    def _keep(self) -> None:
        """After a new beginning: the same Dokument, or the first."""
        at = self._model.place_of(self._last)
        self.choose(max(at, 0))

    def _hold_on(self) -> None:
        """When the selected row has gone, the one in its place."""
        if not self.selectionModel().hasSelection():
            self.choose(self.currentIndex().row())

    def _changed(self, first: int, last: int) -> None:
        if first <= self.currentIndex().row() <= last:
            self._tell(self.currentIndex().row())

    def _sort(self, column: int) -> None:
        if column in ORDERINGS:
            self.viewport().update()
            self.horizontalHeader().viewport().update()
            self.sorted_by.emit(ORDERINGS[column])

    # -- size ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width; the current row stays in view where it was."""
        before = self.visualRect(self.currentIndex())
        was_seen = before.isValid() and before.bottom() >= 0 and before.top() < event.oldSize().height()
        super().resizeEvent(event)
        self._share()
        if was_seen:
            self.scrollTo(self.currentIndex())

    @property
    def _room(self) -> int:
        """px up to the column's right edge; a scroll bar stands outside it."""
        return self.width() - self._theme.px(PANE_PADDING)

    def _share(self) -> None:
        px, room = self._theme.px, self._room
        shown = {column: px(width) for column, width in WIDTHS.items()}
        shown[AGE] = max(shown[AGE], age_column(self._theme, self._oldest))
        for column in (KLE, WHY):
            if room - sum(shown.values()) < px(DOCUMENT_LEAST):
                shown.pop(column)
        spare = room - sum(shown.values()) - px(DOCUMENT_ENOUGH)
        if WHY in shown and spare > 0:
            shown[WHY] = min(px(WHY_MOST), shown[WHY] + spare)
        for column in (AGE, KLE, WHY):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, shown[column])
        self.setColumnWidth(DOCUMENT, room - sum(shown.values()))

    def _learn_ages(self, page: ReviewPage) -> None:
        oldest = max((days for days, _count in page.ages), default=0)
        if oldest != self._oldest:
            self._oldest = oldest
            self._share()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW_REVIEW))
        self.horizontalHeader().setFixedHeight(self._theme.px(HEAD))
        self._share()
