"""The document on its canvas: pages or text, evidence and hits marked upon it, and a way through the pages."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sagsbud.ui.detail.marks import MarkPainter
from sagsbud.ui.detail.sheetarea import SheetArea
from sagsbud.ui.detail.sheets import PageSheet, Range
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.theme import Theme


class DocumentView(SheetArea):
    """Draws the sheets, and goes to places in them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._ringed = False

    # -- moving -------------------------------------------------------------------------------------------

    def go_to_page(self, number: int) -> None:
        """Bring the page's top into view."""
        top = self._stack.top_of_page(number)
        if top is not None:
            self.verticalScrollBar().setValue(round(top - self._stack.edge))

    def go_to(self, span: Range, page: int) -> None:
        """Bring a place into view, a third from the top; its page, while the place is not known."""
        rects = self._rects(span)
        bar = self.verticalScrollBar()
        if not rects:
            if page and page != self._page:
                self.go_to_page(page)
            return
        rect = rects[0]
        if rect.top() < self._stack.edge or rect.bottom() > self.viewport().height() - self._stack.edge:
            bar.setValue(round(bar.value() + rect.top() - self.viewport().height() / 3))
        side = self.horizontalScrollBar()
        if rect.left() < 0 or rect.right() > self.viewport().width():
            side.setValue(round(side.value() + rect.left() - self._stack.edge))

    # -- events -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window."""
        super().resizeEvent(event)
        self.place()
        self.zoom_changed.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is drawn anew; sheets may get their true height while they come into view."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End to the ends, Page up and down by the screen."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font or palette: lay out anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._stack.placed:
            self.place()

    def sizeHint(self) -> QSize:
        """As the pane gives."""
        return QSize(self.theme.px(480), self.theme.px(200))

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Canvas, pages, marks, margin."""
        p = QPainter(self.viewport())
        p.fillRect(event.rect(), self.theme.color("canvas"))
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._settle_heights()
        width, left, scrolled = self.sheet_width, self.sheet_left, self.verticalScrollBar().value()
        exposed = QRectF(event.rect())
        for placed in self._stack.placed:
            top = placed.top - scrolled
            if top > exposed.bottom() or top + placed.height < exposed.top():
                continue
            p.save()
            p.setClipRect(QRectF(left, top, width, placed.height))
            placed.sheet.paint(p, QPointF(left, top), width, exposed)
            p.restore()
        seen = [placed.sheet for placed in self._in_view()]
        MarkPainter(self.theme, self.marking, lambda span: self._rects(span, self._in_view())).paint(
            p, QRectF(self.viewport().rect()), left + width, covers=isinstance(seen[0], PageSheet) if seen else False
        )
        if self._ringed:
            paint_ring(p, QRectF(self.viewport().rect()), self.theme, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for those who came by key."""
        super().focusInEvent(event)
        self._ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And none when they go."""
        super().focusOutEvent(event)
        self._ringed = False
        self.viewport().update()

    def _settle_heights(self) -> None:
        """A text that comes into view gets its true height before it is drawn."""
        width = self.sheet_width
        for sheet in self.visible():
            lay_out: Callable[[float], None] | None = getattr(sheet, "lay_out", None)
            if lay_out:
                lay_out(width)
        if not self._stack.is_true(width):
            self.place()
