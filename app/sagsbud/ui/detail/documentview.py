"""The document on its canvas: pages or text, evidence and hits marked upon it, zoom and a way through the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from sagsbud.ui.detail import gutter
from sagsbud.ui.detail.findings import Finding
from sagsbud.ui.detail.marks import Marking, MarkPainter, by_line
from sagsbud.ui.detail.sheets import PageSheet, Range, Sheet
from sagsbud.ui.detail.stack import Placed, Stack
from sagsbud.ui.detail.textsheet import TextSheet
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING
from sagsbud.ui.viewport import give_viewport

PAPER = 794
"""px of an A4 page's width at 100 %: 210 mm at 96 to the inch."""
STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


@dataclass
class _Zoom:
    """`factor` is None while the document follows the window's width; `whole` shows a page at once."""

    factor: float | None = None
    whole: bool = False


class DocumentView(QAbstractScrollArea):
    """Draws sheets below each other. `wanted` asks for what is seen and not there yet."""

    page_changed = Signal(int)
    """The page in view, from 1."""
    zoom_changed = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self.theme = theme
        self.marking = Marking()
        self._zoom = _Zoom()
        self._sheets: Sequence[Sheet] = ()
        self._stack = Stack(theme.px(PANE_PADDING))
        self._seamless = False
        self._page = 1
        self._ringed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # -- contents -----------------------------------------------------------------------------------------

    def show_sheets(self, sheets: Sequence[Sheet], *, seamless: bool = False) -> None:
        """Show these from the top. `seamless` lays sheets of the same page against each other."""
        self._sheets, self._seamless = sheets, seamless
        self._zoom = _Zoom()
        self._page = 1
        self.marking = Marking(shown=self.marking.shown)
        self.place()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.page_changed.emit(1)
        self.zoom_changed.emit()

    @property
    def sheets(self) -> Sequence[Sheet]:
        """What is shown."""
        return self._sheets

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._sheets[-1].number if self._sheets else 0

    @property
    def page(self) -> int:
        """The page in view."""
        return self._page

    def mark(self, marking: Marking) -> None:
        """Draw these marks from now on."""
        before = self.marking
        self.marking = marking
        if bool(before.places) != bool(marking.places):
            self.place()
        self.viewport().update()
        self.wanted.emit()

    # -- geometry -----------------------------------------------------------------------------------------

    @property
    def _gutter(self) -> int:
        return self.theme.px(gutter.WIDTH) if self.marking.places else 0

    @property
    def _room(self) -> int:
        """px from side to side, the scroll bar's place left free whether it is shown or not.

        A page that is only just low enough beside the bar would else send it away, grow, and call it back without end.
        """
        return self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()

    @property
    def sheet_width(self) -> float:
        """How wide the shown part of a page is, in px."""
        room = max(80.0, self._room - 2 * self._stack.edge - max(0, self._gutter - self._stack.edge))
        first = self._sheets[0] if self._sheets else None
        if self._zoom.factor is None:
            if self._zoom.whole and isinstance(first, PageSheet):
                tall = max(80.0, self.viewport().height() - 2 * self._stack.edge)
                return float(min(room, tall / first.height(1.0)))
            return float(min(room, self._widest(first)))
        if not isinstance(first, PageSheet):
            return float(min(room, self._widest(first)))
        return PAPER * self._zoom.factor * (first.crop[1] - first.crop[0])

    def _widest(self, first: Sheet | None) -> float:
        """Text lines longer than this are hard to read; pages may fill the window."""
        return PAPER * 1.6 if isinstance(first, PageSheet) else self.theme.px(720) * (self._zoom.factor or 1.0)

    @property
    def zoom_percent(self) -> int:
        """The page's width against an A4 page on the desk; for text the size of its letters against the window's."""
        first = self._sheets[0] if self._sheets else None
        if not isinstance(first, PageSheet):
            return round(100 * (self._zoom.factor or 1.0))
        return round(100 * first.full_width(self.sheet_width) / PAPER)

    def place(self) -> None:
        """Lay the sheets out for the width there is now, keeping in view what is in view."""
        width, y = self.sheet_width, self.verticalScrollBar().value()
        anchor = self._stack.anchor(y) if y else None
        self._stack.lay(self._sheets, width, seamless=self._seamless)
        self._set_ranges(width, self._stack.height)
        again = self._stack.place_of(anchor) if anchor else None
        if again is not None:
            self.verticalScrollBar().setValue(round(again))
        self.viewport().update()
        self.wanted.emit()

    def _set_ranges(self, width: float, tall: float) -> None:
        port = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(tall) - port.height()))
        vertical.setPageStep(port.height())
        vertical.setSingleStep(self.theme.px(36))
        wide = width + 2 * self._stack.edge + max(0, self._gutter - self._stack.edge)
        horizontal.setRange(0, max(0, round(wide) - port.width()))
        horizontal.setPageStep(port.width())
        horizontal.setSingleStep(self.theme.px(36))

    @property
    def sheet_left(self) -> float:
        """Where pages begin, in px of what is seen; centred when there is room, as with a scroll bar also without one."""
        width = self.sheet_width
        taken = width + max(0, self._gutter - self._stack.edge) + 2 * self._stack.edge
        spare = max(0.0, self._room - taken)
        return self._stack.edge + spare / 2 - self.horizontalScrollBar().value()

    def visible(self, around: float = 0.0) -> list[Sheet]:
        """The sheets in view, and those within `around` screens of it."""
        return [placed.sheet for placed in self._in_view(around)]

    def _in_view(self, around: float = 0.0) -> list[Placed]:
        port = self.viewport().height()
        top = self.verticalScrollBar().value() - around * port
        return self._stack.between(top, top + port * (1 + 2 * around))

    def rects_of(self, finding: Finding) -> list[QRectF]:
        """Where evidence stands, in px of what is seen."""
        return self._rects((finding.start, finding.end))

    def _rects(self, span: Range, among: Sequence[Placed] | None = None) -> list[QRectF]:
        width, left, scrolled = self.sheet_width, self.sheet_left, self.verticalScrollBar().value()
        return [
            rect.translated(left, placed.top - scrolled)
            for placed in (self._stack.placed if among is None else among)
            for rect in by_line(placed.sheet.rects(span, width))
        ]

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

    def zoom_in(self) -> None:
        """The next step up."""
        now = self.zoom_percent / 100
        self.zoom_to(next((step for step in STEPS if step > now + 0.02), STEPS[-1]))

    def zoom_out(self) -> None:
        """The next step down."""
        now = self.zoom_percent / 100
        self.zoom_to(next((step for step in reversed(STEPS) if step < now - 0.02), STEPS[0]))

    def zoom_to(self, factor: float) -> None:
        """At this size, whatever the window's width."""
        self._change_zoom(_Zoom(factor))

    def zoom_fit(self) -> None:
        """To the window's width; a second time to a whole page."""
        fitted = self._zoom.factor is None
        self._change_zoom(_Zoom(whole=fitted and not self._zoom.whole))

    def _change_zoom(self, zoom: _Zoom) -> None:
        self._zoom = zoom
        for sheet in self._sheets:
            if isinstance(sheet, TextSheet):
                sheet.enlarge(zoom.factor or 1.0)
        self.place()
        self.zoom_changed.emit()

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        page = self._stack.page_at(middle)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.wanted.emit()

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
