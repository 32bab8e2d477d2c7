"""The queue as it is painted: age, document, KLE and why, a row of two lines each."""

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewOrdering, ReviewRow
from sagsbud.i18n import tr
from sagsbud.ui.focus import paint_ring, paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import chip_width, paint_chip, paint_elided
from sagsbud.ui.review.model import AGE, DOCUMENT, KLE, ORDERINGS, ROW_ROLE, WHY, Index, QueueModel
from sagsbud.ui.review.rowwords import age_kind, age_text, place_text, why
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import CHIP, ROW_REVIEW

WIDTHS = {AGE: 96, KLE: 78, WHY: 176}
"""px at scale 1.0; the document has what is left."""
DOCUMENT_LEAST = 190
"""px below which the columns beside the document are left out, the KLE number first."""
HEAD = 32
MARGIN = 8
EDGE = 18
"""px from the pane's edge to the first word."""


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
        self._dress_head()
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.several.emit(len(self.selected())))
        model.modelReset.connect(self._keep)
        model.dataChanged.connect(lambda first, last: self._changed(first.row(), last.row()))
        model.rowsInserted.connect(lambda *_at: self.begin())
        model.rowsRemoved.connect(lambda *_at: self._hold_on())
        theme.changed.connect(self._fit)
        self.setStyleSheet("QTableView { selection-background-color: transparent; }")
        self._fit()

    def _dress_head(self) -> None:
        head = SortHead(self._theme, self)
        self.setHorizontalHeader(head)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort)

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
        """Columns share the width."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        px, room = self._theme.px, self.viewport().width()
        shown = dict(WIDTHS)
        for column in (KLE, WHY):
            if room - sum(px(width) for width in shown.values()) < px(DOCUMENT_LEAST):
                shown.pop(column)
        for column in (AGE, KLE, WHY):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, px(shown[column]))
        self.setColumnWidth(DOCUMENT, room - sum(px(width) for width in shown.values()))

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW_REVIEW))
        self.horizontalHeader().setFixedHeight(self._theme.px(HEAD))
        self._share()


class SortHead(QHeaderView):
    """The columns' names; a chevron beside the one the list is sorted by."""

    def __init__(self, theme: Theme, table: QueueTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table
        self.setAccessibleName(tr("Columns"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The word, and the chevron where it belongs."""
        t, px = self._theme, self._theme.px
        painter.save()
        painter.fillRect(rect, t.color("surf"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.color("line"))
        inner = rect.adjusted(px(EDGE if section == AGE else 6), 0, -px(4), 0)
        word = str(self._table.model().headerData(section, Qt.Orientation.Horizontal))
        wide = paint_elided(painter, inner, word, t.font("label"), t.color("tx2"))
        if ORDERINGS.get(section) is self._table.ordering:
            side = px(13)
            sign = pixmap("chevron-down", t.color("tx2"), side, painter.device().devicePixelRatioF())
            painter.drawPixmap(inner.left() + wide + px(4), rect.top() + (rect.height() - side) // 2, sign)
        painter.restore()


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell; the selection reaches over the whole row."""

    def __init__(self, theme: Theme, view: QueueTable) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        row: ReviewRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, option.rect, index, selected=selected)
        match index.column():
            case 0:
                self._paint_age(painter, option.rect, row, selected=selected)
            case 1:
                self._paint_document(painter, option.rect, row)
            case 2:
                text = str(index.data())
                paint_elided(painter, self._inner(option.rect), text, self._theme.font("body"), self._theme.color("tx"))
            case _:
                self._paint_why(painter, option.rect, row)
        painter.restore()

    def _ground(self, p: QPainter, rect: QRect, index: Index, *, selected: bool) -> None:
        t, px, view = self._theme, self._theme.px, self._view
        whole = QRect(0, rect.top(), view.viewport().width(), rect.height())
        body = QRectF(whole).adjusted(px(MARGIN), 1, -px(MARGIN), -1)
        active = view.isActiveWindow()
        current = index.row() == view.currentIndex().row()
        if selected:
            paint_row(p, body, t, selected=True, active=active, focused=current and view.hasFocus())
        elif not view.selectionModel().isRowSelected(index.row() + 1):
            left = rect.left() if index.column() != AGE else rect.right()
            right = min(rect.right(), view.viewport().width() - px(EDGE))
            p.fillRect(QRect(left, rect.bottom(), right - left + 1, 1), t.color("line"))
        if current and not selected and view.hasFocus() and active:
            paint_ring(p, body, t)

    def _paint_age(self, p: QPainter, rect: QRect, row: ReviewRow, *, selected: bool) -> None:
        t, px = self._theme, self._theme.px
        kind = age_kind(row.age)
        text, sign = age_text(row.age), "" if kind == "plain" else "clock"
        tall = px(CHIP + 2)
        box = QRect(rect.left() + px(EDGE), rect.center().y() - tall // 2, chip_width(t, text, sign), tall)
        paint_chip(p, box, text, sign, "on_selection" if selected and kind == "plain" else kind, t)

    def _paint_document(self, p: QPainter, rect: QRect, row: ReviewRow) -> None:
        t, px = self._theme, self._theme.px
        inner = self._inner(rect)
        top, line = rect.top() + (rect.height() - px(36)) // 2, px(18)
        paint_elided(p, QRect(inner.left(), top, inner.width(), line), row.titel, t.font("strong"), t.color("tx"))
        second = QRect(inner.left(), top + line, inner.width(), line)
        paint_elided(p, second, place_text(row), t.font("caption"), t.color("tx2"))

    def _paint_why(self, p: QPainter, rect: QRect, row: ReviewRow) -> None:
        t, px = self._theme, self._theme.px
        inner = self._inner(rect).adjusted(0, 0, -px(MARGIN), 0)
        first, second = why(row)
        stopped = row.pending is not None and row.pending.stopped
        role = "warn" if stopped else "tx"
        if stopped:
            side = px(14)
            sign = pixmap("circle-alert", t.color("warn"), side, p.device().devicePixelRatioF())
            p.drawPixmap(inner.left(), rect.center().y() - side // 2 - (px(8) if second else 0), sign)
            inner.setLeft(inner.left() + side + px(5))
        font = t.font("caption")
        metrics = QFontMetrics(font)
        line = max(px(16), metrics.height())
        if not second and metrics.horizontalAdvance(first) > inner.width():
            p.setFont(font)
            p.setPen(t.color(role))
            room = QRect(inner.left(), rect.center().y() - line, inner.width(), 2 * line)
            p.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, first)
            return
        top = rect.center().y() - (line if second else line // 2)
        paint_elided(p, QRect(inner.left(), top, inner.width(), line), first, font, t.color(role))
        if second:
            paint_elided(p, QRect(inner.left(), top + line, inner.width(), line), second, font, t.color("tx2"))

    def _inner(self, rect: QRect) -> QRect:
        return rect.adjusted(self._theme.px(6), 0, -self._theme.px(6), 0)
