"""Where the sheets of a document are: laid out below each other, as large as is asked for, scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from sagsbud.ui.detail import gutter
from sagsbud.ui.detail.findings import Finding
from sagsbud.ui.detail.marks import Marking, by_line
from sagsbud.ui.detail.sheets import PAPER, PageSheet, Range, Sheet
from sagsbud.ui.detail.stack import Placed, Stack
from sagsbud.ui.detail.textsheet import TextSheet
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING
from sagsbud.ui.viewport import give_viewport

STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
PICTURE_STEPS = (0.05, 0.1, 0.15, 0.2, *STEPS, 6.0, 8.0)
"""Of pages and pictures, which may be much larger or smaller than the window."""
MOST_BY_ITSELF = 2.0
"""What fits the window is shown at no more than this of its own size: a small picture, or a page with few words."""


@dataclass
class _Zoom:
    """`factor` is None while the document follows the window's width; `whole` shows a page at once."""

    factor: float | None = None
    whole: bool = False


class SheetArea(QAbstractScrollArea):
    """Knows where each sheet is. `wanted` asks for what is seen and not there yet."""

    page_changed = Signal(int)
    """The page in view, from 1."""
    zoom_changed = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self.setObjectName("canvas")
        self.theme = theme
        self.marking = Marking()
        self._zoom = _Zoom()
        self._sheets: Sequence[Sheet] = ()
        self._stack = Stack(theme.px(PANE_PADDING))
        self._seamless = False
        self._page = 1
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
        """px from side to side; all of it for a page that as wide as that is seen whole.

        Else the scroll bar's place is left free whether it is shown or not: a page that is only just low enough beside
        the bar would send it away, grow, and call it back without end.
        """
        whole, only = self.maximumViewportSize(), self._sheets[0] if len(self._sheets) == 1 else None
        if isinstance(only, PageSheet):
            tall = only.height(self._width_within(whole.width())) + 2 * self._stack.edge
            if round(tall) <= whole.height():
                return whole.width()
        return whole.width() - self.verticalScrollBar().sizeHint().width()

    @property
    def sheet_width(self) -> float:
        """How wide the shown part of a page is, in px."""
        return self._width_within(self._room)

    def _width_within(self, whole: int) -> float:
        """The same where there are so many px from side to side."""
        room = max(80.0, whole - 2 * self._stack.edge - max(0, self._gutter - self._stack.edge))
        first = self._sheets[0] if self._sheets else None
        if self._zoom.factor is None:
            if self._zoom.whole and isinstance(first, PageSheet):
                tall = max(80.0, self.viewport().height() - 2 * self._stack.edge)
                return float(min(room, self._widest(first), tall / first.height(1.0)))
            return float(min(room, self._widest(first)))
        if not isinstance(first, PageSheet):
            return float(min(room, self._widest(first)))
        return first.own_width * self._zoom.factor * (first.crop[1] - first.crop[0])

    def _widest(self, first: Sheet | None) -> float:
        """Text lines longer than this are hard to read; pages may fill the window."""
        if isinstance(first, PageSheet):
            return min(PAPER * 1.6, MOST_BY_ITSELF * first.own_width * (first.crop[1] - first.crop[0]))
        return self.theme.px(720) * (self._zoom.factor or 1.0)

    @property
    def zoom_percent(self) -> int:
        """The page's or picture's width against its own; for text the size of its letters against the window's."""
        first = self._sheets[0] if self._sheets else None
        if not isinstance(first, PageSheet):
            return round(100 * (self._zoom.factor or 1.0))
        return round(100 * first.full_width(self.sheet_width) / first.own_width)

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
        """Where pages begin, in px of what is seen; centred when there is room."""
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

    # -- zoom ---------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """The next step up."""
        now = self.zoom_percent / 100
        self.zoom_to(next((step for step in self._steps if step > now + 0.02), now))

    def zoom_out(self) -> None:
        """The next step down."""
        now = self.zoom_percent / 100
        self.zoom_to(next((step for step in reversed(self._steps) if step < now - 0.02), now or self._steps[0]))

    @property
    def _steps(self) -> tuple[float, ...]:
        return PICTURE_STEPS if self._sheets and isinstance(self._sheets[0], PageSheet) else STEPS

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
